// HeartbeatEcho: the number takes every value, the reason is a text for people.
#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const HeartbeatEcho& message, proto::HeartbeatEcho& out) {
  out.set_sequence(message.sequence);
  out.set_set_aside(WireText(message.set_aside, limits::kDetailBytesMax));
  out.set_slots(message.slots);
}

Status FromProto(const proto::HeartbeatEcho& in, HeartbeatEcho& out) {
  FieldReader fields("heartbeat_echo");
  out.sequence = in.sequence();  // any number is one
  out.set_aside = fields.Text("set_aside", in.set_aside(), 0, limits::kDetailBytesMax);
  out.slots = fields.Number32("slots", in.slots(), 0, limits::kWorkerThreadsMax);
  return fields.status();
}

}  // namespace photomill::wire
