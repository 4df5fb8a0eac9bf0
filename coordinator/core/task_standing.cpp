// Explains a task of the live run: the same rules as dispatch, asked about one task.
#include "coordinator/core/task_standing.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

constexpr std::array<std::string_view, kStandingCount> kWords = {
    "executing", "next",       "no_credit", "no_room", "avoided",  "other_suspect", "back_off",
    "set_aside", "no_workers", "quiet",     "paused",  "stopping", "not_loaded"};

int64_t SecondsUntil(Instant now, Instant then) {
  return std::chrono::ceil<seconds>(std::max<Duration>(then - now, {})).count();
}

}  // namespace

std::string_view StandingWord(Standing standing) {
  return kWords[static_cast<size_t>(standing)];
}

TaskStanding Scheduler::Explain(Instant now, std::string_view key, SourceId source) const {
  if (const TaskEntry* entry = FindTask(key, source)) return StandingOf(now, *entry);
  return StandingOutside(now, source);
}

// The window is small enough to look at every entry.
const TaskEntry* Scheduler::FindTask(std::string_view key, SourceId source) const {
  if (source.value != 0) return tasks_.Find(source);
  for (const auto& [id, entry] : tasks_.entries()) {
    if (entry.task.key == key) return &entry;
  }
  return nullptr;
}

TaskStanding Scheduler::StandingOf(Instant now, const TaskEntry& entry) const {
  switch (entry.place) {
    case TaskEntry::Place::kLeased: {
      const Lease* lease = leases_.Find(entry.lease);
      if (lease == nullptr) break;
      TaskStanding standing = StandingAt(now, *lease);
      if (entry.copy) standing.text += "; a second worker executes a copy of it";
      return standing;
    }
    case TaskEntry::Place::kWaiting:
      return {Standing::kBackOff,
              fmt::format("it failed {} times in this run in a way that may pass, and is tried "
                          "again in {} s",
                          entry.failures + entry.place_failures, SecondsUntil(now, entry.due))};
    case TaskEntry::Place::kReady:
      break;
  }
  return StandingOfReady(now, entry);
}

TaskStanding Scheduler::StandingAt(Instant now, const Lease& lease) const {
  const Worker* worker = workers_.Find(lease.peer);
  if (worker == nullptr) return {Standing::kExecuting, "a worker has it"};
  return {Standing::kExecuting,
          fmt::format("worker {} ({}, process {}) has {} it for {} s{}", worker->name,
                      Escaped(worker->host), worker->process, lease.brought ? "held" : "had",
                      std::chrono::duration_cast<seconds>(now - lease.since).count(),
                      lease.brought ? " at least, since before this coordinator started" : "")};
}

// In the order in which Dispatch checks.
TaskStanding Scheduler::StandingOfReady(Instant now, const TaskEntry& entry) const {
  if (stopping_) return {Standing::kStopping, "the run is being stopped; the next one continues"};
  if (user_pause_since_) {
    return {Standing::kPaused, "the run is paused by request: photomill resume continues it"};
  }
  if (quiet_until_ && now < *quiet_until_) {
    return {Standing::kQuiet,
            fmt::format("workers of the previous run may still be busy: tasks are assigned in {} s",
                        SecondsUntil(now, *quiet_until_))};
  }
  if (suspect_lease_ && IsSuspect(entry.task)) {
    return {Standing::kOtherSuspect,
            "a process died while it executed this photo, and another such photo is being "
            "executed: one at a time"};
  }
  if (takers_.size() == 0) {
    if (const std::string text = PlacePauseText(now); !text.empty()) {
      return {Standing::kSetAside, "every worker is set aside: " + text};
    }
    if (takers_.sound().empty()) return {Standing::kNoWorkers, "no worker takes tasks"};
    return {Standing::kNoCredit,
            fmt::format("every worker has as many tasks as it accepts; {} tasks wait for a place",
                        tasks_.ready() + tasks_.ready_suspects())};
  }
  std::optional<Hindrance> hindrance;
  for (const auto& [peer, slots] : takers_.all()) {
    hindrance = HindranceOf(now, entry, *workers_.Find(peer));
    if (!hindrance) return {Standing::kNext, "it is about to be assigned"};
  }
  if (hindrance == Hindrance::kNoRoom) {
    return {Standing::kNoRoom, fmt::format("it has {}, more than the workers still accept now",
                                           HumanBytes(entry.task.version.size))};
  }
  return {
      Standing::kAvoided,
      fmt::format("it failed at every worker that is free, and waits up to {} s for another one",
                  SecondsUntil(now, entry.avoids_until))};
}

// A source can be out without being in the window: its worker brought it with its hello.
TaskStanding Scheduler::StandingOutside(Instant now, SourceId source) const {
  if (const auto held = adopted_.find(source); held != adopted_.end()) {
    if (const Lease* lease = leases_.Find(held->second.attempt)) return StandingAt(now, *lease);
  }
  if (source.value > cursor_.value) {
    return {Standing::kNotLoaded,
            fmt::format("its turn comes later: it is number {} in the ledger, and the run has "
                        "loaded the photos up to number {}",
                        source.value, cursor_.value)};
  }
  return {Standing::kNotLoaded, "it is not among the tasks that the run holds at the moment"};
}

}  // namespace photomill
