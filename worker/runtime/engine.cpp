#include "worker/runtime/engine.h"

#include <array>

#include "common/obs/log.h"
#include "common/os/memory.h"
#include "common/wire/codec.h"

namespace photomill {
namespace {

constexpr Duration kTickInterval = milliseconds(100);
// Messages that one turn takes before ended tasks have their turn.
constexpr int kMessagesPerTurn = 64;

}  // namespace

Engine::Engine(ContactOptions contact, WorkerConfig config, TaskRunner& runner,
               SignalListener& signals, const Clock& clock)
    : contact_(std::move(contact)),
      runner_(runner),
      signals_(signals),
      clock_(clock),
      machine_(std::move(config)) {}

Engine::~Engine() {
  if (prover_.joinable()) prover_.join();
}

EngineEnd Engine::Run() {
  LogInfo("looking for the coordinator at " + contact_.Describe() + status_suffix_);
  worker_effect::Dial dial;
  Perform(dial);
  service_.Status("waiting for the coordinator" + status_suffix_);
  Step(worker_event::Begun{});
  // From here on there is a socket, or an end.
  Instant next_tick = clock_.Now() + kTickInterval;
  while (!end_) {
    SendOutbox();
    const std::array<int, 3> others = {runner_.ended().fd(), proofs_.fd(), signals_.fd()};
    // With something to send a socket that is not connected is asked again soon.
    const Duration patience = outbox_.empty() ? next_tick - clock_.Now() : milliseconds(20);
    contact_.socket().Wait(others, std::max<Duration>(patience, {}));
    TakeSignals();
    FollowContact();
    TakeMessages();
    TakeProofs();
    TakeEndedTasks();
    if (clock_.Now() >= next_tick) {
      const StoreWaits waits = runner_.Waits();
      TellSilence(waits);
      Step(worker_event::Tick{static_cast<uint64_t>(ProcessCpuTime().count()), waits});
      next_tick = clock_.Now() + kTickInterval;
    }
    Step(worker_event::TurnEnded{});
  }
  SendOutbox();
  contact_.socket().Close(milliseconds(500));
  return *end_;
}

void Engine::FollowContact() {
  if (end_) return;
  if (std::optional<std::string> reason = contact_.Follow(clock_.Now())) {
    Step(worker_event::ShutOut{*std::move(reason)});
  }
}

void Engine::TakeMessages() {
  std::string frame;
  for (int i = 0; i < kMessagesPerTurn && !end_ && contact_.socket().Receive(frame); ++i) {
    ++frames_.received;
    Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
    if (!message) {
      LogWarning("ignored a message that no coordinator of this version sends: " +
                 message.failure().detail);
      continue;
    }
    Step(worker_event::MessageArrived{*std::move(message)});
  }
}

void Engine::TakeEndedTasks() {
  for (EndedTask& ended : runner_.ended().TakeAll()) {
    TellPlaceFailure(ended.outcome);
    Step(worker_event::TaskEnded{ended.attempt, std::move(ended.outcome)});
  }
}

// The coordinator says so as well, where it knows this worker.
void Engine::TellSilence(const StoreWaits& waits) {
  for (const std::string& line : silence_.Take(clock_.Now(), waits, {})) {
    LogWarning(line + status_suffix_);
    service_.Status(line + status_suffix_);
  }
}

// The coordinator sets a worker aside for it.
void Engine::TellPlaceFailure(const Outcome& outcome) {
  if (outcome.kind != Outcome::Kind::kFailed || RetryClassOf(outcome) != RetryClass::kPlace) return;
  LogWarningLimited(place_failures_, clock_.Now(),
                    "set aside until a probe succeeds: " + std::string(ReasonWord(outcome.reason)) +
                        ": " + outcome.detail);
}

void Engine::TakeProofs() {
  while (std::optional<Ready> ready = proofs_.Pop()) {
    proving_ = false;
    prover_.join();
    if (next_welcome_) {
      worker_effect::Prove again{*std::move(next_welcome_)};
      next_welcome_.reset();
      Perform(again);
      continue;
    }
    Step(worker_event::ProofMade{*std::move(ready)});
  }
}

void Engine::TakeSignals() {
  while (const std::optional<int> signal = signals_.Next()) {
    if (!drain_asked_) {
      drain_asked_ = true;
      LogInfo("draining: finishing tasks in progress (a second signal stops at once)" +
              status_suffix_);
      service_.Status("draining: finishing tasks in progress" + status_suffix_);
      Step(worker_event::DrainAsked{});
    } else {
      Step(worker_event::StopAsked{});
    }
  }
}

void Engine::Step(const WorkerEvent& event) {
  if (end_) return;
  machine_.Step(clock_.Now(), event, effects_);
  Perform();
}

void Engine::Perform() {
  WorkerEffects effects = std::move(effects_);
  effects_.clear();
  for (WorkerEffect& effect : effects) {
    std::visit([this](auto& alternative) { Perform(alternative); }, effect);
  }
}

void Engine::Perform(worker_effect::Send& effect) {
  for (std::string& frame : EncodeFrames(effect.message)) outbox_.push_back(std::move(frame));
  SendOutbox();
}

void Engine::SendOutbox() {
  while (!outbox_.empty() && contact_.socket().Send(outbox_.front())) {
    outbox_.pop_front();
    ++frames_.sent;
  }
}

void Engine::Perform(worker_effect::Dial&) {
  outbox_.clear();
  const Status connected = contact_.Dial(clock_.Now());
  // A name that was known once will be again.
  if (!connected && !dialed_) end_ = EngineEnd{1, connected.failure().detail};
  if (!connected && dialed_) LogWarning(connected.failure().detail);
  away_ = dialed_;
  dialed_ = true;
}

void Engine::Perform(worker_effect::Prove& effect) {
  service_.Status("working for migration " + effect.welcome.migration_id + status_suffix_);
  if (on_welcome_) {
    on_welcome_();
    on_welcome_ = nullptr;
    LogInfo("welcomed by the coordinator of migration " + effect.welcome.migration_id +
            status_suffix_);
  } else if (away_) {
    LogInfo("reached the coordinator again" + status_suffix_);
  }
  away_ = false;
  if (proving_) {
    next_welcome_ = std::move(effect.welcome);
    return;
  }
  proving_ = true;
  prover_ = std::thread(
      [this, welcome = std::move(effect.welcome)] { proofs_.Push(runner_.Prove(welcome)); });
}

void Engine::Perform(worker_effect::Start& effect) {
  runner_.Start(effect.assignment);
}
void Engine::Perform(worker_effect::Abandon&) {
  runner_.Abandon();
}
void Engine::Perform(worker_effect::ExtendLease& effect) {
  runner_.ExtendLease(effect.until);
}
void Engine::Perform(worker_effect::Settle& effect) {
  runner_.Settle(effect.attempts, effect.recorded);
}
void Engine::Perform(worker_effect::Note& effect) {
  LogInfo(effect.text + status_suffix_);
  service_.Status(effect.text + status_suffix_);
}

void Engine::Perform(worker_effect::Leave& effect) {
  end_ = EngineEnd{effect.exit_code, std::move(effect.text)};
}

}  // namespace photomill
