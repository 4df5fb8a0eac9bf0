// Heartbeat.
#include "common/wire/codec/fields/field_reader.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Heartbeat& message, proto::Heartbeat& out) {
  out.set_sequence(message.sequence);
  out.set_cpu_milliseconds(AtMost(message.cpu_milliseconds, kMillisecondsMax));
  out.set_source_wait_milliseconds(AtMost(message.waits.source_milliseconds, kMillisecondsMax));
  out.set_destination_wait_milliseconds(
      AtMost(message.waits.destination_milliseconds, kMillisecondsMax));
}

Status FromProto(const proto::Heartbeat& in, Heartbeat& out) {
  FieldReader fields("heartbeat");
  out.sequence = in.sequence();
  out.cpu_milliseconds =
      fields.Number("cpu_milliseconds", in.cpu_milliseconds(), 0, kMillisecondsMax);
  out.waits.source_milliseconds =
      fields.Number("source_wait_milliseconds", in.source_wait_milliseconds(), 0, kMillisecondsMax);
  out.waits.destination_milliseconds = fields.Number(
      "destination_wait_milliseconds", in.destination_wait_milliseconds(), 0, kMillisecondsMax);
  return fields.status();
}

}  // namespace photomill::wire
