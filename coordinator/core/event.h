// The scheduler's events and effects. The scheduler is a state machine:
// Step(now, event) -> effects; these two lists are its whole interface.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"
#include "coordinator/core/source_state.h"

namespace photomill {

namespace event {

// A worker's message, decoded and validated.
struct MessageArrived {
  PeerId peer;
  WorkerMessage message;
};
// The transport could not deliver a message: the peer is gone.
struct PeerUnreachable {
  PeerId peer;
  bool frame_dropped = false;  // the peer is there, but lost a frame: it must register again
};
// The answer to effect::LoadTasks.
struct TasksLoaded {
  std::vector<Task> tasks;
  SourceId through;
  bool at_end = false;
  int64_t waiting = 0;  // sources that wait and are in no page: see SettleWaiting
};
// The answer to effect::SettleWaiting.
struct WaitingSettled {
  SourceId lowest_pending;  // the lowest id that can be processed now; 0: none
  int64_t waiting = 0;      // how many still wait
};
// There are pending sources, starting at this id, or (0) more sources that wait.
struct SourcesPending {
  SourceId lowest;
};
// A source that workers must find to prove that they see the source store.
struct SampleListed {
  StoreSample sample;
};
struct ScanEnded {};
// The user stops the run early: nothing new is dispatched, and running tasks finish.
struct StopAsked {};
// The user pauses the run: nothing is dispatched until ResumeAsked, and workers finish what they
// hold. A restarted coordinator is not paused.
struct PauseAsked {};
struct ResumeAsked {};
// The user wants this worker to finish its tasks in progress and leave.
struct DrainAsked {
  PeerId peer;
};
// The user wants one worker, or all of the run and those that join later, to have so many slots.
struct SlotsAsked {
  std::optional<PeerId> peer;  // empty: all
  uint32_t slots = 1;
};
struct Tick {
  StoreWaits waits{};  // of the coordinator's own calls to the stores
};

}  // namespace event

using Event = std::variant<event::MessageArrived, event::PeerUnreachable, event::TasksLoaded,
                           event::WaitingSettled, event::SourcesPending, event::SampleListed,
                           event::ScanEnded, event::StopAsked, event::PauseAsked,
                           event::ResumeAsked, event::DrainAsked, event::SlotsAsked, event::Tick>;

namespace effect {

// --- facts: made durable before any later send is sent ------------------------------------------
struct RecordOutcome {
  SourceId source;
  ObjectVersion version;
  std::string worker;
  Outcome outcome;
  SourceState state = SourceState::kDone;
  bool crashed = false;  // the worker died while it was executing
  std::string death{};   // which death, so that it never counts twice; empty: none
};
struct RecordSetback {
  SourceId source;
  std::string worker;
  Failure failure;
  bool crashed = false;
  std::string death{};  // as above; also a death that several sources share
};
// --- sends ---------------------------------------------------------------------------------------
struct Send {
  PeerId peer;
  CoordinatorMessage message;
  bool after_facts = false;  // only after all facts so far are durable (for acknowledgements)
};
// --- requests and news for the loop -------------------------------------------------------------
struct LoadTasks {
  SourceId after;
  size_t tasks_max = 0;
};
// Only sources that wait for others are left: asks which of them can be processed.
struct SettleWaiting {};
// Every listed source is finished, and so is the scan.
struct Finished {};
// After StopAsked: no task is out any more.
struct Stopped {};
// A line for the log.
struct Note {
  std::string text;
};

}  // namespace effect

using Effect =
    std::variant<effect::RecordOutcome, effect::RecordSetback, effect::Send, effect::LoadTasks,
                 effect::SettleWaiting, effect::Finished, effect::Stopped, effect::Note>;
using Effects = std::vector<Effect>;

}  // namespace photomill
