#include "tests/sim/world.h"

#include <cstdio>

#include "common/base/check.h"
#include "coordinator/core/invariants.h"

namespace photomill::sim {
namespace {

constexpr Duration kStep = milliseconds(10);
constexpr Duration kProgressMax = seconds(400);        // from the last fault to the end of the run
constexpr Duration kLargeProgressMax = seconds(1600);  // the same where the library is large
constexpr Duration kFarewellMax = seconds(30);         // from there until every worker has left
constexpr int kAttemptBitsPerRun = 40;

}  // namespace

World::World(uint64_t seed, bool print_trace)
    : random_(seed),
      black_hole_(random_.Below(8) == 0),
      network_(clock_, random_.Next()),
      library_(random_, black_hole_),
      surroundings_{clock_, random_, network_, library_, false, {}, {}, 0, 0, {}, {}, {}},
      print_trace_(print_trace) {
  surroundings_.trace = [this](const std::string& text) { Trace(text); };
  network_.OnSend([this](const std::string& frame) { CheckSend(frame); });
  const uint64_t workers = (black_hole_ ? 3 : 1) + random_.Below(5);
  for (uint64_t i = 0; i < workers; ++i) {
    workers_.push_back(std::make_unique<SimWorker>(i, surroundings_));
  }
  if (black_hole_) {
    workers_.back()->FailUntil(clock_.Now() + seconds(3600));
    workers_.back()->ComeBack(milliseconds(4000));  // behind the others: alone it would be none
  }
  PlanFaults();
}

void World::Trace(const std::string& text) {
  const auto now = std::chrono::duration_cast<milliseconds>(clock_.Now().time_since_epoch());
  const std::string line = std::to_string(now.count()) + " " + text;
  trace_digest_ = photomill::DigestOf(std::to_string(trace_digest_) + line).low;
  if (print_trace_) std::printf("%s\n", line.c_str());
}

Report World::Run() {
  const Instant start = clock_.Now();
  coordinator_starts_at_ = start + Between(random_, 0, 2000);
  Report report;
  while (surroundings_.broken.empty() && !Finished()) {
    const Duration patience = black_hole_ ? kLargeProgressMax : kProgressMax;
    if (clock_.Now() > std::max(last_fault_end_, start) + patience && faults_left_ == 0) {
      report.verdict = sim::Verdict::kStuck;
      report.problems.push_back("the run is not finished long after the last fault");
      break;
    }
    Step();
  }
  if (Finished() && surroundings_.broken.empty()) {
    CheckEnd();
    const Instant end = clock_.Now();
    const auto anybody = [this] {
      return std::any_of(workers_.begin(), workers_.end(),
                         [](const auto& worker) { return worker->running(); });
    };
    while (anybody() && clock_.Now() < end + kFarewellMax) Step();
    if (anybody()) {
      report.verdict = sim::Verdict::kStuck;
      report.problems.emplace_back("a worker has not left long after the end of the run");
    }
  }
  if (!surroundings_.broken.empty()) {
    report.verdict = sim::Verdict::kUnsafe;
    report.problems = surroundings_.broken;
  }
  report.trace_digest = trace_digest_;
  report.simulated = clock_.Now() - start;
  report.faults = faults_;
  return report;
}

bool World::Finished() const {
  return loop_ != nullptr && loop_->state() == CoordinatorLoop::State::kFinished;
}

void World::Step() {
  clock_.Advance(kStep);
  if (!Finished()) StepFaults();
  network_.Step();
  StepCoordinator();
  for (const auto& worker : workers_) worker->Step();
  if (!Finished()) BringWorkersBack();
}

void World::StartCoordinator() {
  coordinator_starts_at_.reset();
  LedgerOptions options;
  options.source_url = "/old";
  options.destination_url = "/new";
  options.recipe = recipe_;
  options.now = clock_.WallTime();
  options.host = "sim";
  Result<OpenedLedger> opened = OpenMemoryLedger(disk_, options);
  PHOTOMILL_CHECK(opened.ok());
  ForgetReopened();
  SchedulerConfig config;
  config.migration_id = opened->opening.migration_id;
  config.destination_token = "token";
  config.recipe = recipe_;
  config.source_url = "/old";
  config.destination_url = "/new";
  config.first_attempt =
      AttemptId{(static_cast<uint64_t>(opened->opening.run) << kAttemptBitsPerRun) + 1};
  config.seed = random_.Next();
  ledger_ = std::make_unique<LedgerBox>(clock_, random_, std::move(opened->ledger), durable_,
                                        surroundings_.broken);
  ledger_->Scan(library_.Listing());
  loop_ = std::make_unique<CoordinatorLoop>(std::move(config), *ledger_, network_, clock_);
  network_.Listen(true);
  Trace("coordinator: run " + std::to_string(opened->opening.run));
}

void World::KillCoordinator() {
  if (loop_ == nullptr) return;
  Trace("coordinator: dies");
  ++coordinator_deaths_;
  network_.Listen(false);
  loop_.reset();
  ledger_.reset();
}

void World::StepCoordinator() {
  if (loop_ == nullptr) {
    if (coordinator_starts_at_ && clock_.Now() >= *coordinator_starts_at_) StartCoordinator();
    return;
  }
  ledger_->Step();
  while (loop_->Turn()) {
  }
  for (const std::string& note : loop_->TakeNotes()) Trace("coordinator: " + note);
  for (const std::string& broken : BrokenInvariants(loop_->scheduler())) {
    surroundings_.broken.push_back(broken);
  }
  if (loop_->state() == CoordinatorLoop::State::kFailed) {
    surroundings_.broken.push_back("the loop failed: " + loop_->failure().detail);
  }
}

// There is always somebody to do the work, in the end.
void World::BringWorkersBack() {
  for (const auto& worker : workers_) {
    if (worker->running() || !worker->left_with()) continue;
    worker->ComeBack(Between(random_, 500, 5000));
  }
}

}  // namespace photomill::sim
