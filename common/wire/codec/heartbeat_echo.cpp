// HeartbeatEcho: its one field takes every number.
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const HeartbeatEcho& message, proto::HeartbeatEcho& out) {
  out.set_sequence(message.sequence);
}

Status FromProto(const proto::HeartbeatEcho& in, HeartbeatEcho& out) {
  out.sequence = in.sequence();  // any number is one
  return {};
}

}  // namespace photomill::wire
