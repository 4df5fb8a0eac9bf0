#include "coordinator/report/photo/pending_cause.h"

#include <fmt/core.h>

#include <array>

#include "common/base/check.h"
#include "common/base/text.h"

namespace photomill {
namespace {

bool IsSuspectSource(const SourceRow& row) {
  return row.crashes > 0 || row.reason == Reason::kCrashed || row.reason == Reason::kTimedOut;
}

std::string HolderText(const PendingFacts& facts) {
  const std::optional<NameHolder>& holder = facts.source->waits_for;
  if (!holder) return "another photo";
  return fmt::format("the photo '{}' ({})", Escaped(holder->key), StateWord(holder->state));
}

std::string SetbackText(const SourceRow& row) {
  return row.reason ? std::string(ReasonWord(*row.reason)) : std::string("a failure");
}

}  // namespace

std::string_view PendingCauseWord(PendingCause cause) {
  constexpr std::array<std::string_view, kPendingCauseCount> kWords = {
      "retry", "no_run", "not_selected", "not_listed", "name", "identity",
      "look",  "paused", "suspect",      "set_back",   "ready"};
  return kWords[static_cast<size_t>(cause)];
}

PendingCause DecidePendingCause(const PendingFacts& facts) {
  const SourceRow& row = facts.source->row;
  const bool listed = row.scan == facts.last_run;
  if (IsReopened(row)) return PendingCause::kRetry;
  if (!facts.alive) return listed ? PendingCause::kNoRun : PendingCause::kNotSelected;
  if (!listed) return PendingCause::kNotListed;
  if (row.waits == Waits::kName) return PendingCause::kName;
  if (!facts.paused.empty()) return PendingCause::kPaused;
  if (row.waits == Waits::kIdentity) return PendingCause::kIdentity;
  if (row.waits == Waits::kLook) return PendingCause::kLook;
  if (IsSuspectSource(row)) return PendingCause::kSuspect;
  return row.attempts > 0 ? PendingCause::kSetBack : PendingCause::kReady;
}

std::string PendingText(PendingCause cause, const PendingFacts& facts) {
  const SourceRow& row = facts.source->row;
  switch (cause) {
    case PendingCause::kRetry:
      return facts.alive ? "`photomill retry` asked for another attempt; the run has not listed it"
                         : "`photomill retry` asked for another attempt: start a run";
    case PendingCause::kNoRun:
      return "no run is alive: start the same command again to continue";
    case PendingCause::kNotSelected:
      return fmt::format(
          "no run is alive, and the last one (run {}) did not list it: check its selection (table "
          "run), then start a run",
          facts.last_run);
    case PendingCause::kNotListed:
      return fmt::format("run {} has not listed it yet, or does not select it", facts.last_run);
    case PendingCause::kName:
      return fmt::format("{} has an output name that it wants, and may still give it up",
                         HolderText(facts));
    case PendingCause::kIdentity:
      return fmt::format(
          "{} has an output name that it wants; meanwhile it is read, because it may be a photo "
          "that was renamed",
          HolderText(facts));
    case PendingCause::kLook:
      return "another photo has its output name; it is read to check whether it is an image at all";
    case PendingCause::kPaused:
      return "the run is paused: " + Escaped(facts.paused);
    case PendingCause::kSuspect:
      return fmt::format(
          "its last attempt ended with {}: it is tried again in a separate process, {} so far",
          SetbackText(row),
          row.crashes == 1 ? std::string("1 crash") : fmt::format("{} crashes", row.crashes));
    case PendingCause::kSetBack:
      return fmt::format("its last attempt ended with {}: it is tried again", SetbackText(row));
    case PendingCause::kReady:
      return "nothing holds it up: it is at a worker, or its turn comes";
  }
  PHOTOMILL_CHECK(false);
}

}  // namespace photomill
