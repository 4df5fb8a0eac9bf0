#include "tests/sim/sim_worker.h"

#include <utility>

namespace photomill::sim {

SimWorker::SimWorker(size_t number, Surroundings& world)
    : number_(number),
      slots_(1 + static_cast<uint32_t>(world.random.Below(4))),
      pipeline_tasks_(2 * slots_ + 1),
      slowness_(number > 0 && world.random.Below(4) == 0 ? 8 : 1),
      world_(world),
      clock_(world.clock, world.random) {
  starts_at_ = clock_.Now() + Between(world.random, 0, 3000);
}

void SimWorker::Trace(const std::string& text) {
  world_.trace("worker " + std::to_string(number_), text);
}

void SimWorker::Broken(const std::string& text) {
  world_.broken.push_back("worker " + std::to_string(number_) + " " + text);
}

void SimWorker::ComeBack(Duration delay) {
  left_with_.reset();
  dead_session_ = {};
  if (!suspects_.empty()) ++world_.untold_deaths;
  suspects_.clear();
  starts_at_ = clock_.Now() + delay;
}

void SimWorker::StartEngine() {
  starts_at_.reset();
  session_ = SessionId{world_.random.Next() | 1};
  WorkerConfig config;
  config.session = session_;
  config.replaces = dead_session_;
  config.suspects = suspects_;
  config.name = "w" + std::to_string(number_);
  config.host = "host" + std::to_string(number_);
  config.process = 1;
  config.slots = slots_;
  config.program_version = "sim";
  config.pipeline_tasks = pipeline_tasks_;
  config.bytes_ahead = 1'000'000;
  EngineTransport& transport = *this;
  TaskRunner& runner = *this;
  StoreProver& prover = *this;
  loop_ = std::make_unique<EngineLoop>(std::move(config), transport, runner, prover, clock_);
  next_look_ = clock_.Now();
  watch_ = {};
  lease_until_ = {};
  heartbeats_sent_.clear();
  Trace("starts with " + std::to_string(slots_) + " slots");
  loop_->Begin();
}

void SimWorker::EndEngine() {
  world_.untold_deaths += std::exchange(deaths_of_others_, 0);  // their results may be lost with it
  world_.network.HangUp(number_);
  loop_.reset();
  executions_.clear();
  ended_.clear();
  proved_at_.reset();
}

void SimWorker::Drain() {
  if (loop_ != nullptr) loop_->Drain();
}

void SimWorker::Stop() {
  if (loop_ != nullptr) loop_->Stop();
}

void SimWorker::KillEngine() {
  if (loop_ == nullptr) return;
  Die(Reason::kCrashed, Executing());
}

void SimWorker::KillHost() {
  KillEngine();
  // The tasks in execution are not reported: the coordinator can charge a task only for deaths that
  // it hears of.
  ComeBack(Between(world_.random, 1000, 20'000));
}

void SimWorker::Step() {
  if (world_.clock.Now() < asleep_until_) return;
  if (loop_ == nullptr) {
    if (starts_at_ && clock_.Now() >= *starts_at_) StartEngine();
    return;
  }
  Execute();
  LookForHangs();
  if (loop_ == nullptr) return;
  loop_->Turn();
  if (loop_->welcomed()) {
    suspects_.clear();  // reported
    dead_session_ = {};
  }
  for (const EngineNote& note : loop_->TakeNotes()) Trace(note.text);
  CheckMemory();
  if (!loop_->end()) return;
  Trace("leaves with " + std::to_string(loop_->end()->exit_code) + ": " + loop_->end()->text);
  left_with_ = loop_->end()->exit_code;
  EndEngine();
}

}  // namespace photomill::sim
