// The rules for the end of a run.
#include <algorithm>

#include "tests/sim/inspector.h"

namespace photomill::sim {
namespace {

constexpr double kSwallowedShareMax = 0.1;

}  // namespace

void Inspector::CheckEnd(const Tally& tally, uint64_t faults) {
  CheckEverySourceIsAtItsEnd(tally);
  CheckBlackHoleSwallowsLittle(faults);
  for (const Photo& photo : world_.library.photos()) CheckPoisonIsKnownSoon(photo, faults);
  for (const auto& [source, settled] : durable_) {
    const Photo* photo = PhotoOf(source);
    if (photo == nullptr) continue;
    CheckEndIsOfTheListedVersion(*photo, settled);
    CheckEndSuitsFate(*photo, settled, faults);
    if (settled.state == SourceState::kDone) CheckOutputsStand(source, *photo);
  }
}

// Every source that was listed is in the ledger once, and none is pending.
void Inspector::CheckEverySourceIsAtItsEnd(const Tally& tally) {
  if (tally[SourceState::kPending] != 0) {
    Broken(std::to_string(tally[SourceState::kPending]) + " sources are pending at the end");
  }
  const auto& photos = world_.library.photos();
  const auto always_there = std::count_if(photos.begin(), photos.end(),
                                          [](const Photo& photo) { return !photo.ever_gone; });
  if (tally.known() < always_there || tally.known() > static_cast<int64_t>(photos.size())) {
    Broken("sources are lost or doubled");
  }
}

// A source that was listed in another version is processed again.
void Inspector::CheckEndIsOfTheListedVersion(const Photo& photo, const Settled& settled) {
  const auto listed = listed_.find(photo.key);
  if (listed != listed_.end() && listed->second != settled.version) {
    Broken(photo.key + " is at its end in a version that is listed no longer");
  }
}

// A black hole can make a source fail if there is no other worker to compare it with, which takes
// faults; otherwise only if the source failed so often, on any workers, that the failures have to
// be believed.
bool Inspector::MayBeABlackHolesFault(const Photo& photo, uint64_t faults) const {
  return photo.swallowed > 0 && (faults > 0 || black_hole_was_alone_ ||
                                 photo.swallowed + photo.executions > 2 * limits::kAttemptsMax);
}

// A source ends as its fate allows: other sources that crash, hang or fail do not affect it.
void Inspector::CheckEndSuitsFate(const Photo& photo, const Settled& settled, uint64_t faults) {
  if (photo.gone) return;
  if (settled.state == SourceState::kQuarantined) {
    CheckQuarantine(photo);
  } else if (settled.state == SourceState::kFailed) {
    const bool allowed =
        (photo.fate == Fate::kCorrupt && settled.reason == Reason::kCorrupt) ||
        (photo.fate == Fate::kFlaky && settled.reason == Reason::kOutOfMemory &&
         photo.executions + photo.swallowed >= limits::kAttemptsMax) ||
        (photo.fate == Fate::kBarred && settled.reason == Reason::kStorageDenied &&
         photo.executions + photo.swallowed >= limits::kAttemptsMax) ||
        (photo.ever_changed && settled.reason == Reason::kSourceChanged) ||
        (photo.ever_gone && settled.reason == Reason::kSourceVanished) ||
        (MayBeABlackHolesFault(photo, faults) && settled.reason == Reason::kInternal);
    if (!allowed) Broken(photo.key + " failed as " + std::string(ReasonWord(settled.reason)));
  } else if (settled.state == SourceState::kSkipped) {
    if (photo.fate != Fate::kNoPicture) Broken(photo.key + " is a picture, and skipped");
  } else if (photo.fate == Fate::kNoPicture || photo.fate == Fate::kCorrupt ||
             photo.fate == Fate::kBarred) {
    Broken(photo.key + " cannot be done");
  }
}

// No source is quarantined for deaths that others can have caused.
void Inspector::CheckQuarantine(const Photo& photo) {
  // If another engine reports a death to another coordinator, that coordinator counts it as a
  // second death.
  const uint32_t twice = std::min<uint32_t>(runs_ - 1, world_.deaths_told_twice);
  if (photo.lonely_deaths == 0 || photo.lonely_deaths + twice < limits::kCrashLimit) {
    Broken(photo.key + " is quarantined for crashes that were not its own");
  }
}

// A source that crashes or hangs kills a limited number of processes: one that it shares with
// others for each worker that executes it before it is a suspect, and those up to the crash limit.
// Each fault can hide a death, or let one more worker execute the source at the same time; another
// run can miss one more; another recipe has a limit of its own.
void Inspector::CheckPoisonIsKnownSoon(const Photo& photo, uint64_t faults) {
  if (photo.ever_changed || photo.ever_gone) return;
  const auto found = unawares_.find(photo.key);
  const size_t unawares = found == unawares_.end() ? 0 : found->second;
  const size_t limit = recipes_.size() * (limits::kCrashLimit + 1) + unawares;
  if (photo.own_deaths > limit + (runs_ - 1) + world_.untold_deaths + faults) {
    Broken(photo.key + " took " + std::to_string(photo.own_deaths) + " processes down");
  }
}

// The recorded outputs of a done source are in the destination at the end: nothing else was written
// over them later.
void Inspector::CheckOutputsStand(SourceId source, const Photo& photo) {
  for (const auto& [derivative, output] : outputs_[source]) {
    if (!world_.destination.Stands(output)) {
      Broken(output.key + " of " + photo.key + " is not what the ledger says");
    }
  }
}

// A black hole swallows the tasks that it received before it was detected, once per life of the
// coordinator and of the worker, and a few probes.
void Inspector::CheckBlackHoleSwallowsLittle(uint64_t faults) {
  const double share =
      static_cast<double>(world_.swallowed) / static_cast<double>(world_.executed + 1);
  if (!black_hole_.empty() && faults == 0 && share > kSwallowedShareMax) {
    Broken("a black hole swallowed " + std::to_string(share) + " of all attempts");
  }
}

}  // namespace photomill::sim
