#include "worker/runtime/sandbox.h"

#include <poll.h>
#include <signal.h>

#include "common/base/limits.h"
#include "common/model/key_template.h"
#include "common/os/memory_file.h"
#include "common/os/own_limits.h"
#include "common/wire/codec.h"
#include "common/wire/sandbox_codec.h"
#include "worker/core/hang_watch.h"
#include "worker/runtime/sandbox_order.h"

namespace photomill {
namespace {

constexpr milliseconds kLook(50);

// The memory files through which the two processes communicate.
struct Exchange {
  FileDescriptor task;
  FileDescriptor source;
  FileDescriptor result;
  FileDescriptor outputs;
};

Result<Exchange> MakeExchange(Job& job) {
  const Workplace& workplace = *job.workplace;
  Result<FileDescriptor> task =
      MakeMemoryFile(Encode(SandboxTask{workplace.recipe, workplace.source_rules, job.assignment}));
  if (!task) return task.failure();
  Result<FileDescriptor> source = MakeMemoryFile(job.bytes);
  if (!source) return source.failure();
  std::string().swap(job.bytes);
  Result<FileDescriptor> result = MakeMemoryFile("");
  if (!result) return result.failure();
  Result<FileDescriptor> outputs = MakeMemoryFile("");
  if (!outputs) return outputs.failure();
  return Exchange{*std::move(task), *std::move(source), *std::move(result), *std::move(outputs)};
}

Result<ChildProcess> Start(const std::string& program, const Exchange& exchange,
                           const SandboxLimits& limits) {
  SandboxOrder order;
  order.task_fd = exchange.task.get();
  order.source_fd = exchange.source.get();
  order.result_fd = exchange.result.get();
  order.outputs_fd = exchange.outputs.get();
  order.memory_bytes = limits.memory_bytes;
  order.time_s = static_cast<uint32_t>(std::chrono::ceil<seconds>(limits.time).count());
  SpawnOptions options;
  options.inherited_fds = {order.task_fd, order.source_fd, order.result_fd, order.outputs_fd};
  options.parent_death_signal = SIGKILL;
  // A service manager signals all processes of a service; for this one, its engine decides.
  options.ignored_signals = {SIGTERM, SIGINT, SIGHUP};
  options.own_process_group = true;
  return SpawnProcess({program, "--sandbox=" + WriteSandboxOrder(order)}, options);
}

// The single result that the child wrote, if it belongs to this job.
std::optional<Outcome> ReadOutcome(const Exchange& exchange, const Job& job) {
  const Result<std::string> frame = ReadMemoryFile(exchange.result.get(), limits::kMessageBytesMax);
  if (!frame) return std::nullopt;
  Result<WorkerMessage> message = DecodeWorkerMessage(*frame);
  auto* batch = message.ok() ? std::get_if<ResultBatch>(&*message) : nullptr;
  if (batch == nullptr || batch->results.size() != 1) return std::nullopt;
  TaskResult& result = batch->results.front();
  if (result.attempt != job.assignment.attempt) return std::nullopt;
  return std::move(result.outcome);
}

// The outputs' bytes, checked like untrusted input, because a broken decoder could have written
// them.
bool TakeOutputs(const Exchange& exchange, const Outcome& outcome, uint64_t bytes_max, Job& job) {
  const Result<std::string> bytes = ReadMemoryFile(exchange.outputs.get(), bytes_max);
  if (!bytes) return false;
  size_t at = 0;
  DerivativeSet made;
  for (const Output& output : outcome.outputs) {
    const std::vector<Derivative>& derivatives = job.workplace->recipe.derivatives;
    if (output.derivative >= derivatives.size() || output.bytes > bytes->size() - at) return false;
    const Result<std::string> key =
        OutputKey(KeyTemplate(derivatives[output.derivative],
                              job.assignment.task.otherwise.Has(output.derivative)),
                  job.assignment.task.key, {output.width, output.height, output.content});
    std::string own = bytes->substr(at, output.bytes);
    if (!key || *key != output.key || DigestOf(own) != output.content) return false;
    at += output.bytes;
    made.Add(output.derivative);
    job.outputs.push_back({output.derivative, output.key, std::move(own), output.width,
                           output.height, output.content});
  }
  return at == bytes->size() && made == job.assignment.task.lacks;
}

Outcome OutcomeOf(Outcome::Kind kind, Failure failure) {
  Outcome outcome;
  outcome.kind = kind;
  outcome.reason = failure.reason;
  outcome.detail = std::move(failure.detail);
  return outcome;
}

}  // namespace

std::optional<Outcome> Sandbox::Execute(Job& job, const SandboxLimits& limits,
                                        const std::function<bool()>& give_up) const {
  const auto failed = [&](Outcome::Kind kind, Failure failure) {
    Outcome outcome = OutcomeOf(kind, std::move(failure));
    outcome.times = job.times;
    return outcome;
  };
  Result<Exchange> exchange = MakeExchange(job);
  if (!exchange) return failed(Outcome::Kind::kFailed, exchange.failure());
  const uint64_t kills_before = KillsForMemory();
  const Instant deadline = clock_.Now() + limits.time;
  Result<ChildProcess> child = Start(program_, *exchange, limits);
  if (!child) return failed(Outcome::Kind::kFailed, child.failure());

  SandboxEnding ending;
  std::optional<ProcessExit> exit;
  HangWatch watch;  // allows for time in which this process did not run
  while (!(exit = child->Poll())) {
    if (give_up()) return failed(Outcome::Kind::kFailed, {Reason::kInternal, "abandoned"});
    if (!watch.Look(clock_.Now(), {{job.assignment.task.source, deadline}}).empty()) {
      ending.ended_by_us = true;
      (void)child->SendSignal(SIGKILL);
      exit = child->Wait();
      break;
    }
    pollfd polled = {child->fd(), POLLIN, 0};
    (void)poll(&polled, 1, static_cast<int>(kLook.count()));
  }
  ending.exit = *exit;
  ending.killed_for_memory = KillsForMemory() != kills_before;

  SandboxVerdict verdict = JudgeSandbox(ending, limits);
  if (verdict.kind == SandboxVerdict::Kind::kDied) {
    return failed(Outcome::Kind::kDied, std::move(verdict.failure));
  }
  if (verdict.kind != SandboxVerdict::Kind::kResult) {
    return failed(Outcome::Kind::kFailed, std::move(verdict.failure));
  }
  std::optional<Outcome> outcome = ReadOutcome(*exchange, job);
  if (outcome) job.times.Add(outcome->times);
  if (outcome && outcome->kind == Outcome::Kind::kDone &&
      TakeOutputs(*exchange, *outcome, limits.memory_bytes, job)) {
    job.warning = {outcome->warnings, std::move(outcome->detail)};
    return std::nullopt;
  }
  if (!outcome || outcome->kind == Outcome::Kind::kDone) {
    job.outputs.clear();
    return failed(Outcome::Kind::kDied,
                  {Reason::kCrashed, "the process that decoded it left a result that cannot be"});
  }
  outcome->times = job.times;
  return outcome;
}

SandboxLimits SandboxLimitsFor(uint64_t memory_needed, Duration time_limit) {
  return {2 * memory_needed + limits::kSandboxMemoryBase, time_limit};
}

}  // namespace photomill
