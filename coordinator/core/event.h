// What happens to the scheduler, and what it wants done. The scheduler is a state machine:
// Step(now, event) -> effects; these two lists are its whole interface to the world.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"
#include "coordinator/core/source_state.h"

namespace photomill {

namespace event {

// A message of a worker, decoded and validated.
struct MessageArrived {
  PeerId peer;
  WorkerMessage message;
};
// The transport could not deliver: nobody is at the other end any more.
struct PeerUnreachable {
  PeerId peer;
  bool frame_dropped = false;  // it is there, but a frame for it is lost: it has to register anew
};
// The answer to effect::LoadTasks.
struct TasksLoaded {
  std::vector<Task> tasks;
  SourceId through;
  bool at_end = false;
  int64_t waiting = 0;  // sources that wait, and are in no page: see SettleWaiting
};
// The answer to effect::SettleWaiting.
struct WaitingSettled {
  SourceId lowest_pending;  // lowest id that is to be made now; 0: none
  int64_t waiting = 0;      // how many wait still
};
// There are pending sources, the lowest of which is this, or (0) more that wait.
struct SourcesPending {
  SourceId lowest;
};
// A source that workers are asked to find as a proof that they see the source store.
struct SampleListed {
  StoreSample sample;
};
struct ScanEnded {};
// The user wants the run to end early: nothing new is dispatched, what is out comes home.
struct StopAsked {};
struct Tick {
  StoreWaits waits{};  // of the coordinator's own calls to the stores
};

}  // namespace event

using Event = std::variant<event::MessageArrived, event::PeerUnreachable, event::TasksLoaded,
                           event::WaitingSettled, event::SourcesPending, event::SampleListed,
                           event::ScanEnded, event::StopAsked, event::Tick>;

namespace effect {

// --- facts: made durable before any later send is made ------------------------------------------
struct RecordOutcome {
  SourceId source;
  ObjectVersion version;
  std::string worker;
  Outcome outcome;
  SourceState state = SourceState::kDone;
  bool crashed = false;  // the worker died while it was executing
  std::string death{};   // which one, so that it never counts twice; empty: none
};
struct RecordSetback {
  SourceId source;
  std::string worker;
  Failure failure;
  bool crashed = false;
  std::string death{};  // as above; also of one that several sources shared
};
// --- sends ---------------------------------------------------------------------------------------
struct Send {
  PeerId peer;
  CoordinatorMessage message;
  bool after_facts = false;  // only once every fact so far is durable (acknowledgements)
};
// --- requests and news for the loop
// ---------------------------------------------------------------
struct LoadTasks {
  SourceId after;
  size_t tasks_max = 0;
};
// Nothing is left to do but sources that wait for others: which of them can be made?
struct SettleWaiting {};
// Every source that was listed is at its end, and so is the scan.
struct Finished {};
// After StopAsked: nothing is out any more.
struct Stopped {};
// Something that people should read in the log.
struct Note {
  std::string text;
};

}  // namespace effect

using Effect =
    std::variant<effect::RecordOutcome, effect::RecordSetback, effect::Send, effect::LoadTasks,
                 effect::SettleWaiting, effect::Finished, effect::Stopped, effect::Note>;
using Effects = std::vector<Effect>;

}  // namespace photomill
