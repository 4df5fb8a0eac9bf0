// What fails, and when. Every fault ends, and the run has to finish after the last one.
#include <algorithm>
#include <iterator>

#include "tests/sim/world.h"

namespace photomill::sim {

void World::PlanFaults() {
  faults_left_ = random_.Below(4) == 0 ? 0 : random_.Below(25);
  next_fault_ = clock_.Now() + Between(random_, 100, 4000);
  last_fault_end_ = clock_.Now();
}

void World::StepFaults() {
  surroundings_.storage_full = clock_.Now() < storage_full_until_;
  if (resumes_at_ && clock_.Now() >= *resumes_at_) {
    resumes_at_.reset();
    Trace("user", "resumes the run");
    if (loop_ != nullptr) loop_->Resume();
  }
  if (faults_left_ == 0 || clock_.Now() < next_fault_) return;
  --faults_left_;
  ++faults_;
  next_fault_ = clock_.Now() + Between(random_, 10, 3000);
  Strike();
}

void World::Strike() {
  Duration duration{};
  switch (random_.Below(13)) {
    case 12:
      duration = SteerRun();
      break;
    case 0:
    case 1:
    case 2:
    case 3:
      duration = StrikeNetwork();
      break;
    case 4:
    case 5:
    case 6:
      duration = StrikeWorker();
      break;
    case 7:
    case 8:
      duration = StrikeCoordinator();
      break;
    case 9:
    case 10:
      duration = StrikeStores();
      break;
    default:
      duration = StrikeClocks();
      break;
  }
  last_fault_end_ = std::max(last_fault_end_, clock_.Now() + duration);
}

Duration World::StrikeNetwork() {
  const Instant now = clock_.Now();
  const size_t worker = random_.Below(workers_.size());
  const std::string name = std::to_string(worker);
  Duration duration = Between(random_, 500, 20'000);
  const uint64_t draw = random_.Below(surroundings_.lossy ? 10 : 7);
  if (draw <= 1) {
    Trace("fault", "the connection of worker " + name + " breaks");
    network_.Break(worker);
    return {};
  }
  if (draw == 2) {
    Trace("fault", "the connection of worker " + name + " stalls");
    network_.Stall(worker, now + duration);
  } else if (draw == 3) {
    Trace("fault", "a stranger sends garbage");
    network_.Inject(std::string(random_.Below(40), static_cast<char>(random_.Below(256))));
    return {};
  } else if (draw <= 6) {
    const bool silently = random_.Below(2) == 0;
    std::string names;
    for (size_t i = 0; i < workers_.size(); ++i) {
      if (i != worker && random_.Below(2) == 0) continue;
      names += ' ' + std::to_string(i);
      network_.Part(i, now + duration, silently);
    }
    Trace("fault", std::string(silently ? "a silent" : "a") + " partition: workers" + names);
  } else {
    Trace("fault", "the network loses, doubles and delays frames");
    network_.LoseFrames(now + duration);
    duration += seconds(10);  // a fault may last this much longer
  }
  return duration;
}

Duration World::StrikeWorker() {
  SimWorker& worker = AnyWorker();
  const std::string name = std::to_string(worker.number());
  switch (random_.Below(5)) {
    case 0:
      Trace("fault", "the engine of worker " + name + " is killed");
      worker.KillEngine();
      return {};
    case 1:
      Trace("fault", "the host of worker " + name + " dies");
      worker.KillHost();
      return seconds(20);
    case 2:
      Trace("fault", "worker " + name + " is drained");
      worker.Drain();
      return {};
    case 3:
      Trace("fault", "worker " + name + " is stopped");
      worker.Stop();
      return {};
    default:
      const Duration duration = Between(random_, 500, 30'000);
      Trace("fault", "the host of worker " + name + " is suspended");
      worker.Sleep(clock_.Now() + duration);
      return duration;
  }
}

// What a user can ask of a live run.
Duration World::SteerRun() {
  if (loop_ == nullptr) return {};
  if (random_.Below(2) == 0) {
    const Duration duration = Between(random_, 100, 20'000);
    Trace("user", "pauses the run");
    loop_->Pause();
    resumes_at_ = clock_.Now() + duration;
    return duration;
  }
  if (random_.Below(2) == 0) {
    const auto slots = static_cast<uint32_t>(1 + random_.Below(6));
    Trace("user", "sets the slots of all workers to " + std::to_string(slots));
    loop_->SetSlots(std::nullopt, slots);
    return {};
  }
  const auto& workers = loop_->scheduler().workers().all();
  if (workers.empty()) return {};
  auto worker = workers.begin();
  std::advance(worker, static_cast<std::ptrdiff_t>(random_.Below(workers.size())));
  Trace("user", "drains worker " + worker->second.name);
  loop_->Drain(worker->first);
  return {};
}

Duration World::StrikeCoordinator() {
  const Duration duration = Between(random_, 500, 20'000);
  switch (random_.Below(8)) {
    case 0:
      Trace("fault", "the user stops the run");
      if (loop_ != nullptr) loop_->Stop();
      return {};
    case 1:
      Trace("fault", "the coordinator's host is suspended");
      coordinator_asleep_until_ = clock_.Now() + duration;
      return duration;
    default:
      KillCoordinator();
      if (random_.Below(3) == 0) {
        Trace("fault", "the recipe changes");
        recipe_.derivatives[random_.Below(recipe_.derivatives.size())].quality -= 1;
      }
      if (random_.Below(3) == 0) EditPhotos();
      return seconds(15);
  }
}

void World::EditPhotos() {
  switch (random_.Below(4)) {
    case 0:
      Trace("fault", "photos vanish");
      library_.Remove(random_, 1 + random_.Below(random_.Below(2) == 0 ? 3 : 40));
      break;
    case 1:
      Trace("fault", "photos are there again");
      library_.PutBack();
      break;
    default:
      Trace("fault", "photos are edited");
      for (uint64_t i = random_.Below(4) + 1; i > 0; --i) library_.Change(random_);
      break;
  }
}

Duration World::StrikeStores() {
  const Instant now = clock_.Now();
  const Duration duration = Between(random_, 500, 10'000);
  switch (random_.Below(4)) {
    case 0:
      Trace("fault", "the destination is full");
      storage_full_until_ = std::max(storage_full_until_, now + duration);
      return duration;
    case 1:
      Trace("fault", "the ledger is slow");
      if (ledger_ != nullptr) ledger_->Stall(now + duration);
      return duration;
    case 2:
      Trace("fault", "the ledger's disk is full");
      state_disk_full_until_ = std::max(state_disk_full_until_, now + duration);
      return duration;
    default:
      EditPhotos();
      return {};
  }
}

Duration World::StrikeClocks() {
  const Duration leap = Between(random_, 100, 60'000);
  const auto jump = milliseconds(static_cast<int64_t>(random_.Below(7'200'000)) - 3'600'000);
  if (random_.Below(2) == 0) {
    // The coordinator's clock only jumps together with the time that it slept, because leases
    // depend on it.
    SimWorker& worker = AnyWorker();
    Trace("fault", "the clock of worker " + std::to_string(worker.number()) + " leaps");
    worker.clock().Leap(leap);
  } else {
    Trace("fault", "the time of day jumps");
    coordinator_clock_.JumpWall(jump);
  }
  return {};
}

}  // namespace photomill::sim
