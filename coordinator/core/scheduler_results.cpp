// What an outcome means: settled, tried again, or the worker's place to blame.
#include <algorithm>

#include "common/base/check.h"
#include "coordinator/core/retry_policy.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// A task whose place failed so often while others succeeded is the one to blame.
constexpr uint32_t kPlaceFailuresMax = 3;

}  // namespace

void Scheduler::OnResults(Instant now, Worker& worker, const ResultBatch& batch, Effects& effects) {
  if (worker.phase != Worker::Phase::kWorking && worker.phase != Worker::Phase::kDraining) return;
  const bool current = batch.recipe == recipe_digest_;
  Acks acks;
  acks.attempts.reserve(batch.results.size());
  for (const TaskResult& result : batch.results) {
    acks.attempts.push_back(result.attempt);
    if (current) {
      OnResult(now, worker, result, effects);
    } else {
      ++counts_.late_results;
      Release(result.attempt, true);
    }
  }
  if (!acks.attempts.empty()) effects.push_back(effect::Send{worker.peer, std::move(acks), true});
}

void Scheduler::OnResult(Instant now, Worker& worker, const TaskResult& result, Effects& effects) {
  counts_.step_times.Add(result.outcome.times);
  TaskEntry* entry = tasks_.Find(result.source);
  const bool other_version = entry != nullptr && entry->task.version != result.version;
  if (other_version) {
    ++counts_.late_results;
    Release(result.attempt, true);
    return;
  }
  const bool failed = result.outcome.kind == Outcome::Kind::kFailed;
  if (failed && RetryClassOf(result.outcome.reason) != RetryClass::kPermanent &&
      RetryClassOf(result.outcome.reason) != RetryClass::kNextRun) {
    // Only the attempt that holds the task's lease speaks for a second try.
    const bool holds = entry != nullptr && entry->place == TaskEntry::Place::kLeased &&
                       entry->lease == result.attempt;
    Release(result.attempt, false);
    if (!holds) {
      ++counts_.late_results;
      return;
    }
    OnFailure(now, worker, *entry, result, effects);
    return;
  }
  Release(result.attempt, false);
  SourceState state = SourceState::kDone;
  if (failed) state = SourceState::kFailed;
  if (result.outcome.kind == Outcome::Kind::kSkipped) {
    state = config_.strict ? SourceState::kFailed : SourceState::kSkipped;
  }
  if (failed) {
    ++worker.tasks_failed;
  } else {
    ++worker.tasks_done;
    ++successes_;
    worker.set_aside.reset();
  }
  // A source that is not in the window may have been settled before, or not been read from the
  // ledger yet (work that outlived a coordinator): the ledger knows, and applies it or not.
  effects.push_back(
      effect::RecordOutcome{result.source, result.version, worker.name, result.outcome, state});
  Settle(result.source);
}

// The source is at its end: it leaves the window, and a page under way does not bring it back.
void Scheduler::Settle(SourceId source) {
  if (load_outstanding_) settled_during_load_.insert(source);
  adopted_.erase(source);
  if (tasks_.Find(source) != nullptr) tasks_.Erase(source);
}

// A transient or place failure of the attempt that held the task.
void Scheduler::OnFailure(Instant now, Worker& worker, TaskEntry& entry, const TaskResult& result,
                          Effects& effects) {
  const Failure failure{result.outcome.reason, result.outcome.detail};
  if (RetryClassOf(failure.reason) == RetryClass::kPlace) {
    OnPlaceFailure(now, worker, entry, result, effects);
    return;
  }
  ++worker.tasks_failed;
  if (++entry.failures >= limits::kAttemptsMax) {
    effects.push_back(effect::RecordOutcome{result.source, result.version, worker.name,
                                            result.outcome, SourceState::kFailed});
    Settle(result.source);
    return;
  }
  ++counts_.retried;
  effects.push_back(effect::RecordSetback{result.source, worker.name, failure, false});
  tasks_.MakeWaiting(entry, now + BackoffAfter(entry.failures, limits::kRetryBackoff,
                                               limits::kRetryBackoffMax, random_));
}

// The store refuses or is full: that charges no task, unless this one keeps failing there while
// others succeed (one folder without permission among many).
void Scheduler::OnPlaceFailure(Instant now, Worker& worker, TaskEntry& entry,
                               const TaskResult& result, Effects& effects) {
  if (entry.place_failures == 0 || entry.successes_seen != successes_) ++entry.place_failures;
  entry.successes_seen = successes_;
  if (entry.place_failures >= kPlaceFailuresMax) {
    ++worker.tasks_failed;
    effects.push_back(effect::RecordOutcome{result.source, result.version, worker.name,
                                            result.outcome, SourceState::kFailed});
    Settle(result.source);
    return;
  }
  tasks_.MakeWaiting(entry, now + BackoffAfter(entry.place_failures, limits::kSetAside,
                                               limits::kSetAsideMax, random_));
  SetAside(now, worker, {result.outcome.reason, result.outcome.detail}, effects);
}

void Scheduler::SetAside(Instant now, Worker& worker, const Failure& cause, Effects& effects) {
  if (worker.set_aside && !worker.set_aside->probing) return;  // what it had queued fails alike
  Worker::SetAside aside;
  aside.times = worker.set_aside ? worker.set_aside->times + 1 : 1;
  aside.cause = cause;
  aside.until = now + BackoffAfter(aside.times, limits::kSetAside, limits::kSetAsideMax, random_);
  if (aside.times == 1) {
    effects.push_back(effect::Note{"worker " + worker.name + " is set aside: " +
                                   std::string(ReasonWord(cause.reason)) + ": " + cause.detail});
  }
  worker.set_aside = std::move(aside);
}

// The task was executing when an engine died. What was merely queued there is not blamed.
void Scheduler::OnSuspect(const Suspect& suspect, const std::string& worker_name,
                          Effects& effects) {
  const Failure failure{Reason::kCrashed,
                        suspect.signal != 0
                            ? "the worker process died of signal " + std::to_string(suspect.signal)
                            : std::string("the worker process ended unexpectedly")};
  TaskEntry* entry = tasks_.Find(suspect.source);
  if (entry == nullptr) {
    effects.push_back(effect::RecordSetback{suspect.source, worker_name, failure, true});
    return;
  }
  tasks_.CountCrash(*entry);
  if (entry->task.crashes < limits::kCrashesMax) {
    effects.push_back(effect::RecordSetback{suspect.source, worker_name, failure, true});
    return;
  }
  Quarantine(entry->task, worker_name, effects);
  if (entry->place == TaskEntry::Place::kLeased) Release(entry->lease, false);
  Settle(suspect.source);
}

void Scheduler::Quarantine(const Task& task, const std::string& worker_name, Effects& effects) {
  Outcome outcome;
  outcome.kind = Outcome::Kind::kFailed;
  outcome.reason = Reason::kCrashed;
  outcome.detail = "worker processes died while they were executing it, " +
                   std::to_string(task.crashes) + " times";
  effects.push_back(effect::RecordOutcome{task.source, task.version, worker_name,
                                          std::move(outcome), SourceState::kQuarantined});
}

}  // namespace photomill
