// Black holes: a worker that fails fast asks for more all the time and draws all tasks to itself.
// Who fails far more than the others is set aside for a pause that grows each time, and then tried
// with one task at a time until several in a row are done. What it failed is charged to no task.
//
// It takes others to compare with: a worker that is alone is never a black hole.
#include <algorithm>

#include "coordinator/core/retry_policy.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// Fewer results tell nothing. Of all kinds of failure there may be many in one folder.
constexpr uint64_t kResultsMin = 8;
constexpr uint64_t kResultsMinOfAllKinds = 24;
// A record is halved when it has so many results: what was long ago excuses nothing.
constexpr uint64_t kResultsMax = 64;
// "Far more": so many times the share of the others; or so many times less often well, where the
// others do well more than now and then.
constexpr uint64_t kTimesTheOthers = 4;
constexpr uint32_t kProbesMin = 3;
// A worker is alone when no other one was there for so long.
constexpr Duration kAlone = seconds(30);

bool IsFarMore(uint64_t bad, uint64_t results, uint64_t others_bad, uint64_t others_results) {
  if (bad * std::max<uint64_t>(others_results, 1) >= kTimesTheOthers * others_bad * results) {
    return true;
  }
  const uint64_t well = results - bad;
  const uint64_t others_well = others_results - others_bad;
  return others_well * kTimesTheOthers >= others_results &&
         well * others_results * kTimesTheOthers <= others_well * results;
}

bool FailsFarMore(const WorkRecord& own, const WorkRecord& others) {
  const bool passing = own.results >= kResultsMin && own.passing * 2 >= own.results &&
                       IsFarMore(own.passing, own.results, others.passing, others.results);
  // That sources are broken takes others that did well to be doubted.
  const bool all_kinds = own.results >= kResultsMinOfAllKinds &&
                         own.failed * 4 >= own.results * 3 &&
                         others.results >= kResultsMinOfAllKinds &&
                         IsFarMore(own.failed, own.results, others.failed, others.results);
  return passing || all_kinds;
}

std::string ShareText(const WorkRecord& record) {
  return std::to_string(record.failed) + " of " + std::to_string(record.results);
}

}  // namespace

bool Scheduler::OthersAreSound(const Worker& worker) const {
  return takers_.sound().size() > (takers_.sound().contains(worker.peer) ? 1U : 0U);
}

bool Scheduler::HasFailedAt(const TaskEntry& entry, const Worker& worker) {
  if (entry.failed_at.empty()) return false;
  return std::any_of(
      entry.failed_at.begin(), entry.failed_at.end(),
      [name = worker.Identity()](const auto& failed) { return failed.worker == name; });
}

// A worker that works or is about to, though it may be set aside or silent at the moment, and at
// which the task has not failed.
bool Scheduler::OthersAreThereFor(const TaskEntry& entry, const Worker& worker) const {
  return std::any_of(workers_.all().begin(), workers_.all().end(), [&](const auto& item) {
    const Worker& other = item.second;
    return other.phase != Worker::Phase::kDraining && other.peer != worker.peer &&
           !other.IsBlackHole() && !HasFailedAt(entry, other);
  });
}

// Whether a failure says something of the source. Not that of a worker which fails most of what it
// is given while others do well, nor the second one at a worker while others have not tried. That
// has a bound: in the end the source is charged.
bool Scheduler::IsCharged(const TaskEntry& entry, const Worker& worker) const {
  if (worker.IsBlackHole()) return false;
  if (entry.failed_at.size() >= size_t{2} * limits::kAttemptsMax) return true;
  if (HasFailedAt(entry, worker) && OthersAreThereFor(entry, worker)) return false;
  return !worker.record.IsMostlyBad() ||
         std::none_of(workers_.all().begin(), workers_.all().end(), [&](const auto& item) {
           const Worker& other = item.second;
           return other.phase != Worker::Phase::kDraining && other.peer != worker.peer &&
                  !other.IsBlackHole() && !other.record.IsMostlyBad();
         });
}

bool Scheduler::Avoids(Instant now, const TaskEntry& entry, const Worker& worker) const {
  if (now >= entry.avoids_until) return false;
  return (worker.IsBlackHole() || HasFailedAt(entry, worker)) && OthersAreThereFor(entry, worker);
}

// A result of an attempt that the worker held. What its place refused is told elsewhere.
void Scheduler::Judge(Instant now, Worker& worker, const Outcome& outcome, Effects& effects) {
  const bool failed =
      outcome.kind == Outcome::Kind::kFailed || outcome.kind == Outcome::Kind::kBarred;
  const RetryClass retry = failed ? RetryClassOf(outcome) : RetryClass::kPermanent;
  if (retry == RetryClass::kPlace) return;
  if (worker.set_aside) {
    if (worker.IsBlackHole() && worker.set_aside->probing) {
      if (failed && retry == RetryClass::kTransient) {
        SetAsideAsBlackHole(now, worker, outcome, effects);
      } else {
        OnProbeOfBlackHole(worker, outcome, effects);
      }
    }
    return;
  }
  const bool passing = failed && retry == RetryClass::kTransient;
  const WorkRecord news{1, passing ? 1U : 0U, failed ? 1U : 0U};
  worker.record.Add(news);
  all_records_.Add(news);
  if (worker.record.results >= kResultsMax) {
    const WorkRecord old = worker.record;
    worker.record = {old.results / 2, old.passing / 2, old.failed / 2};
    all_records_.Remove(old);
    all_records_.Add(worker.record);
  }
  if (!failed || !OthersAreSound(worker)) return;
  WorkRecord others = all_records_;
  others.Remove(worker.record);
  if (FailsFarMore(worker.record, others)) SetAsideAsBlackHole(now, worker, outcome, effects);
}

void Scheduler::SetAsideAsBlackHole(Instant now, Worker& worker, const Outcome& outcome,
                                    Effects& effects) {
  const bool probed = worker.IsBlackHole();
  WorkRecord others = all_records_;
  others.Remove(worker.record);
  const std::string shares = "it fails far more tasks than the others (" +
                             ShareText(worker.record) + " lately, the others " + ShareText(others) +
                             "), the last with: ";
  Worker::SetAside aside;
  aside.times = ++worker.black_holes;
  aside.black_hole = true;
  aside.cause = {outcome.reason,
                 (probed ? worker.set_aside->cause.detail : shares + outcome.detail)};
  aside.until =
      now + BackoffAfter(aside.times, limits::kBlackHolePause, limits::kBlackHolePauseMax, random_);
  worker.set_aside = std::move(aside);
  if (!probed) {
    effects.emplace_back(
        effect::Note{"worker " + worker.name + " is set aside: " + worker.SetAsideText()});
  }
  takers_.Update(worker);
  ForgetRecord(worker);
  tasks_.ForgiveFailuresAt(worker.Identity());
  if (worker.asked_back == 0)
    AskBack(worker, worker.leases.size(), limits::kBatchTasksMax, effects);
}

// What is no picture, or broken, proves nothing; neither does it speak against the worker.
void Scheduler::OnProbeOfBlackHole(Worker& worker, const Outcome& outcome, Effects& effects) {
  if (outcome.kind != Outcome::Kind::kDone || ++worker.set_aside->proven < kProbesMin) return;
  worker.set_aside.reset();
  effects.emplace_back(effect::Note{"worker " + worker.name + " gets tasks again"});
}

void Scheduler::ForgetRecord(Worker& worker) {
  all_records_.Remove(worker.record);
  worker.record = {};
}

// Where nobody else is left there is nobody to compare with, and nobody else to do it. One whose
// engine died is back in a moment: that is not being alone.
void Scheduler::ReleaseLonelyBlackHole(Instant now, Effects& effects) {
  if (workers_.size() != 1) {
    alone_since_.reset();
    return;
  }
  if (!alone_since_) alone_since_ = now;
  Worker& only = workers_.all().begin()->second;
  if (!only.IsBlackHole() || now - *alone_since_ < kAlone) return;
  only.set_aside.reset();
  takers_.Update(only);
  effects.emplace_back(
      effect::Note{"worker " + only.name + " gets tasks again: it is the only one left"});
}

// The run pauses where every worker is set aside: once in the log when it begins and when it ends.
void Scheduler::NotePause(Instant now, Effects& effects) {
  if (!takers_.sound().empty() || tasks_.empty()) {
    if (paused_ && !takers_.sound().empty()) {
      paused_ = false;
      effects.emplace_back(effect::Note{"the run resumes"});
    }
    return;
  }
  if (paused_) return;
  const std::string text = PauseText(now);
  if (text.empty()) return;
  paused_ = true;
  effects.emplace_back(effect::Note{"the run pauses: every worker is set aside: " + text});
}

}  // namespace photomill
