#include "worker/runtime/engine.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/obs/log.h"
#include "common/os/memory.h"

namespace photomill {

Engine::Engine(ContactOptions contact, WorkerConfig config, ThreadedRunner& runner,
               SignalListener& signals, const Clock& clock)
    : runner_(runner),
      signals_(signals),
      clock_(clock),
      contact_(std::move(contact)),
      prover_(runner),
      loop_(std::move(config), contact_, runner, prover_, clock) {
  loop_.WatchCpuTime(
      [] { return static_cast<uint64_t>((ProcessCpuTime() + EndedChildrenCpuTime()).count()); });
}

EngineEnd Engine::Run() {
  LogInfo(fmt::format("looking for the coordinator at {}{}", contact_.Describe(), status_suffix_));
  service_.Status("waiting for the coordinator" + status_suffix_);
  // After this there is either a socket or an end.
  loop_.Begin();
  TellNotes();
  while (!loop_.end()) {
    Wait();
    TakeSignals();
    loop_.Turn();
    TellWelcome();
    TellNotes();
  }
  contact_.socket().Close(milliseconds(500));
  return *loop_.end();
}

void Engine::Wait() {
  const std::array<int, 3> others = {runner_.ended().fd(), prover_.fd(), signals_.fd()};
  contact_.socket().Wait(others, std::max<Duration>(loop_.NextTurn() - clock_.Now(), {}));
}

void Engine::TakeSignals() {
  while (signals_.Next()) {
    if (!drain_asked_) {
      drain_asked_ = true;
      Tell({EngineNote::Kind::kNewStatus,
            "draining: finishing tasks in progress (a second signal stops at once)"});
      loop_.Drain();
    } else {
      loop_.Stop();
    }
  }
}

void Engine::TellWelcome() {
  if (!loop_.welcomed() || !on_welcome_) return;
  on_welcome_();
  on_welcome_ = nullptr;
}

void Engine::TellNotes() {
  for (const EngineNote& note : loop_.TakeNotes()) Tell(note);
}

void Engine::Tell(const EngineNote& note) {
  switch (note.kind) {
    case EngineNote::Kind::kNews:
      LogInfo(note.text + status_suffix_);
      break;
    case EngineNote::Kind::kStatus:
      service_.Status(note.text + status_suffix_);
      break;
    case EngineNote::Kind::kNewStatus:
      LogInfo(note.text + status_suffix_);
      service_.Status(note.text + status_suffix_);
      break;
    case EngineNote::Kind::kSilence:
      LogWarning(note.text + status_suffix_);
      service_.Status(note.text + status_suffix_);
      break;
    case EngineNote::Kind::kWarning:
      LogWarning(note.text);
      break;
    case EngineNote::Kind::kPlaceFailure:
      LogWarningLimited(place_failures_, clock_.Now(), note.text);
      break;
  }
}

}  // namespace photomill
