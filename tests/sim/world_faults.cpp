// What goes wrong, and when. Every fault has an end; behind the last one the run has to finish.
#include <algorithm>

#include "tests/sim/world.h"

namespace photomill::sim {

void World::PlanFaults() {
  faults_left_ = random_.Below(4) == 0 ? 0 : random_.Below(25);
  next_fault_ = clock_.Now() + Between(random_, 100, 4000);
  last_fault_end_ = clock_.Now();
}

void World::StepFaults() {
  surroundings_.storage_full = clock_.Now() < storage_full_until_;
  if (faults_left_ == 0 || clock_.Now() < next_fault_) return;
  --faults_left_;
  ++faults_;
  next_fault_ = clock_.Now() + Between(random_, 10, 3000);
  Strike();
}

void World::Strike() {
  const Instant now = clock_.Now();
  SimWorker& worker = *workers_[random_.Below(workers_.size())];
  const std::string name = std::to_string(worker.number());
  Duration duration{};
  switch (random_.Below(12)) {
    case 0:
    case 1:
      Trace("fault: the connection of worker " + name + " breaks");
      network_.Break(worker.number());
      break;
    case 2:
      duration = Between(random_, 500, 20'000);
      Trace("fault: the connection of worker " + name + " stalls");
      network_.Stall(worker.number(), now + duration);
      break;
    case 3:
      worker.KillEngine();
      break;
    case 4:
      Trace("fault: the host of worker " + name + " dies");
      worker.KillHost();
      duration = seconds(20);
      break;
    case 5:
      Trace("fault: worker " + name + " is drained");
      worker.Drain();
      break;
    case 6:
      Trace("fault: worker " + name + " is stopped");
      worker.Stop();
      break;
    case 7:
    case 8:
      KillCoordinator();
      if (random_.Below(3) == 0) {
        Trace("fault: the recipe changes");
        recipe_.derivatives[random_.Below(recipe_.derivatives.size())].quality -= 1;
      }
      if (random_.Below(3) == 0) {
        Trace("fault: photos are edited");
        for (uint64_t i = 0; i <= random_.Below(4); ++i) library_.Change(random_);
      }
      duration = Between(random_, 10, 15'000);
      coordinator_starts_at_ = now + duration;
      break;
    case 9:
      duration = Between(random_, 500, 10'000);
      Trace("fault: the destination is full");
      storage_full_until_ = std::max(storage_full_until_, now + duration);
      break;
    case 10:
      duration = Between(random_, 500, 8'000);
      Trace("fault: the ledger is slow");
      if (ledger_ != nullptr) ledger_->Stall(now + duration);
      break;
    default:
      Trace("fault: a stranger sends garbage");
      network_.Inject(std::string(random_.Below(40), static_cast<char>(random_.Below(256))));
      break;
  }
  last_fault_end_ = std::max(last_fault_end_, now + duration);
}

}  // namespace photomill::sim
