// Ready: what a worker sees of the stores.
#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Ready& message, proto::Ready& out) {
  // The id is what a file of the store holds: it may be anything, and must not make the message
  // invalid. What is changed here is no id of ours and does not match anyway.
  out.set_destination_id(WireText(message.destination_id, limits::kWorkerNameBytesMax));
  for (const StoreSample& sample : message.samples) SampleToProto(sample, *out.add_samples());
  out.set_problem(WireText(message.problem, limits::kDetailBytesMax));
}

Status FromProto(const proto::Ready& in, Ready& out) {
  FieldReader fields("ready");
  out.destination_id =
      fields.Text("destination_id", in.destination_id(), 0, limits::kWorkerNameBytesMax);
  out.samples = SamplesFromProto(in.samples(), fields);
  out.problem = fields.Text("problem", in.problem(), 0, limits::kDetailBytesMax);
  return fields.status();
}

}  // namespace photomill::wire
