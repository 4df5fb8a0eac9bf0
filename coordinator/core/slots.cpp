// How many slots the workers have: as they were started, until the user asks for another number.
// Every echo repeats the wish, and a worker says with its heartbeats what it has, so neither a lost
// frame nor the worker's next engine forgets it. Part of Scheduler.
#include <fmt/core.h>

#include "coordinator/core/scheduler.h"

namespace photomill {

void Scheduler::On(Instant, const event::SlotsAsked& event, Effects&) {
  if (event.peer) {
    if (Worker* worker = workers_.Find(*event.peer)) worker->slots_asked = event.slots;
    return;
  }
  slots_asked_ = event.slots;
  for (auto& [peer, worker] : workers_.all()) worker.slots_asked = event.slots;
}

void Scheduler::NoteSlots(Worker& worker, uint32_t slots) {
  if (slots == 0 || slots == worker.slots) return;
  worker.slots = slots;
  takers_.Update(worker);
  Tell(fmt::format("worker {} has {} slots now", worker.name, slots));
}

}  // namespace photomill
