// Acks: attempts as steps, in their order.
#include "common/base/limits.h"
#include "common/wire/codec/columns.h"
#include "common/wire/codec/messages.h"
#include "proto/control.pb.h"

namespace photomill::wire {

void ToProto(const Acks& message, proto::Acks& out) {
  out.mutable_attempt_step()->Reserve(static_cast<int>(message.attempts.size()));
  StepWriter steps;
  for (const AttemptId attempt : message.attempts) out.add_attempt_step(steps.Next(attempt.value));
}

Status FromProto(const proto::Acks& in, Acks& out) {
  FieldReader fields("acks");
  const size_t count = fields.Count("attempt_step", static_cast<size_t>(in.attempt_step_size()),
                                    limits::kBatchTasksMax);
  out.attempts.reserve(count);
  StepReader steps;
  for (size_t i = 0; i < count; ++i) {
    out.attempts.push_back(AttemptId{steps.Next(in.attempt_step(static_cast<int>(i)))});
  }
  return fields.status();
}

}  // namespace photomill::wire
