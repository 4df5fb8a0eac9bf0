// What an outcome means: settled, retried, or blamed on the worker's place.
#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"
#include "coordinator/core/intake.h"
#include "coordinator/core/retry_policy.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// The number of failed attempts remembered per task.
constexpr size_t kFailedAttemptsMax = 8;

// How long a task that failed at a worker waits for another one.
constexpr Duration kAvoidance = seconds(30);

constexpr std::string_view kOtherRecipe = "the worker used another recipe than the run's";

bool MayPassInThisRun(const Outcome& outcome) {
  if (outcome.kind == Outcome::Kind::kDone || outcome.kind == Outcome::Kind::kSkipped) return false;
  const RetryClass retry = RetryClassOf(outcome);
  return retry == RetryClass::kTransient || retry == RetryClass::kPlace;
}

bool IsOfThePlace(const Outcome& outcome) {
  return MayPassInThisRun(outcome) && RetryClassOf(outcome) == RetryClass::kPlace;
}

DerivativeSet MadeBy(const Outcome& outcome) {
  DerivativeSet made;
  for (const Output& output : outcome.outputs) {
    if (output.derivative < limits::kDerivativesMax) made.Add(output.derivative);
  }
  return made;
}

Outcome FailedOutcome(Reason reason, std::string_view detail) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kFailed;
  outcome.reason = reason;
  outcome.detail = detail;
  return outcome;
}

// Set if the result does not fit the task in the window: the ledger would not accept it.
std::optional<Outcome> WhyUnusable(const TaskEntry* entry, const TaskResult& result,
                                   const Recipe& recipe) {
  if (entry == nullptr) return std::nullopt;  // the ledger decides
  if (entry->task.version != result.version) {
    return FailedOutcome(Reason::kSourceChanged, "the worker read another version than was listed");
  }
  if (result.outcome.kind == Outcome::Kind::kDone &&
      (entry->task.lacks.bits & ~MadeBy(result.outcome).bits) != 0) {
    return FailedOutcome(Reason::kInternal, "the worker reported success, but not all outputs");
  }
  for (const Output& output : result.outcome.outputs) {
    if (IsClaimed(output, recipe, entry->task.key, entry->task.otherwise)) continue;
    return FailedOutcome(Reason::kInternal,
                         "the worker reported an output under a key of another source");
  }
  return std::nullopt;
}

// The attempt's result may arrive again.
void RememberFailure(TaskEntry& entry, AttemptId attempt) {
  entry.failed_attempts.push_back(attempt);
  if (entry.failed_attempts.size() > kFailedAttemptsMax) {
    entry.failed_attempts.erase(entry.failed_attempts.begin());
  }
}

}  // namespace

void Scheduler::OnResults(Instant now, Worker& worker, const ResultBatch& batch, Effects& effects) {
  if (worker.phase != Worker::Phase::kWorking && worker.phase != Worker::Phase::kDraining) return;
  const bool recipe_is_current = batch.recipe == recipe_digest_;
  Acks acks;
  acks.attempts.reserve(batch.results.size());
  for (const TaskResult& result : batch.results) {
    acks.attempts.push_back(result.attempt);
    OnResult(now, worker, result, recipe_is_current, effects);
  }
  if (!acks.attempts.empty())
    effects.emplace_back(effect::Send{worker.peer, std::move(acks), true});
}

void Scheduler::OnResult(Instant now, Worker& worker, const TaskResult& result,
                         bool recipe_is_current, Effects& effects) {
  counts_.step_times.Add(result.outcome.times);
  TaskEntry* entry = tasks_.Find(result.source);
  // Only the attempt that holds the task's lease can cause a retry. An attempt of another worker or
  // for another source does not concern this worker.
  const Lease* lease = leases_.Find(result.attempt);
  const bool own = lease != nullptr && lease->peer == worker.peer && lease->source == result.source;
  const bool holds = own && entry != nullptr && entry->place == TaskEntry::Place::kLeased &&
                     entry->lease == result.attempt && !entry->copy;
  if (own) {
    ++worker.results;
    if (result.outcome.kind == Outcome::Kind::kDone && !lease->brought) {
      const Duration taken = now - lease->since;
      turnaround_ = turnaround_ == Duration{} ? taken : (7 * turnaround_ + taken) / 8;
    }
    Release(result.attempt, false);
  }
  const std::optional<Outcome> unusable = recipe_is_current
                                              ? WhyUnusable(entry, result, config_.recipe)
                                              : FailedOutcome(Reason::kInternal, kOtherRecipe);
  const Outcome& outcome = unusable ? *unusable : result.outcome;
  if (own && black_holes_.Judge(now, worker, outcome, effects)) OnBlackHole(worker, effects);
  // Other workers will show whether the source is to blame.
  const bool doubted = holds && worker.IsBlackHole() && outcome.kind == Outcome::Kind::kFailed &&
                       black_holes_.OthersAreThereFor(*entry, worker);
  const bool died = !unusable && outcome.kind == Outcome::Kind::kDied;
  const bool known = died && deaths_.Knows(result.attempt);
  const bool repeated =
      holds && (known || std::find(entry->failed_attempts.begin(), entry->failed_attempts.end(),
                                   result.attempt) != entry->failed_attempts.end());
  if (holds && !repeated) RememberFailure(*entry, result.attempt);
  if (repeated && (died || MayPassInThisRun(outcome))) {
    // The result was reported before, but the Ack was lost, and a hello listed the attempt again.
    ++counts_.late_results;
    tasks_.MakeReady(*entry, false);
  } else if (own && died && !known) {
    OnDeath(worker, result, holds, effects);
  } else if (!unusable && !doubted && !MayPassInThisRun(outcome)) {
    OnEnd(worker, result, effects);
  } else if (holds) {
    OnFailure(now, worker, *entry, outcome, effects);
  } else {
    // The task is finished, or held by another worker, or its other attempt continues: nothing is
    // charged.
    ++counts_.late_results;
    if (own && IsOfThePlace(outcome)) {
      SetAside(now, worker, {outcome.reason, outcome.detail}, effects);
    }
  }
}

// The worker's failures are no longer charged to the tasks, and its queue is reassigned to others.
void Scheduler::OnBlackHole(Worker& worker, Effects& effects) {
  tasks_.ForgiveFailuresAt(worker.Identity());
  if (worker.asked_back == 0) {
    AskBack(worker, worker.leases.size(), limits::kBatchTasksMax, effects);
  }
}

// The outcome finishes the source. A source outside the window may have been settled before, or not
// been loaded yet (work from before a restart of the coordinator). The ledger knows and applies the
// outcome if it fits.
void Scheduler::OnEnd(Worker& worker, const TaskResult& result, Effects& effects) {
  SourceState state = SourceState::kDone;
  if (result.outcome.kind == Outcome::Kind::kFailed) state = SourceState::kFailed;
  if (result.outcome.kind == Outcome::Kind::kSkipped) {
    state = config_.strict ? SourceState::kFailed : SourceState::kSkipped;
  }
  if (result.outcome.kind == Outcome::Kind::kFailed) {
    ++worker.tasks_failed;
  } else {
    ++worker.tasks_done;
  }
  if (state == SourceState::kDone) {  // skipping writes nothing and proves nothing
    if (!worker.IsBlackHole()) worker.set_aside.reset();
  }
  Settle({result.source, result.version, worker.name, result.outcome, state}, effects);
}

// The source is finished: it leaves the window, and a page being loaded does not bring it back.
void Scheduler::Settle(effect::RecordOutcome record, Effects& effects) {
  const SourceId source = record.source;
  if (load_outstanding_) {
    Settled settled{record.version, std::nullopt};
    if (record.state == SourceState::kDone) settled.made = MadeBy(record.outcome);
    settled_during_load_.insert_or_assign(source, std::move(settled));
  }
  if (record.state == SourceState::kDone && record.outcome.outputs.empty()) {
    read_since_asked_ = true;
  }
  adopted_.erase(source);
  if (tasks_.Find(source) != nullptr) tasks_.Erase(source);
  effects.emplace_back(std::move(record));
}

// A failure that may pass in this run, of the attempt that held the task.
void Scheduler::OnFailure(Instant now, Worker& worker, TaskEntry& entry, const Outcome& outcome,
                          Effects& effects) {
  const Failure failure{outcome.reason, outcome.detail};
  if (IsOfThePlace(outcome)) {
    OnPlaceFailure(now, worker, entry, failure, effects);
    return;
  }
  ++worker.tasks_failed;
  const Task& task = entry.task;
  entry.avoids_until = now + kAvoidance;
  const bool charged = black_holes_.IsCharged(entry, worker);
  if (!worker.IsBlackHole()) entry.failed_at.push_back({worker.Identity(), charged});
  if (!charged) {
    effects.emplace_back(effect::RecordSetback{task.source, worker.name, failure, false});
    tasks_.MakeWaiting(
        entry, now + BackoffAfter(static_cast<uint32_t>(entry.failed_at.size()),
                                  limits::kRetryBackoff, limits::kRetryBackoffMax, random_));
    return;
  }
  if (++entry.failures >= limits::kAttemptsMax) {
    Settle({task.source, task.version, worker.name, outcome, SourceState::kFailed}, effects);
    return;
  }
  // A separate process with its own memory limit shows whether this source used too much memory.
  if (failure.reason == Reason::kOutOfMemory) tasks_.MakeSuspect(entry, false);
  ++counts_.retried;
  effects.emplace_back(effect::RecordSetback{task.source, worker.name, failure, false});
  tasks_.MakeWaiting(entry, now + BackoffAfter(entry.failures, limits::kRetryBackoff,
                                               limits::kRetryBackoffMax, random_));
}

// The store refuses access, is full or does not answer. That charges no task, however often it
// happens: the run waits until the store is fixed. (If a store refuses only one source, the worker
// reports that: see Outcome::Kind::kBarred.)
void Scheduler::OnPlaceFailure(Instant now, Worker& worker, TaskEntry& entry, const Failure& cause,
                               Effects& effects) {
  ++entry.place_failures;
  tasks_.MakeWaiting(entry, now + BackoffAfter(entry.place_failures, limits::kSetAside,
                                               limits::kSetAsideMax, random_));
  SetAside(now, worker, cause, effects);
}

void Scheduler::SetAside(Instant now, Worker& worker, const Failure& cause, Effects& effects) {
  if (worker.IsBlackHole()) return;                            // is set aside for longer anyway
  if (worker.set_aside && !worker.set_aside->probing) return;  // its queued tasks fail alike
  Worker::SetAside aside;
  aside.times = worker.set_aside ? worker.set_aside->times + 1 : 1;
  aside.cause = cause;
  aside.until = now + BackoffAfter(aside.times, limits::kSetAside, limits::kSetAsideMax, random_);
  if (aside.times == 1) {
    effects.emplace_back(effect::Note{fmt::format("worker {} is set aside: {}: {}", worker.name,
                                                  ReasonWord(cause.reason), cause.detail)});
  }
  worker.set_aside = std::move(aside);
}

}  // namespace photomill
