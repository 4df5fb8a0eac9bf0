// Executes the middle steps of one job in a process of its own, which may die of them: the same
// program, executed anew, with limits on its memory and its time. It is given the source's bytes
// and gives back those of the outputs; the stores, and so publishing, stay with the engine. Any
// thread may use it; the process ends with the thread that started it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/os/clock.h"
#include "worker/pipeline/job.h"
#include "worker/runtime/sandbox_verdict.h"

namespace photomill {

class Sandbox {
 public:
  // `program` is photomill-worker, with its folder.
  Sandbox(std::string program, const Clock& clock) : program_(std::move(program)), clock_(clock) {}

  // Makes the job's outputs from its bytes, which are gone afterwards. Nothing: they are made. Else
  // what became of it. `give_up` is asked now and then; once it says so the process is ended, and
  // the outcome means nothing.
  std::optional<Outcome> Execute(Job& job, const SandboxLimits& limits,
                                 const std::function<bool()>& give_up) const;

 private:
  const std::string program_;
  const Clock& clock_;
};

// For a job whose header is read, with the memory that it is expected to need.
SandboxLimits SandboxLimitsFor(uint64_t memory_needed, Duration time_limit);

}  // namespace photomill
