#include "coordinator/core/black_holes.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/limits.h"
#include "coordinator/core/retry_policy.h"

namespace photomill {
namespace {

// Fewer results prove nothing. Counting all kinds of failure takes more results, because one folder
// can contain many broken files.
constexpr uint64_t kResultsMin = 8;
constexpr uint64_t kResultsMinOfAllKinds = 24;
// A record is halved when it reaches this many results, so that old successes do not excuse new
// failures.
constexpr uint64_t kResultsMax = 64;
// "Far more" means a failure rate of this many times the others'. Alternatively: a success rate
// this many times lower, if the others succeed in more than a few cases.
constexpr uint64_t kTimesTheOthers = 4;
constexpr uint32_t kProbesMin = 3;
// A worker is alone if no other worker was registered for this long.
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
  // Permanent failures (broken sources) count only if the others have enough good results.
  const bool all_kinds = own.results >= kResultsMinOfAllKinds &&
                         own.failed * 4 >= own.results * 3 &&
                         others.results >= kResultsMinOfAllKinds &&
                         IsFarMore(own.failed, own.results, others.failed, others.results);
  return passing || all_kinds;
}

std::string ShareText(const WorkRecord& record) {
  return fmt::format("{} of {}", record.failed, record.results);
}

bool HasFailedAt(const TaskEntry& entry, const Worker& worker) {
  if (entry.failed_at.empty()) return false;
  return std::any_of(
      entry.failed_at.begin(), entry.failed_at.end(),
      [name = worker.Identity()](const auto& failed) { return failed.worker == name; });
}

}  // namespace

bool BlackHoles::OthersAreSound(const Worker& worker) const {
  return takers_.sound().size() > (takers_.sound().contains(worker.peer) ? 1U : 0U);
}

bool BlackHoles::OthersAreThereFor(const TaskEntry& entry, const Worker& worker) const {
  return std::any_of(workers_.all().begin(), workers_.all().end(), [&](const auto& item) {
    const Worker& other = item.second;
    return other.phase != Worker::Phase::kDraining && other.peer != worker.peer &&
           !other.IsBlackHole() && !HasFailedAt(entry, other);
  });
}

// Not charged: a failure at a worker that mostly fails while others do well, or a second failure at
// the same worker while others have not tried. That has a limit: in the end the source is charged.
bool BlackHoles::IsCharged(const TaskEntry& entry, const Worker& worker) const {
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

bool BlackHoles::Avoids(Instant now, const TaskEntry& entry, const Worker& worker) const {
  if (now >= entry.avoids_until) return false;
  return (worker.IsBlackHole() || HasFailedAt(entry, worker)) && OthersAreThereFor(entry, worker);
}

// Place failures are handled elsewhere (Scheduler::SetAside).
bool BlackHoles::Judge(Instant now, Worker& worker, const Outcome& outcome, Effects& effects) {
  const bool failed =
      outcome.kind == Outcome::Kind::kFailed || outcome.kind == Outcome::Kind::kBarred;
  const RetryClass retry = failed ? RetryClassOf(outcome) : RetryClass::kPermanent;
  if (retry == RetryClass::kPlace) return false;
  const bool passing = failed && retry == RetryClass::kTransient;
  if (worker.set_aside) return OnProbe(now, worker, outcome, passing, effects);
  Record(worker, {1, passing ? 1U : 0U, failed ? 1U : 0U});
  if (!failed || !OthersAreSound(worker)) return false;
  if (!FailsFarMore(worker.record, OthersThan(worker))) return false;
  SetAside(now, worker, outcome, effects);
  return true;
}

void BlackHoles::Record(Worker& worker, const WorkRecord& news) {
  worker.record.Add(news);
  all_records_.Add(news);
  if (worker.record.results < kResultsMax) return;
  const WorkRecord old = worker.record;
  worker.record = {old.results / 2, old.passing / 2, old.failed / 2};
  all_records_.Remove(old);
  all_records_.Add(worker.record);
}

WorkRecord BlackHoles::OthersThan(const Worker& worker) const {
  WorkRecord others = all_records_;
  others.Remove(worker.record);
  return others;
}

void BlackHoles::SetAside(Instant now, Worker& worker, const Outcome& outcome, Effects& effects) {
  const bool probed = worker.IsBlackHole();
  const std::string shares = fmt::format(
      "it fails far more tasks than the others ({} lately, the others {}), the last with: ",
      ShareText(worker.record), ShareText(OthersThan(worker)));
  Worker::SetAside aside;
  aside.times = ++worker.black_holes;
  aside.black_hole = true;
  aside.cause = {outcome.reason,
                 (probed ? worker.set_aside->cause.detail : shares + outcome.detail)};
  aside.until =
      now + BackoffAfter(aside.times, limits::kBlackHolePause, limits::kBlackHolePauseMax, random_);
  worker.set_aside = std::move(aside);
  if (!probed) {
    effects.emplace_back(effect::Note{
        fmt::format("worker {} is set aside: {}", worker.name, worker.SetAsideText())});
  }
  takers_.Update(worker);
  ForgetRecord(worker);
}

// A result of a worker that is set aside, as a black hole or for its place. A file that is not an
// image, or is broken, proves nothing, either for or against the worker.
bool BlackHoles::OnProbe(Instant now, Worker& worker, const Outcome& outcome, bool passing,
                         Effects& effects) {
  if (!worker.IsBlackHole() || !worker.set_aside->probing) return false;
  if (passing) {
    SetAside(now, worker, outcome, effects);
    return true;
  }
  if (outcome.kind != Outcome::Kind::kDone || ++worker.set_aside->proven < kProbesMin) return false;
  worker.set_aside.reset();
  effects.emplace_back(effect::Note{fmt::format("worker {} gets tasks again", worker.name)});
  return false;
}

void BlackHoles::ForgetRecord(Worker& worker) {
  all_records_.Remove(worker.record);
  worker.record = {};
}

// A worker whose engine died returns in a moment, so a short time alone does not count.
void BlackHoles::ReleaseLonely(Instant now, Effects& effects) {
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
      effect::Note{fmt::format("worker {} gets tasks again: it is the only one left", only.name)});
}

}  // namespace photomill
