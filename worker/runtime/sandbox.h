// Runs the steps of one job that can crash in a separate process: the same program, with memory and
// time limits. One process reads the header; another one, whose limits follow from the header,
// receives the source's bytes and returns those of the outputs. The engine keeps the stores and does
// the publishing. Any thread may use it; the process ends with the thread that started it.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "common/os/clock.h"
#include "worker/pipeline/job.h"
#include "worker/runtime/sandbox_order.h"
#include "worker/runtime/sandbox_verdict.h"

namespace photomill {

class Sandbox {
 public:
  // `program` is the path of photomill-worker.
  Sandbox(std::string program, const Clock& clock) : program_(std::move(program)), clock_(clock) {}

  // Both return nothing on success, otherwise the outcome. They poll `give_up`; once it returns
  // true, the process is killed and the outcome is meaningless.
  using GiveUp = std::function<bool()>;

  // Fills the job's format and needs from its bytes; of an identification, only the format.
  std::optional<Outcome> Examine(Job& job, const SandboxLimits& limits,
                                 const GiveUp& give_up) const;
  // Creates the job's outputs from its bytes and frees these.
  std::optional<Outcome> Execute(Job& job, const SandboxLimits& limits,
                                 const GiveUp& give_up) const;

 private:
  struct Exchange;
  static Result<Exchange> MakeExchange(const Job& job);
  // Returns nothing if the process has written a result.
  std::optional<Outcome> Run(const Job& job, SandboxStep step, const Exchange& exchange,
                             const SandboxLimits& limits, const GiveUp& give_up) const;

  const std::string program_;
  const Clock& clock_;
};

// The limits for a job, from its expected memory; 0 for reading its header.
SandboxLimits SandboxLimitsFor(uint64_t memory_needed, Duration time_limit);

}  // namespace photomill
