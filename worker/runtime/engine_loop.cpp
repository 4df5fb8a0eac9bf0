#include "worker/runtime/engine_loop.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "common/wire/codec.h"

namespace photomill {
namespace {

constexpr Duration kTickInterval = milliseconds(100);
constexpr Duration kLoadInterval = milliseconds(500);  // for the load in heartbeats
// The interval for offering frames again that the transport did not accept.
constexpr Duration kSendInterval = milliseconds(20);
// The maximum number of messages per turn, so that ended tasks are handled too.
constexpr int kMessagesPerTurn = 64;
constexpr size_t kNotesMax = 1'000;

}  // namespace

EngineLoop::EngineLoop(WorkerConfig config, EngineTransport& transport, TaskRunner& runner,
                       StoreProver& prover, const Clock& clock)
    : transport_(transport),
      runner_(runner),
      prover_(prover),
      clock_(clock),
      machine_(std::move(config)) {}

void EngineLoop::Begin() {
  Dial();
  Step(worker_event::Begun{});
  next_tick_ = clock_.Now() + kTickInterval;
}

void EngineLoop::Turn() {
  FollowTransport();
  TakeMessages();
  TakeProof();
  TakeEndedTasks();
  if (clock_.Now() >= next_tick_) Tick();
  Step(worker_event::TurnEnded{});
  SendOutbox();
}

Instant EngineLoop::NextTurn() const {
  if (outbox_.empty()) return next_tick_;
  return std::min(next_tick_, clock_.Now() + kSendInterval);
}

std::vector<EngineNote> EngineLoop::TakeNotes() {
  return std::exchange(notes_, {});
}

void EngineLoop::Note(EngineNote::Kind kind, std::string text) {
  if (notes_.size() < kNotesMax) notes_.push_back({kind, std::move(text)});
}

// --- What has arrived ----------------------------------------------------------------------------

void EngineLoop::FollowTransport() {
  if (end_) return;
  if (std::optional<std::string> reason = transport_.Follow(clock_.Now())) {
    Step(worker_event::ShutOut{*std::move(reason)});
  }
}

void EngineLoop::TakeMessages() {
  std::string frame;
  for (int i = 0; i < kMessagesPerTurn && !end_ && transport_.Receive(frame); ++i) {
    ++frames_.received;
    Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
    if (!message) {
      Note(EngineNote::Kind::kWarning,
           "ignored a message that no coordinator of this version sends: " +
               message.failure().detail);
      continue;
    }
    Step(worker_event::MessageArrived{*std::move(message)});
  }
}

void EngineLoop::TakeProof() {
  std::optional<Ready> ready = prover_.TakeProof();
  if (!ready) return;
  proving_ = false;
  if (next_welcome_) {
    BeginProof(*std::exchange(next_welcome_, std::nullopt));
  } else {
    Step(worker_event::ProofMade{*std::move(ready)});
  }
}

void EngineLoop::TakeEndedTasks() {
  for (EndedTask& ended : runner_.TakeEnded()) {
    NotePlaceFailure(ended.outcome);
    Step(worker_event::TaskEnded{ended.attempt, std::move(ended.outcome)});
  }
}

void EngineLoop::Tick() {
  const StoreWaits waits = runner_.Waits();
  NoteSilence(waits);
  const Instant now = clock_.Now();
  if (now >= next_load_) {
    load_ = runner_.Load();
    next_load_ = now + kLoadInterval;
  }
  Step(worker_event::Tick{cpu_milliseconds_ ? cpu_milliseconds_() : 0, waits, load_});
  next_tick_ = now + kTickInterval;
}

// The coordinator sets the worker aside because of this failure.
void EngineLoop::NotePlaceFailure(const Outcome& outcome) {
  if (outcome.kind != Outcome::Kind::kFailed || RetryClassOf(outcome) != RetryClass::kPlace) return;
  Note(EngineNote::Kind::kPlaceFailure, fmt::format("set aside until a probe succeeds: {}: {}",
                                                    ReasonWord(outcome.reason), outcome.detail));
}

// The coordinator reports it too, if it knows this worker.
void EngineLoop::NoteSilence(const StoreWaits& waits) {
  for (std::string& line : silence_.Take(clock_.Now(), waits, {})) {
    Note(EngineNote::Kind::kSilence, std::move(line));
  }
}

// --- What the machine wants ----------------------------------------------------------------------

void EngineLoop::Step(const WorkerEvent& event) {
  if (end_) return;
  WorkerEffects effects;
  machine_.Step(clock_.Now(), event, effects);
  for (WorkerEffect& effect : effects) {
    std::visit([this](auto& alternative) { Perform(alternative); }, effect);
  }
}

void EngineLoop::Perform(worker_effect::Send& effect) {
  for (std::string& frame : EncodeFrames(effect.message)) outbox_.push_back(std::move(frame));
  SendOutbox();
}

void EngineLoop::SendOutbox() {
  while (!outbox_.empty() && transport_.Send(outbox_.front())) {
    outbox_.pop_front();
    ++frames_.sent;
  }
}

void EngineLoop::Perform(worker_effect::Dial&) {
  Dial();
}

void EngineLoop::Dial() {
  outbox_.clear();
  const Status connected = transport_.Dial(clock_.Now());
  // A name that was resolved once will be resolvable again.
  if (!connected && !dialed_) end_ = EngineEnd{1, connected.failure().detail};
  if (!connected && dialed_) Note(EngineNote::Kind::kWarning, connected.failure().detail);
  away_ = dialed_;
  dialed_ = true;
}

void EngineLoop::Perform(worker_effect::Prove& effect) {
  NoteWelcome(effect.welcome);
  if (proving_) {
    next_welcome_ = std::move(effect.welcome);
  } else {
    BeginProof(effect.welcome);
  }
}

void EngineLoop::NoteWelcome(const Welcome& welcome) {
  Note(EngineNote::Kind::kStatus, "working for migration " + welcome.migration_id);
  if (!welcomed_) {
    Note(EngineNote::Kind::kNews,
         "welcomed by the coordinator of migration " + welcome.migration_id);
  } else if (away_) {
    Note(EngineNote::Kind::kNews, "reached the coordinator again");
  }
  welcomed_ = true;
  away_ = false;
}

void EngineLoop::BeginProof(const Welcome& welcome) {
  proving_ = true;
  prover_.BeginProof(welcome);
}

void EngineLoop::Perform(worker_effect::Start& effect) {
  runner_.Start(effect.assignment);
}
void EngineLoop::Perform(worker_effect::SetSlots& effect) {
  const RunnerSize size = runner_.Resize(effect.slots);
  Step(worker_event::SlotsSet{size.slots, size.pipeline_tasks});
}
void EngineLoop::Perform(worker_effect::Abandon&) {
  runner_.Abandon();
}
void EngineLoop::Perform(worker_effect::ExtendLease& effect) {
  runner_.ExtendLease(effect.until);
}
void EngineLoop::Perform(worker_effect::Settle& effect) {
  runner_.Settle(effect.attempts, effect.recorded);
}
void EngineLoop::Perform(worker_effect::Note& effect) {
  Note(EngineNote::Kind::kNewStatus, std::move(effect.text));
}
void EngineLoop::Perform(worker_effect::Leave& effect) {
  end_ = EngineEnd{effect.exit_code, std::move(effect.text)};
}

}  // namespace photomill
