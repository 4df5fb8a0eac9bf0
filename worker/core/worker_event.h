// What happens to the worker machine, and what it wants done: its whole interface to the world.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

namespace worker_event {

// The start of everything: the first hello goes out.
struct Begun {};
// A message of the coordinator, decoded and validated.
struct MessageArrived {
  CoordinatorMessage message;
};
// The answer to worker_effect::Prove.
struct ProofMade {
  Ready ready;
};
// The answer to worker_effect::Start.
struct TaskEnded {
  AttemptId attempt;
  Outcome outcome;
};
// No connection will ever come about: the other end is not the coordinator that was meant, or does
// not let this worker in.
struct ShutOut {
  std::string text;  // for people: who, why, and the remedy
};
struct DrainAsked {};
struct StopAsked {};
struct Tick {
  uint64_t cpu_milliseconds = 0;  // user and system time of this process so far
  StoreWaits waits{};
};
// Everything that had arrived has been stepped: results and credit go out together now.
struct TurnEnded {};

}  // namespace worker_event

using WorkerEvent =
    std::variant<worker_event::Begun, worker_event::MessageArrived, worker_event::ProofMade,
                 worker_event::TaskEnded, worker_event::ShutOut, worker_event::DrainAsked,
                 worker_event::StopAsked, worker_event::Tick, worker_event::TurnEnded>;

namespace worker_effect {

struct Send {
  WorkerMessage message;
};
// Give up this connection and make a new one; what was not sent yet is dropped.
struct Dial {};
// Open the stores that the welcome names and look for the proof.
struct Prove {
  Welcome welcome;
};
struct Start {
  Assignment assignment;
};
// What is under way belongs to another migration or recipe: it must not be published.
struct Abandon {};
// Outputs may be published until then.
struct ExtendLease {
  Instant until;
};
// The coordinator has acknowledged these results. Those that were executed before the last hello
// may have been told to a coordinator that has no use for them: nobody knows what it recorded.
struct Settle {
  std::vector<AttemptId> attempts;
  bool recorded = true;
};
struct Leave {
  int exit_code = 0;
  std::string text;  // for people
};
struct Note {
  std::string text;
};

}  // namespace worker_effect

using WorkerEffect =
    std::variant<worker_effect::Send, worker_effect::Dial, worker_effect::Prove,
                 worker_effect::Start, worker_effect::Abandon, worker_effect::ExtendLease,
                 worker_effect::Settle, worker_effect::Leave, worker_effect::Note>;
using WorkerEffects = std::vector<WorkerEffect>;

}  // namespace photomill
