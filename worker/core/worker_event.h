// The input and output of the worker machine: its events and effects. They are its whole interface.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"

namespace photomill {

namespace worker_event {

// Starts the machine: it sends the first Hello.
struct Begun {};
// A message from the coordinator, decoded and validated.
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
// The answer to worker_effect::SetSlots: what the runner has now.
struct SlotsSet {
  uint32_t slots = 1;
  uint32_t pipeline_tasks = 1;
};
// No connection will ever be possible: the other end is not the right coordinator, or it rejects
// this worker.
struct ShutOut {
  std::string text;  // human-readable: the other end, the cause, and the remedy
};
struct DrainAsked {};
struct StopAsked {};
struct Tick {
  uint64_t cpu_milliseconds = 0;  // user and system time of this process so far
  StoreWaits waits{};
  WorkerLoad load{};
};
// All events that had arrived have been processed: results and credit are now sent together.
struct TurnEnded {};

}  // namespace worker_event

using WorkerEvent =
    std::variant<worker_event::Begun, worker_event::MessageArrived, worker_event::ProofMade,
                 worker_event::TaskEnded, worker_event::SlotsSet, worker_event::ShutOut,
                 worker_event::DrainAsked, worker_event::StopAsked, worker_event::Tick,
                 worker_event::TurnEnded>;

namespace worker_effect {

struct Send {
  WorkerMessage message;
};
// Drop this connection, including unsent frames, and create a new one.
struct Dial {};
// Open the stores named in the Welcome and check them.
struct Prove {
  Welcome welcome;
};
struct Start {
  Assignment assignment;
};
// Work on so many tasks at a time from now on.
struct SetSlots {
  uint32_t slots = 1;
};
// Tasks in progress belong to another migration or recipe: they must not be published.
struct Abandon {};
// Outputs may be published until then.
struct ExtendLease {
  Instant until;
};
// The coordinator has acknowledged these results. `recorded` is false for those executed before the
// last Hello: they were possibly sent to a coordinator that did not need them, so it is unknown
// what it recorded.
struct Settle {
  std::vector<AttemptId> attempts;
  bool recorded = true;
};
struct Leave {
  int exit_code = 0;
  std::string text;  // human-readable
};
struct Note {
  std::string text;
};

}  // namespace worker_effect

using WorkerEffect = std::variant<worker_effect::Send, worker_effect::Dial, worker_effect::Prove,
                                  worker_effect::Start, worker_effect::SetSlots,
                                  worker_effect::Abandon, worker_effect::ExtendLease,
                                  worker_effect::Settle, worker_effect::Leave, worker_effect::Note>;
using WorkerEffects = std::vector<WorkerEffect>;

}  // namespace photomill
