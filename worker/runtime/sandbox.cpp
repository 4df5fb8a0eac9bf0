#include "worker/runtime/sandbox.h"

#include <poll.h>
#include <signal.h>

#include "common/base/limits.h"
#include "common/model/key_template.h"
#include "common/os/memory_file.h"
#include "common/os/own_limits.h"
#include "common/wire/codec.h"
#include "common/wire/examination_codec.h"
#include "common/wire/sandbox_codec.h"
#include "worker/core/hang_watch.h"

namespace photomill {
namespace {

constexpr milliseconds kLook(50);

Result<ChildProcess> Start(const std::string& program, const SandboxOrder& order) {
  SpawnOptions options;
  options.inherited_fds = {order.task_fd, order.source_fd, order.result_fd, order.outputs_fd};
  options.parent_death_signal = SIGKILL;
  // A service manager signals all processes of a service; for this one, its engine decides.
  options.ignored_signals = {SIGTERM, SIGINT, SIGHUP};
  options.own_process_group = true;
  return SpawnProcess({program, "--sandbox=" + WriteSandboxOrder(order)}, options);
}

// The single examination that the child wrote.
std::optional<Examination> ReadExamination(int result_fd) {
  Result<std::string> bytes = ReadMemoryFile(result_fd, limits::kMessageBytesMax);
  if (!bytes) return std::nullopt;
  Result<std::optional<Examination>> examination = TakeExamination(*bytes);
  if (!examination || !bytes->empty()) return std::nullopt;
  return *std::move(examination);
}

// The single result that the child wrote, if it belongs to this job.
std::optional<Outcome> ReadOutcome(int result_fd, const Job& job) {
  const Result<std::string> frame = ReadMemoryFile(result_fd, limits::kMessageBytesMax);
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
bool TakeOutputs(int outputs_fd, const Outcome& outcome, uint64_t bytes_max, Job& job) {
  const Result<std::string> bytes = ReadMemoryFile(outputs_fd, bytes_max);
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

Outcome OutcomeOf(const Job& job, Outcome::Kind kind, const Failure& failure) {
  Outcome outcome = FailedOutcome(failure, job.times);
  outcome.kind = kind;
  return outcome;
}

Outcome Unusable(const Job& job) {
  return OutcomeOf(job, Outcome::Kind::kDied,
                   {Reason::kCrashed, "the process that decoded it left a result that cannot be"});
}

}  // namespace

// The memory files through which the two processes communicate.
struct Sandbox::Exchange {
  FileDescriptor task;
  FileDescriptor source;
  FileDescriptor result;
  FileDescriptor outputs;

  [[nodiscard]] SandboxOrder OrderFor(SandboxStep step, const SandboxLimits& limits) const {
    return {task.get(),
            source.get(),
            result.get(),
            outputs.get(),
            step,
            limits.memory_bytes,
            static_cast<uint32_t>(std::chrono::ceil<seconds>(limits.time).count())};
  }
};

Result<Sandbox::Exchange> Sandbox::MakeExchange(const Job& job) {
  const Workplace& workplace = *job.workplace;
  Result<FileDescriptor> task =
      MakeMemoryFile(Encode(SandboxTask{workplace.recipe, workplace.source_rules, job.assignment}));
  if (!task) return task.failure();
  Result<FileDescriptor> source = MakeMemoryFile(job.bytes);
  if (!source) return source.failure();
  Result<FileDescriptor> result = MakeMemoryFile("");
  if (!result) return result.failure();
  Result<FileDescriptor> outputs = MakeMemoryFile("");
  if (!outputs) return outputs.failure();
  return Exchange{*std::move(task), *std::move(source), *std::move(result), *std::move(outputs)};
}

std::optional<Outcome> Sandbox::Run(const Job& job, SandboxStep step, const Exchange& exchange,
                                    const SandboxLimits& limits, const GiveUp& give_up) const {
  const uint64_t kills_before = KillsForMemory();
  const Instant deadline = clock_.Now() + limits.time;
  Result<ChildProcess> child = Start(program_, exchange.OrderFor(step, limits));
  if (!child) return OutcomeOf(job, Outcome::Kind::kFailed, child.failure());

  SandboxEnding ending;
  std::optional<ProcessExit> exit;
  HangWatch watch;  // allows for time in which this process did not run
  while (!(exit = child->Poll())) {
    if (give_up()) {
      return OutcomeOf(job, Outcome::Kind::kFailed, {Reason::kInternal, "abandoned"});
    }
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

  const SandboxVerdict verdict = JudgeSandbox(ending, limits);
  if (verdict.kind == SandboxVerdict::Kind::kResult) return std::nullopt;
  const bool died = verdict.kind == SandboxVerdict::Kind::kDied;
  return OutcomeOf(job, died ? Outcome::Kind::kDied : Outcome::Kind::kFailed, verdict.failure);
}

std::optional<Outcome> Sandbox::Examine(Job& job, const SandboxLimits& limits,
                                        const GiveUp& give_up) const {
  const Result<Exchange> exchange = MakeExchange(job);
  if (!exchange) return OutcomeOf(job, Outcome::Kind::kFailed, exchange.failure());
  std::optional<Outcome> ended = Run(job, SandboxStep::kExamine, *exchange, limits, give_up);
  if (ended) return ended;
  const std::optional<Examination> found = ReadExamination(exchange->result.get());
  if (!found) return Unusable(job);
  job.format = found->format;
  if (found->fate != Examination::Fate::kPicture) return EndedOutcome(job, found->failure);
  job.needs = {found->memory_bytes, found->work_pixels};
  return std::nullopt;
}

std::optional<Outcome> Sandbox::Execute(Job& job, const SandboxLimits& limits,
                                        const GiveUp& give_up) const {
  const Result<Exchange> exchange = MakeExchange(job);
  if (!exchange) return OutcomeOf(job, Outcome::Kind::kFailed, exchange.failure());
  std::string().swap(job.bytes);
  std::optional<Outcome> ended = Run(job, SandboxStep::kExecute, *exchange, limits, give_up);
  if (ended) return ended;
  std::optional<Outcome> outcome = ReadOutcome(exchange->result.get(), job);
  if (outcome) job.times.Add(outcome->times);
  if (outcome && outcome->kind == Outcome::Kind::kDone &&
      TakeOutputs(exchange->outputs.get(), *outcome, limits.memory_bytes, job)) {
    job.warning = {outcome->warnings, std::move(outcome->detail)};
    return std::nullopt;
  }
  if (!outcome || outcome->kind == Outcome::Kind::kDone) {
    job.outputs.clear();
    return Unusable(job);
  }
  outcome->times = job.times;
  return outcome;
}

SandboxLimits SandboxLimitsFor(uint64_t memory_needed, Duration time_limit) {
  return {2 * memory_needed + limits::kSandboxMemoryBase, time_limit};
}

}  // namespace photomill
