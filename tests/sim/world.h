// One simulated run of a whole cluster: the production scheduler, loop, worker machine, codec and
// (in memory) ledger, over simulated time, network and executors. One seed decides everything.
// README.md says what is simulated and what is not.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "coordinator/runtime/coordinator_loop.h"
#include "tests/sim/inspector.h"
#include "tests/sim/ledger_box.h"
#include "tests/sim/sim_worker.h"

namespace photomill::sim {

enum class Ending : uint8_t {
  kGood,
  kUnsafe,  // a safety rule was broken
  kStuck,   // not finished long after the last fault
};

struct Report {
  Ending ending = Ending::kGood;
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
  void BringWorkersBack();
  void SayGoodbye(Report& report);
  [[nodiscard]] bool Finished() const;
  void Trace(const std::string& who, const std::string& what);

  // world_coordinator.cpp
  void StartCoordinator();
  void StepCoordinator();
  void KillCoordinator();
  void EndRun(Duration pause);
  void TakeFailure();

  // world_faults.cpp: each returns how long it lasts
  void PlanFaults();
  void StepFaults();
  void Strike();
  Duration StrikeNetwork();
  Duration StrikeWorker();
  Duration StrikeCoordinator();
  Duration StrikeStores();
  Duration StrikeClocks();
  Duration SteerRun();
  void EditPhotos();
  SimWorker& AnyWorker() { return *workers_[random_.Below(workers_.size())]; }

  Random random_;
  const bool black_hole_;  // one of the workers is a black hole, from the start
  SimClock clock_;
  Network network_;
  Library library_;
  Destination destination_;
  Surroundings surroundings_;
  const size_t worker_count_;
  Inspector inspector_;
  const bool print_trace_;
  uint64_t trace_digest_ = 0;

  std::vector<std::unique_ptr<SimWorker>> workers_;

  HostClock coordinator_clock_;
  Recipe recipe_ = DefaultRecipe();
  std::shared_ptr<MemoryDisk> disk_ = MakeMemoryDisk();
  std::unique_ptr<LedgerBox> ledger_;
  std::unique_ptr<CoordinatorLoop> loop_;
  std::optional<Instant> coordinator_starts_at_;
  Instant coordinator_asleep_until_;
  std::optional<Instant> resumes_at_;  // the user has paused the run until then
  bool accept_gone_ = false;           // the user has accepted them

  uint64_t faults_left_ = 0;
  uint64_t faults_ = 0;
  Instant next_fault_;
  Instant storage_full_until_;
  Instant state_disk_full_until_;
  Instant last_fault_end_;  // no fault lasts longer than this
};

}  // namespace photomill::sim
