// Goodbye.
#include "common/wire/codec/fields/field_reader.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Goodbye& message, proto::Goodbye& out) {
  out.set_cpu_milliseconds(AtMost(message.cpu_milliseconds, kMillisecondsMax));
}

Status FromProto(const proto::Goodbye& in, Goodbye& out) {
  FieldReader fields("goodbye");
  out.cpu_milliseconds =
      fields.Number("cpu_milliseconds", in.cpu_milliseconds(), 0, kMillisecondsMax);
  return fields.status();
}

}  // namespace photomill::wire
