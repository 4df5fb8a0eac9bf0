// The coordinator's lives: each is a run on the same disk, as if a user started it again and again.
#include "common/base/check.h"
#include "tests/sim/world.h"

namespace photomill::sim {
namespace {

constexpr int kAttemptBitsPerRun = 40;

}  // namespace

void World::StartCoordinator() {
  if (clock_.Now() < state_disk_full_until_) {
    coordinator_starts_at_ = state_disk_full_until_;
    return;
  }
  coordinator_starts_at_.reset();
  LedgerOptions options;
  options.source_url = "/old";
  options.destination_url = "/new";
  options.recipe = recipe_;
  options.now = coordinator_clock_.WallTime();
  options.host = "sim";
  Result<OpenedLedger> opened = OpenMemoryLedger(disk_, options);
  PHOTOMILL_CHECK(opened.ok());
  SchedulerConfig config;
  config.migration_id = opened->opening.migration_id;
  config.destination_token = "token";
  config.recipe = recipe_;
  config.source_url = "/old";
  config.destination_url = "/new";
  config.first_attempt =
      AttemptId{(static_cast<uint64_t>(opened->opening.run) << kAttemptBitsPerRun) + 1};
  config.deaths = opened->opening.deaths;
  config.seed = random_.Next();
  const LedgerOpening& opening = opened->opening;
  if (!opening.last_run_ended_well || !opening.recipe_changes.empty()) {
    config.quiet = config.lease_duration;
  }
  config.workers_leave_on_stop = random_.Below(2) == 0;
  ledger_ = std::make_unique<LedgerBox>(clock_, random_, std::move(opened->ledger), accept_gone_,
                                        inspector_);
  const std::vector<ListedObject> listing = library_.Listing();
  ledger_->Scan(listing);
  loop_ =
      std::make_unique<CoordinatorLoop>(std::move(config), *ledger_, network_, coordinator_clock_);
  inspector_.OnRun(recipe_, listing, *loop_);
  network_.Listen(true);
  Trace("coordinator", "run " + std::to_string(opened->opening.run) + " begins");
}

void World::EndRun(Duration pause) {
  inspector_.OnRunOver();
  network_.Listen(false);
  loop_.reset();
  ledger_.reset();
  coordinator_starts_at_ = clock_.Now() + pause;
}

void World::KillCoordinator() {
  if (loop_ == nullptr) return;
  Trace("coordinator", "dies");
  EndRun(Between(random_, 10, 15'000));
}

// A legitimate reason to end a run early: too many vanished photos.
void World::TakeFailure() {
  Trace("coordinator", "gives up: " + loop_->failure().detail);
  const bool many_are_gone = loop_->gone().vanished > 0 && !loop_->gone().applied;
  if (!many_are_gone || accept_gone_) {
    surroundings_.broken.push_back("the loop failed: " + loop_->failure().detail);
    return;
  }
  accept_gone_ = true;
  EndRun(seconds(1));
}

void World::StepCoordinator() {
  if (loop_ == nullptr) {
    if (coordinator_starts_at_ && clock_.Now() >= *coordinator_starts_at_) StartCoordinator();
    return;
  }
  if (clock_.Now() < coordinator_asleep_until_) return;
  ledger_->SetDiskFull(clock_.Now() < state_disk_full_until_);
  ledger_->Step();
  while (loop_->Turn()) {
  }
  for (const std::string& note : loop_->TakeNotes()) Trace("coordinator", note);
  inspector_.CheckStep();
  if (loop_->state() == CoordinatorLoop::State::kFailed) {
    TakeFailure();
  } else if (loop_->state() == CoordinatorLoop::State::kStopped) {
    Trace("coordinator", "has stopped");
    PHOTOMILL_CHECK(ledger_->ledger().Close(RunEnd::kStopped).ok());
    // A user who stops a run, edits photos and resumes is asked to wait a moment: see README.md.
    EndRun(Between(random_, 10'000, 15'000));
  }
}

}  // namespace photomill::sim
