// The codecs of the single messages, one .cpp file each. ToProto fills an empty protobuf message;
// FromProto checks every field and returns the first failure, after which `out` means nothing.
// Draining and Unknown have no fields and need none.
#pragma once

#include "common/base/result.h"
#include "common/model/message.h"
#include "common/wire/codec/fields/proto_fwd.h"

namespace photomill::wire {

void ToProto(const Hello& message, proto::Hello& out);
void ToProto(const Ready& message, proto::Ready& out);
void ToProto(const Credit& message, proto::Credit& out);
void ToProto(const ResultBatch& message, proto::ResultBatch& out);
void ToProto(const Heartbeat& message, proto::Heartbeat& out);
void ToProto(const Goodbye& message, proto::Goodbye& out);
void ToProto(const GivenBack& message, proto::GivenBack& out);
void ToProto(const Welcome& message, proto::Welcome& out);
void ToProto(const Refusal& message, proto::Refusal& out);
void ToProto(const TaskBatch& message, proto::TaskBatch& out);
void ToProto(const Acks& message, proto::Acks& out);
void ToProto(const HeartbeatEcho& message, proto::HeartbeatEcho& out);
void ToProto(const Drain& message, proto::Drain& out);
void ToProto(const TakeBack& message, proto::TakeBack& out);

Status FromProto(const proto::Hello& in, Hello& out);
Status FromProto(const proto::Ready& in, Ready& out);
Status FromProto(const proto::Credit& in, Credit& out);
Status FromProto(const proto::ResultBatch& in, ResultBatch& out);
Status FromProto(const proto::Heartbeat& in, Heartbeat& out);
Status FromProto(const proto::Goodbye& in, Goodbye& out);
Status FromProto(const proto::GivenBack& in, GivenBack& out);
Status FromProto(const proto::Welcome& in, Welcome& out);
Status FromProto(const proto::Refusal& in, Refusal& out);
Status FromProto(const proto::TaskBatch& in, TaskBatch& out);
Status FromProto(const proto::Acks& in, Acks& out);
Status FromProto(const proto::HeartbeatEcho& in, HeartbeatEcho& out);
Status FromProto(const proto::Drain& in, Drain& out);
Status FromProto(const proto::TakeBack& in, TakeBack& out);

}  // namespace photomill::wire
