// One simulated run of a whole cluster: the production scheduler, loop, worker machine, codec and
// (in memory) ledger, over simulated time, network and executors. One seed decides everything.
//
// Fault model, until the faults end: connections break or stall, engines and hosts die, workers
// drain, stop and come back, are slow, or fail everything that they are given, the coordinator dies
// and loses what its ledger had not committed (and starts again, perhaps with another recipe or
// over edited photos), the destination is full for a while, the ledger is slow, strangers send
// garbage. Not simulated: clocks that run at other rates, frames that change on the way, a ledger
// that forgets what it committed.
//
// What is checked: see Check…() in world_checks.cpp.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/runtime/coordinator_loop.h"
#include "tests/sim/ledger_box.h"
#include "tests/sim/sim_worker.h"

namespace photomill::sim {

enum class Verdict : uint8_t { kGood, kUnsafe, kStuck };

struct Report {
  sim::Verdict verdict = sim::Verdict::kGood;
  std::vector<std::string> problems;
  uint64_t trace_digest = 0;  // equal for equal seeds
  Duration simulated{};
  uint64_t faults = 0;
};

class World {
 public:
  World(uint64_t seed, bool print_trace);
  Report Run();

 private:
  // world.cpp
  void Step();
  void StartCoordinator();
  void KillCoordinator();
  void StepCoordinator();
  void BringWorkersBack();
  [[nodiscard]] bool Finished() const;
  void Trace(const std::string& text);

  // world_faults.cpp
  void PlanFaults();
  void StepFaults();
  void Strike();

  // world_checks.cpp
  void CheckSend(const std::string& frame);
  void CheckAck(AttemptId attempt);
  void CheckEnd();
  void CheckCopy(const Assignment& assignment);
  void CheckPhoto(const Photo& photo, const LedgerBox::Settled& settled);
  void ForgetReopened();

  Random random_;
  const bool black_hole_;  // one of the workers is one, from the start
  SimClock clock_;
  Network network_;
  Library library_;
  Surroundings surroundings_;
  const bool print_trace_;
  uint64_t trace_digest_ = 0;

  std::vector<std::unique_ptr<SimWorker>> workers_;
  Recipe recipe_ = DefaultRecipe();
  std::shared_ptr<MemoryDisk> disk_ = MakeMemoryDisk();
  LedgerBox::Book durable_;
  std::unique_ptr<LedgerBox> ledger_;
  std::unique_ptr<CoordinatorLoop> loop_;
  std::optional<Instant> coordinator_starts_at_;
  std::map<SourceId, std::string> keys_;  // as the ledger numbers them

  uint32_t coordinator_deaths_ = 0;
  uint64_t faults_left_ = 0;
  uint64_t faults_ = 0;
  Instant next_fault_;
  Instant storage_full_until_;
  Instant last_fault_end_;  // nothing that was struck goes on behind it
};

}  // namespace photomill::sim
