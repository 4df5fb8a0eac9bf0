// Runs the middle steps of one job in a separate process, which a crash can kill: the same program,
// with memory and time limits. It receives the source's bytes and returns those of the outputs. The
// engine keeps the stores and does the publishing. Any thread may use it; the process ends with the
// thread that started it.
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
  // `program` is the path of photomill-worker.
  Sandbox(std::string program, const Clock& clock) : program_(std::move(program)), clock_(clock) {}

  // Creates the job's outputs from its bytes and frees these. Returns nothing on success, otherwise
  // the outcome. Polls `give_up`; once it returns true, the process is killed and the outcome is
  // meaningless.
  std::optional<Outcome> Execute(Job& job, const SandboxLimits& limits,
                                 const std::function<bool()>& give_up) const;

 private:
  const std::string program_;
  const Clock& clock_;
};

// The limits for a job whose header has been read, from its expected memory.
SandboxLimits SandboxLimitsFor(uint64_t memory_needed, Duration time_limit);

}  // namespace photomill
