// Credit: totals, capped to what a signed number holds.
#include "common/wire/codec/fields/field_reader.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Credit& message, proto::Credit& out) {
  out.set_tasks_total(AtMost(message.tasks_total, kCountMax));
  out.set_bytes_total(AtMost(message.bytes_total, kCountMax));
}

Status FromProto(const proto::Credit& in, Credit& out) {
  FieldReader fields("credit");
  out.tasks_total = fields.Number("tasks_total", in.tasks_total(), 0, kCountMax);
  out.bytes_total = fields.Number("bytes_total", in.bytes_total(), 0, kCountMax);
  return fields.status();
}

}  // namespace photomill::wire
