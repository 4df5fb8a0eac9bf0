#include "tests/sim/world.h"

#include <algorithm>
#include <cstdio>

#include "common/base/check.h"

namespace photomill::sim {
namespace {

constexpr Duration kStep = milliseconds(10);
constexpr Duration kProgressMax = seconds(500);        // from the last fault to the end of the run
constexpr Duration kLargeProgressMax = seconds(1600);  // the same for a large library
constexpr Duration kFarewellMax = seconds(90);         // from there until every worker has exited

}  // namespace

World::World(uint64_t seed, bool print_trace)
    : random_(seed),
      black_hole_(random_.Below(8) == 0),
      network_(clock_, random_.Next()),
      library_(random_, black_hole_),
      surroundings_{clock_, random_, network_, library_, destination_, random_.Below(5) == 0},
      worker_count_((black_hole_ ? 3 : 1) + random_.Below(5)),
      inspector_(surroundings_, black_hole_ ? "w" + std::to_string(worker_count_ - 1) : ""),
      print_trace_(print_trace),
      coordinator_clock_(clock_, random_) {
  surroundings_.trace = [this](const std::string& who, const std::string& what) {
    Trace(who, what);
  };
  network_.OnSend(
      [this](PeerId peer, const std::string& frame) { inspector_.OnSend(peer, frame); });
  network_.OnReceive(
      [this](PeerId peer, const std::string& frame) { inspector_.OnReceive(peer, frame); });
  for (size_t i = 0; i < worker_count_; ++i) {
    workers_.push_back(std::make_unique<SimWorker>(i, surroundings_));
  }
  if (black_hole_) {
    workers_.back()->FailUntil(clock_.Now() + seconds(3600));
    workers_.back()->ComeBack(milliseconds(4000));  // after the others: alone it would not be one
  }
  PlanFaults();
}

void World::Trace(const std::string& who, const std::string& what) {
  const auto now = std::chrono::duration_cast<milliseconds>(clock_.Now().time_since_epoch());
  const int64_t since = now.count() - 1'000'000;
  char head[48];
  std::snprintf(head, sizeof head, "%6lld.%03lld s  %-11s  ", static_cast<long long>(since / 1000),
                static_cast<long long>(since % 1000), who.c_str());
  const std::string line = head + what;
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
      report.ending = Ending::kStuck;
      report.problems.emplace_back("the run is not finished long after the last fault");
      break;
    }
    Step();
  }
  if (Finished() && surroundings_.broken.empty()) {
    Trace("coordinator", "the run is finished");
    inspector_.CheckEnd(ledger_->ledger().Count(), faults_);
    SayGoodbye(report);
  }
  if (!surroundings_.broken.empty()) {
    report.ending = Ending::kUnsafe;
    report.problems = surroundings_.broken;
  }
  report.trace_digest = trace_digest_;
  report.simulated = clock_.Now() - start;
  report.faults = faults_;
  return report;
}

// Every worker hears of the end, and exits.
void World::SayGoodbye(Report& report) {
  const auto anybody = [this] {
    return std::any_of(workers_.begin(), workers_.end(),
                       [](const auto& worker) { return worker->running(); });
  };
  const Instant patience_ends = std::max(clock_.Now(), last_fault_end_) + kFarewellMax;
  while (anybody() && clock_.Now() < patience_ends) Step();
  if (!anybody()) return;
  report.ending = Ending::kStuck;
  report.problems.emplace_back("a worker has not left long after the end of the run");
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

// In the end, there is always a worker to do the work.
void World::BringWorkersBack() {
  for (const auto& worker : workers_) {
    if (worker->running() || !worker->left_with()) continue;
    worker->ComeBack(Between(random_, 500, 5000));
  }
}

}  // namespace photomill::sim
