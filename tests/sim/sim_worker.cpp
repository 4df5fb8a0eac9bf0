#include "tests/sim/sim_worker.h"

#include "common/base/check.h"
#include "common/wire/codec.h"

namespace photomill::sim {

SimWorker::SimWorker(size_t number, Surroundings& world)
    : number_(number),
      slots_(1 + static_cast<uint32_t>(world.random.Below(4))),
      slowness_(number > 0 && world.random.Below(4) == 0 ? 8 : 1),
      world_(world) {
  starts_at_ = world.clock.Now() + Between(world.random, 0, 3000);
}

void SimWorker::Trace(const std::string& text) {
  world_.trace("worker " + std::to_string(number_) + ": " + text);
}

void SimWorker::Broken(const std::string& text) {
  world_.broken.push_back("worker " + std::to_string(number_) + " " + text);
}

void SimWorker::ComeBack(Duration delay) {
  left_with_.reset();
  dead_session_ = {};
  suspects_.clear();
  starts_at_ = world_.clock.Now() + delay;
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
  config.pipeline_tasks = 2 * slots_ + 1;
  config.bytes_ahead = 1'000'000;
  machine_ = std::make_unique<WorkerMachine>(std::move(config));
  next_tick_ = world_.clock.Now();
  lease_until_ = {};
  Trace("starts");
  worker_effect::Dial dial;
  Perform(dial);
  StepMachine(worker_event::Begun{});
}

void SimWorker::KillEngine() {
  if (machine_ == nullptr) return;
  Trace("its engine dies");
  for (const auto& [attempt, execution] : executions_) {
    // What has a process of its own dies with the engine, and is not blamed.
    if (!execution.ends_at || IsSuspect(execution.assignment.task)) continue;
    suspects_.push_back({execution.assignment.task.source, 11});
    ++world_.library.At(execution.assignment.task.key).crashes;
  }
  dead_session_ = session_;
  machine_.reset();
  executions_.clear();
  outbox_.clear();
  proved_at_.reset();
  world_.network.HangUp(number_);
  starts_at_ = world_.clock.Now() + Between(world_.random, 10, 1500);
}

void SimWorker::KillHost() {
  KillEngine();
  // What was executing is not told of: nobody can be charged for more than the coordinator hears.
  ComeBack(Between(world_.random, 1000, 20'000));
}

void SimWorker::Step() {
  const Instant now = world_.clock.Now();
  if (machine_ == nullptr) {
    if (starts_at_ && now >= *starts_at_) StartEngine();
    return;
  }
  TakeFrames();
  if (machine_ != nullptr && proved_at_ && now >= *proved_at_) {
    proved_at_.reset();
    Ready ready;
    ready.destination_id = "token";
    for (const StoreSample& sample : welcome_.samples) {
      ready.samples.push_back({sample.key, world_.library.At(sample.key).version.size});
    }
    StepMachine(worker_event::ProofMade{std::move(ready)});
  }
  Execute();
  if (machine_ != nullptr && now >= next_tick_) {
    next_tick_ = now + milliseconds(100);
    StepMachine(worker_event::Tick{1});
  }
  StepMachine(worker_event::TurnEnded{});
  while (!outbox_.empty() && world_.network.Send(number_, outbox_.front())) outbox_.pop_front();
  if (left_with_) {
    world_.network.HangUp(number_);
    machine_.reset();
    executions_.clear();
    outbox_.clear();
    proved_at_.reset();
  }
}

void SimWorker::TakeFrames() {
  std::string frame;
  while (!left_with_ && world_.network.Receive(number_, frame)) {
    Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
    if (!message) {
      Broken("cannot read the coordinator's frame: " + message.failure().detail);
      continue;
    }
    if (const auto* batch = std::get_if<TaskBatch>(&*message)) CheckBatch(*batch);
    StepMachine(worker_event::MessageArrived{*std::move(message)});
  }
}

void SimWorker::CheckBatch(const TaskBatch& batch) {
  Trace("gets " + std::to_string(batch.assignments.size()) + " tasks from attempt " +
        std::to_string(batch.assignments.front().attempt.value & 0xffffffffffU));
  for (const Assignment& assignment : batch.assignments) {
    ++received_.tasks_total;
    received_.bytes_total += assignment.task.version.size;
  }
  if (received_.tasks_total > granted_.tasks_total) Broken("got more tasks than it granted");
  if (received_.bytes_total > granted_.bytes_total && batch.assignments.size() > 1) {
    Broken("got more bytes than it granted");
  }
}

void SimWorker::Execute() {
  const Instant now = world_.clock.Now();
  uint32_t busy = 0;
  for (const auto& [attempt, execution] : executions_) busy += execution.ends_at ? 1 : 0;
  for (auto& [attempt, execution] : executions_) {
    if (execution.ends_at || busy >= slots_) continue;
    const Duration needed = static_cast<int64_t>(slowness_) * Between(world_.random, 5, 400);
    execution.ends_at = now + (now < fails_until_ ? milliseconds(1) : needed);
    ++busy;
  }
  std::vector<AttemptId> ended;
  for (const auto& [attempt, execution] : executions_) {
    // Nothing is published without a lease: the task waits for it.
    if (execution.ends_at && now >= *execution.ends_at && now < lease_until_) {
      ended.push_back(attempt);
    }
  }
  for (const AttemptId attempt : ended) {
    const Assignment assignment = executions_.at(attempt).assignment;
    ++world_.executed;
    if (now < fails_until_) {
      ++world_.swallowed;
      executions_.erase(attempt);
      Trace("fails at " + assignment.task.key + ", as it does at everything");
      StepMachine(worker_event::TaskEnded{attempt, Library::Broken()});
      continue;
    }
    if (world_.library.Crashes(assignment.task)) {
      ++world_.library.At(assignment.task.key).executions;
      if (!IsSuspect(assignment.task)) {
        KillEngine();
        return;
      }
      ++world_.library.At(assignment.task.key).crashes;
      Outcome died;
      died.kind = Outcome::Kind::kDied;
      died.reason = Reason::kCrashed;
      executions_.erase(attempt);
      StepMachine(worker_event::TaskEnded{attempt, std::move(died)});
      continue;
    }
    executions_.erase(attempt);
    Outcome outcome = world_.library.Execute(assignment.task, welcome_.recipe, world_.storage_full);
    if (outcome.kind == Outcome::Kind::kFailed) {
      Trace(assignment.task.key + ": " + std::string(ReasonWord(outcome.reason)));
    }
    StepMachine(worker_event::TaskEnded{attempt, std::move(outcome)});
  }
}

void SimWorker::StepMachine(const WorkerEvent& event) {
  if (machine_ == nullptr || left_with_) return;
  WorkerEffects effects;
  machine_->Step(world_.clock.Now(), event, effects);
  for (WorkerEffect& effect : effects) {
    std::visit([this](auto& alternative) { Perform(alternative); }, effect);
  }
}

void SimWorker::Perform(worker_effect::Send& effect) {
  if (const auto* credit = std::get_if<Credit>(&effect.message)) {
    if (credit->tasks_total < granted_.tasks_total || credit->bytes_total < granted_.bytes_total) {
      Broken("lets its credit sink");
    }
    granted_ = *credit;
  } else if (const auto* batch = std::get_if<ResultBatch>(&effect.message)) {
    for (const TaskResult& result : batch->results) {
      world_.results[result.attempt] = {batch->recipe, result};
    }
  } else if (const auto* given = std::get_if<GivenBack>(&effect.message)) {
    Trace("gives back " + std::to_string(given->attempts.size()) + " tasks");
    for (const AttemptId attempt : given->attempts) {
      world_.given_back.insert(attempt);
      if (world_.started.contains(attempt)) Broken("gives back what it has started");
    }
  } else if (const auto* hello = std::get_if<Hello>(&effect.message)) {
    granted_ = received_ = {};
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
  welcome_ = std::move(effect.welcome);
  proved_at_ = world_.clock.Now() + Between(world_.random, 0, 300);
}

void SimWorker::Perform(worker_effect::Start& effect) {
  const AttemptId attempt = effect.assignment.attempt;
  if (!executions_.emplace(attempt, Execution{effect.assignment, std::nullopt}).second) {
    Broken("starts an attempt twice");
  }
  world_.started.insert(attempt);
  if (world_.given_back.contains(attempt)) Broken("starts what it has given back");
  if (executions_.size() > 2 * slots_ + 1) Broken("has more under way than its pipeline holds");
}

void SimWorker::Perform(worker_effect::Abandon&) {
  Trace("abandons " + std::to_string(executions_.size()) + " tasks");
  executions_.clear();
}

void SimWorker::Perform(worker_effect::ExtendLease& effect) {
  if (effect.until > world_.clock.Now() + limits::kLeaseDuration) Broken("has too long a lease");
  lease_until_ = effect.until;
}

void SimWorker::Perform(worker_effect::Leave& effect) {
  Trace("leaves with " + std::to_string(effect.exit_code) + ": " + effect.text);
  left_with_ = effect.exit_code;
}

void SimWorker::Perform(worker_effect::Note& effect) {
  Trace(effect.text);
}

}  // namespace photomill::sim
