// The rules of the ledger and of the coordinator's memory.
#include "tests/sim/inspector.h"

#include "tests/support/invariants.h"

namespace photomill::sim {

std::string Inspector::NameOf(SourceId source) const {
  const auto found = keys_.find(source);
  return found != keys_.end() ? found->second : "source " + std::to_string(source.value);
}

const Photo* Inspector::PhotoOf(SourceId source) const {
  const auto found = keys_.find(source);
  return found != keys_.end() ? &world_.library.At(found->second) : nullptr;
}

void Inspector::OnRun(const Recipe& recipe, const std::vector<ListedObject>& listing,
                      const CoordinatorLoop& loop) {
  loop_ = &loop;
  recipe_text_ = recipe;
  listed_.clear();
  for (const ListedObject& object : listing) listed_[object.key] = object.version;
  recipe_ = photomill::DigestOf(recipe);
  recipes_.insert(recipe_);
  ++runs_;
  credit_.clear();
  attempts_.clear();
  suspect_attempts_.clear();
  // Intake retries these sources.
  std::erase_if(durable_, [this](const auto& entry) {
    const Settled& settled = entry.second;
    const Photo* photo = PhotoOf(entry.first);
    return (settled.state == SourceState::kFailed &&
            RetryClassOf(settled.reason) != RetryClass::kPermanent) ||
           (photo != nullptr && photo->ever_gone);
  });
}

void Inspector::OnRecorded(const OutcomeFact& fact) {
  world_.trace("ledger", NameOf(fact.source) + " is " + std::string(StateWord(fact.state)));
  CheckCharge(fact.source, fact.crashed, fact.death);
  CheckEndsOnce(fact);
  if (fact.state == SourceState::kDone && fact.outcome.outputs.empty()) {
    OnCompared(fact);
    return;
  }
  CheckIsWhatWasPublished(fact);
  if (fact.outcome.content != Digest{}) {
    uncommitted_ends_[fact.source] = {fact.state, fact.outcome.reason, fact.outcome.content};
  }
  uncommitted_[fact.source] = {fact.version, fact.state, fact.outcome.reason, recipe_,
                               !loop_->scan_ended()};
  if (fact.state != SourceState::kDone) return;
  for (const Output& output : fact.outcome.outputs) {
    uncommitted_outputs_[fact.source][output.derivative] = output;
  }
}

void Inspector::OnRecorded(const SetbackFact& fact) {
  CheckCharge(fact.source, fact.crashed, fact.death);
}

// No source is charged with a death that another one can have caused.
void Inspector::CheckCharge(SourceId source, bool crashed, const std::string& death) {
  if (crashed && world_.shared_deaths.contains(death)) {
    Broken(NameOf(source) + " is charged with a death that it shared");
  }
}

// The outcome of a touched source: with the same content, its earlier end also holds for this
// version; with other content, it has to be processed again.
void Inspector::OnCompared(const OutcomeFact& fact) {
  const End* before = nullptr;
  for (const auto* book : {&ends_, &uncommitted_ends_}) {
    const auto found = book->find(fact.source);
    if (found != book->end()) before = &found->second;
  }
  if (before == nullptr) {
    Broken(NameOf(fact.source) + " is done, and has no output");
    return;
  }
  Settled settled{fact.version, before->state, before->reason, recipe_, !loop_->scan_ended()};
  if (before->content != fact.outcome.content) settled.version = {};
  uncommitted_[fact.source] = settled;
}

void Inspector::OnCommitted() {
  for (auto& [source, settled] : uncommitted_) durable_[source] = settled;
  for (auto& [source, made] : uncommitted_outputs_) {
    for (auto& [derivative, output] : made) outputs_[source][derivative] = output;
  }
  for (const auto& [source, end] : uncommitted_ends_) ends_[source] = end;
  uncommitted_.clear();
  uncommitted_ends_.clear();
  uncommitted_outputs_.clear();
}

void Inspector::OnLost() {
  uncommitted_.clear();
  uncommitted_ends_.clear();
  uncommitted_outputs_.clear();
}

// Whether this version ended by this recipe, according to everything that the ledger received. A
// result that a worker kept from the previous run may be a failure that intake retries when it
// reaches this source.
bool Inspector::IsAtItsEnd(SourceId source, const ObjectVersion& version) const {
  for (const auto* book : {&durable_, &uncommitted_}) {
    const auto found = book->find(source);
    if (found == book->end()) continue;
    const Settled& before = found->second;
    const bool tried_again = before.while_listing && before.state == SourceState::kFailed &&
                             RetryClassOf(before.reason) != RetryClass::kPermanent;
    if (before.version == version && before.recipe == recipe_ && !tried_again) return true;
  }
  return false;
}

// A source ends once: the ledger accepts no second outcome for one version and one recipe.
void Inspector::CheckEndsOnce(const OutcomeFact& fact) {
  if (IsAtItsEnd(fact.source, fact.version)) Broken(NameOf(fact.source) + " came to an end twice");
}

// An output that is recorded as done was published before, and is what this recipe makes from this
// version.
void Inspector::CheckIsWhatWasPublished(const OutcomeFact& fact) {
  if (fact.state != SourceState::kDone) return;
  const auto key = keys_.find(fact.source);
  if (fact.outcome.outputs.empty()) Broken(NameOf(fact.source) + " is done, and has no output");
  for (const Output& output : fact.outcome.outputs) {
    if (!world_.destination.WasPublished(output)) {
      Broken(output.key + " is recorded, and was never published");
    }
    if (key != keys_.end() &&
        output != Library::OutputOf(recipe_text_, output.derivative, key->second, fact.version)) {
      Broken(output.key + " is recorded, and was made by another recipe or of another version");
    }
  }
}

// The scheduler's and the loop's memory is bounded by the window and the workers' credit. A
// simulation never reaches these limits, so the sizes are compared with the number of photos and
// the granted credit.
void Inspector::CheckMemory() {
  const Scheduler::Sizes sizes = loop_->scheduler().sizes();
  const size_t photos = world_.library.photos().size();
  const auto bounded = [this](size_t size, size_t most, const char* what) {
    if (size > most) {
      Broken("there are " + std::to_string(size) + " " + what + ", more than " +
             std::to_string(most));
    }
  };
  size_t granted = 0;  // tasks that workers may hold, by their credit or according to a hello
  for (const auto& [peer, worker] : loop_->scheduler().workers().all()) {
    granted += worker.granted.tasks_total + worker.leases.size();
  }
  bounded(sizes.window, std::min(photos, limits::kWindowTasks), "tasks in the window");
  bounded(sizes.leases, granted, "leases");
  bounded(sizes.adopted, sizes.leases, "adopted tasks");
  bounded(sizes.news_during_load, 2 * photos, "outcomes remembered for a page");
  bounded(sizes.deaths, 2 * limits::kWorkersMax, "deaths");
  if (!sizes.loading) bounded(sizes.news_during_load, 0, "outcomes remembered for no page");
  if (loop_->scheduler().finished()) {
    bounded(sizes.window, 0, "tasks behind the end");
    bounded(sizes.adopted, sizes.leases, "adopted tasks behind the end");
  }
}

// The invariants of tests/support/invariants hold after every step.
void Inspector::CheckInvariants() {
  for (std::string& broken : BrokenInvariants(loop_->scheduler())) Broken(std::move(broken));
}

void Inspector::CheckStep() {
  if (loop_ == nullptr) return;
  CheckInvariants();
  CheckMemory();
  CheckPause();
  LookAfterBlackHole();
}

// While the user has paused the run, nothing is lent.
void Inspector::CheckPause() {
  const Scheduler& scheduler = loop_->scheduler();
  const uint64_t lent = scheduler.counts().dispatched + scheduler.counts().copied;
  if (!scheduler.paused_by_user()) {
    lent_at_pause_.reset();
    return;
  }
  if (lent_at_pause_ && lent != *lent_at_pause_) Broken("tasks were lent while the run was paused");
  lent_at_pause_ = lent;
}

// If a black hole is the only worker, its failures are charged to the photos: there is no other
// worker to compare it with.
void Inspector::LookAfterBlackHole() {
  bool alone = false;
  for (const auto& [peer, worker] : loop_->scheduler().workers().all()) {
    if (worker.name != black_hole_ && worker.phase != Worker::Phase::kDraining) return;
    alone = alone || worker.name == black_hole_;
  }
  black_hole_was_alone_ = black_hole_was_alone_ || alone;
}

}  // namespace photomill::sim
