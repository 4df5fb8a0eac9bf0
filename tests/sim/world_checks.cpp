// What must be true: an acknowledged outcome is in the ledger; at the end every source is at its
// end, exactly once, and at the one that its fate allows; nobody is blamed for crashes that did not
// happen.
#include <algorithm>

#include "common/wire/codec.h"
#include "tests/sim/world.h"

namespace photomill::sim {
namespace {

constexpr double kSwallowedShareMax = 0.1;

}  // namespace

void World::CheckSend(const std::string& frame) {
  const Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
  if (!message) {
    surroundings_.broken.push_back("the coordinator sends what nobody can read: " +
                                   message.failure().detail);
    return;
  }
  if (const auto* batch = std::get_if<TaskBatch>(&*message)) {
    for (const Assignment& assignment : batch->assignments) {
      keys_[assignment.task.source] = assignment.task.key;
      CheckCopy(assignment);
    }
  }
  const auto* acks = std::get_if<Acks>(&*message);
  if (acks == nullptr) return;
  for (const AttemptId attempt : acks->attempts) CheckAck(attempt);
}

// A task runs a second time at the end of a run alone, and never where it took an engine down.
void World::CheckCopy(const Assignment& assignment) {
  const Scheduler& scheduler = loop_->scheduler();
  const TaskEntry* entry = scheduler.tasks().Find(assignment.task.source);
  if (entry == nullptr || entry->copy != assignment.attempt) return;
  Trace("coordinator: copies source " + std::to_string(assignment.task.source.value));
  if (!scheduler.AtTail() || scheduler.tasks().ready() > 0) {
    surroundings_.broken.emplace_back("a task is copied before the end of the run");
  }
  if (assignment.task.crashes > 0) surroundings_.broken.emplace_back("a suspect is copied");
}

void World::CheckAck(AttemptId attempt) {
  const auto found = surroundings_.results.find(attempt);
  if (found == surroundings_.results.end()) {
    surroundings_.broken.push_back("attempt " + std::to_string(attempt.value) +
                                   " is acknowledged, which nobody reported");
    return;
  }
  const auto& [recipe, result] = found->second;
  if (result.outcome.kind != Outcome::Kind::kDone || recipe != photomill::DigestOf(recipe_)) return;
  const auto settled = durable_.find(result.source);
  if (settled != durable_.end() && settled->second.version == result.version) return;
  // Of a version that the ledger knows no longer nothing is recorded.
  const auto listed = keys_.find(result.source);
  const bool outdated = listed != keys_.end() && library_.At(listed->second).ever_changed;
  if (!outdated) {
    surroundings_.broken.push_back("source " + std::to_string(result.source.value) +
                                   " is acknowledged, and not in the ledger");
  }
}

// What intake takes up again in the run that begins now.
void World::ForgetReopened() {
  std::erase_if(durable_, [this](const auto& entry) {
    const LedgerBox::Settled& settled = entry.second;
    return settled.state == SourceState::kFailed &&
           RetryClassOf(settled.reason) != RetryClass::kPermanent;
  });
}

void World::CheckEnd() {
  // A black hole swallows what it was given before it was known, once for each life of the
  // coordinator and of its own, and a few probes.
  const double share = static_cast<double>(surroundings_.swallowed) /
                       static_cast<double>(surroundings_.executed + 1);
  if (black_hole_ && faults_ == 0 && share > kSwallowedShareMax) {
    surroundings_.broken.push_back("a black hole swallowed " + std::to_string(share) +
                                   " of all attempts");
  }
  const Tally tally = ledger_->ledger().Count();
  const auto photos = static_cast<int64_t>(library_.photos().size());
  if (tally[SourceState::kPending] != 0) {
    surroundings_.broken.push_back(std::to_string(tally[SourceState::kPending]) +
                                   " sources are pending at the end");
  }
  if (tally.known() != photos) surroundings_.broken.emplace_back("sources are lost or doubled");
  for (const auto& [source, settled] : durable_) {
    const auto key = keys_.find(source);
    if (key == keys_.end()) continue;
    CheckPhoto(library_.At(key->second), settled);
  }
}

void World::CheckPhoto(const Photo& photo, const LedgerBox::Settled& settled) {
  const auto broken = [&](const std::string& text) {
    surroundings_.broken.push_back(photo.key + " " + text);
  };
  if (settled.state == SourceState::kQuarantined) {
    // A coordinator that dies between a crash's record and the welcome is told of it once more.
    if (photo.crashes == 0 || photo.crashes + coordinator_deaths_ < limits::kCrashLimit) {
      broken("is quarantined for crashes that were not");
    }
    return;
  }
  if (settled.state == SourceState::kFailed) {
    const bool allowed = (photo.fate == Fate::kCorrupt && settled.reason == Reason::kCorrupt) ||
                         (photo.fate == Fate::kFlaky && settled.reason == Reason::kOutOfMemory) ||
                         (photo.ever_changed && settled.reason == Reason::kSourceChanged);
    if (!allowed) broken("failed as " + std::string(ReasonWord(settled.reason)));
    return;
  }
  if (settled.state == SourceState::kSkipped && photo.fate != Fate::kNoPicture) {
    broken("is a picture, and skipped");
  }
  if (settled.state == SourceState::kDone &&
      (photo.fate == Fate::kNoPicture || photo.fate == Fate::kCorrupt)) {
    broken("cannot be done");
  }
}

}  // namespace photomill::sim
