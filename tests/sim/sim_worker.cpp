#include "tests/sim/sim_worker.h"

#include <algorithm>
#include <utility>

#include "common/wire/codec.h"

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
  machine_ = std::make_unique<WorkerMachine>(std::move(config));
  next_tick_ = next_look_ = clock_.Now();
  watch_ = {};
  lease_until_ = {};
  heartbeats_sent_.clear();
  Trace("starts with " + std::to_string(slots_) + " slots");
  worker_effect::Dial dial;
  Perform(dial);
  StepMachine(worker_event::Begun{});
}

void SimWorker::EndEngine() {
  world_.untold_deaths += std::exchange(deaths_of_others_, 0);  // their results may be lost with it
  world_.network.HangUp(number_);
  machine_.reset();
  executions_.clear();
  outbox_.clear();
  proved_at_.reset();
}

void SimWorker::KillEngine() {
  if (machine_ == nullptr) return;
  Die(Reason::kCrashed, Executing());
}

void SimWorker::KillHost() {
  KillEngine();
  // What was executing is not told of: nobody can be charged for more than the coordinator hears.
  ComeBack(Between(world_.random, 1000, 20'000));
}

void SimWorker::Step() {
  if (world_.clock.Now() < asleep_until_) return;
  const Instant now = clock_.Now();
  if (machine_ == nullptr) {
    if (starts_at_ && now >= *starts_at_) StartEngine();
    return;
  }
  TakeFrames();
  if (proved_at_ && now >= *proved_at_) Prove();
  Execute();
  LookForHangs();
  if (machine_ == nullptr) return;
  if (now >= next_tick_) {
    next_tick_ = now + milliseconds(100);
    StepMachine(worker_event::Tick{1});
  }
  StepMachine(worker_event::TurnEnded{});
  CheckMemory();
  while (!outbox_.empty() && world_.network.Send(number_, outbox_.front())) outbox_.pop_front();
  if (left_with_) EndEngine();
}

void SimWorker::TakeFrames() {
  std::string frame;
  while (!left_with_ && world_.network.Receive(number_, frame)) {
    Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
    if (!message) {
      Broken("cannot read the coordinator's frame: " + message.failure().detail);
      continue;
    }
    if (const auto* batch = std::get_if<TaskBatch>(&*message)) CheckCreditIsNotExceeded(*batch);
    if (const auto* echo = std::get_if<HeartbeatEcho>(&*message)) {
      answered_ = heartbeats_sent_[echo->sequence];
    } else if (std::holds_alternative<Welcome>(*message)) {
      answered_ = hello_sent_;
    }
    StepMachine(worker_event::MessageArrived{*std::move(message)});
  }
}

void SimWorker::Prove() {
  proved_at_.reset();
  Ready ready;
  ready.destination_id = "token";
  for (const StoreSample& sample : welcome_.samples) {
    const Photo& photo = world_.library.At(sample.key);
    if (!photo.gone) ready.samples.push_back({sample.key, photo.version.size});
  }
  StepMachine(worker_event::ProofMade{std::move(ready)});
}

void SimWorker::StepMachine(const WorkerEvent& event) {
  if (machine_ == nullptr || left_with_) return;
  WorkerEffects effects;
  machine_->Step(clock_.Now(), event, effects);
  for (WorkerEffect& effect : effects) {
    std::visit([this](auto& alternative) { Perform(alternative); }, effect);
  }
}

void SimWorker::Perform(worker_effect::Send& effect) {
  if (const auto* credit = std::get_if<Credit>(&effect.message)) {
    CheckCreditNeverSinks(*credit);
    granted_ = *credit;
  } else if (const auto* batch = std::get_if<ResultBatch>(&effect.message)) {
    for (const TaskResult& result : batch->results) {
      world_.results[result.attempt] = {batch->recipe, result};
    }
  } else if (const auto* given = std::get_if<GivenBack>(&effect.message)) {
    Trace("gives back " + std::to_string(given->attempts.size()) + " tasks");
    CheckGivenBackIsNotStarted(*given);
  } else if (const auto* heartbeat = std::get_if<Heartbeat>(&effect.message)) {
    heartbeats_sent_[heartbeat->sequence] = clock_.Now();
  } else if (const auto* hello = std::get_if<Hello>(&effect.message)) {
    granted_ = received_ = {};
    registered_ = false;
    hello_sent_ = clock_.Now();
    Trace("says hello, holds " + std::to_string(hello->held.size()) + ", suspects " +
          std::to_string(hello->suspects.size()));
  }
  for (std::string& frame : EncodeFrames(effect.message)) outbox_.push_back(std::move(frame));
}

void SimWorker::Perform(worker_effect::Dial&) {
  outbox_.clear();
  world_.network.Dial(number_);
}

void SimWorker::Perform(worker_effect::Prove& effect) {
  suspects_.clear();  // told
  dead_session_ = {};
  registered_ = true;
  welcome_ = std::move(effect.welcome);
  proved_at_ = clock_.Now() + Between(world_.random, 0, 300);
}

void SimWorker::Perform(worker_effect::Start& effect) {
  CheckStart(effect.assignment.attempt);
  executions_.emplace(effect.assignment.attempt, Execution{effect.assignment});
}

void SimWorker::Perform(worker_effect::Abandon&) {
  Trace("abandons " + std::to_string(executions_.size()) + " tasks");
  executions_.clear();
}

void SimWorker::Perform(worker_effect::ExtendLease& effect) {
  CheckLeaseIsNoLongerThanGranted(effect.until);
  if (lease_until_ < clock_.Now()) ++lapses_;
  lease_until_ = std::max(lease_until_, effect.until);
}

// The simulated destination needs no notes.
void SimWorker::Perform(worker_effect::Settle&) {}

void SimWorker::Perform(worker_effect::Leave& effect) {
  Trace("leaves with " + std::to_string(effect.exit_code) + ": " + effect.text);
  left_with_ = effect.exit_code;
}

void SimWorker::Perform(worker_effect::Note& effect) {
  Trace(effect.text);
}

}  // namespace photomill::sim
