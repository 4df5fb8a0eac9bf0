// Heartbeat.
#include "common/wire/codec/field_reader.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Heartbeat& message, proto::Heartbeat& out) {
  out.set_sequence(message.sequence);
  out.set_cpu_milliseconds(AtMost(message.cpu_milliseconds, kCpuMillisecondsMax));
}

Status FromProto(const proto::Heartbeat& in, Heartbeat& out) {
  FieldReader fields("heartbeat");
  out.sequence = in.sequence();
  out.cpu_milliseconds =
      fields.Number("cpu_milliseconds", in.cpu_milliseconds(), 0, kCpuMillisecondsMax);
  return fields.status();
}

}  // namespace photomill::wire
