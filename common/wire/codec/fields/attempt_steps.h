// The messages that are nothing but a list of attempts: ids as steps, in their order.
#pragma once

#include <string_view>
#include <vector>

#include "common/base/limits.h"
#include "common/wire/codec/fields/columns.h"

namespace photomill::wire {

template <typename Proto>
void WriteAttempts(const std::vector<AttemptId>& attempts, Proto& out) {
  out.mutable_attempt_step()->Reserve(static_cast<int>(attempts.size()));
  StepWriter steps;
  for (const AttemptId attempt : attempts) out.add_attempt_step(steps.Next(attempt.value));
}

template <typename Proto>
Status ReadAttempts(std::string_view message, const Proto& in, std::vector<AttemptId>& attempts) {
  FieldReader fields(message);
  const size_t count = fields.Count("attempt_step", static_cast<size_t>(in.attempt_step_size()),
                                    limits::kBatchTasksMax);
  attempts.reserve(count);
  StepReader steps;
  for (size_t i = 0; i < count; ++i) {
    attempts.push_back(AttemptId{steps.Next(in.attempt_step(static_cast<int>(i)))});
  }
  return fields.status();
}

}  // namespace photomill::wire
