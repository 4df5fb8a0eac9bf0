// The window: the pending tasks that the scheduler holds in memory, and their places. Owned by
// Scheduler, bounded by limits::kWindowTasks. The rest of the library is in the ledger. Pure: no
// clock, no I/O.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "common/base/instant.h"
#include "common/model/task.h"
#include "coordinator/core/ready_queue.h"

namespace photomill {

struct TaskEntry {
  enum class Place : uint8_t {
    kReady,    // in the queue
    kWaiting,  // until `due`, after a failure
    kLeased,   // at a worker, under `lease`
  };
  Task task;
  Place place = Place::kReady;
  AttemptId lease;                // kLeased
  Instant due;                    // kWaiting
  uint32_t failures = 0;          // transient ones, in this run
  uint32_t place_failures = 0;    // caused by a worker's place: these never end the task
  std::optional<AttemptId> copy;  // kLeased: the attempt that runs a second copy of it
  uint32_t copies = 0;            // made so far
  struct FailedAt {
    std::string worker;  // its Identity()
    bool charged = true;
  };
  std::vector<FailedAt> failed_at;         // transiently: other workers are preferred …
  std::vector<AttemptId> failed_attempts;  // counted already: their results can arrive again
  Instant avoids_until;                    // … until then
  uint32_t moves = 0;                      // how often it was taken back from a worker's queue
};

class TaskTable {
 public:
  [[nodiscard]] size_t size() const { return entries_.size(); }
  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] size_t ready() const { return ready_.size(); }
  [[nodiscard]] size_t ready_suspects() const { return suspects_.size(); }
  [[nodiscard]] size_t waiting() const { return waiting_.size(); }

  TaskEntry* Find(SourceId source);
  [[nodiscard]] const TaskEntry* Find(SourceId source) const;

  // Adds a task that the table does not have. It is ready, or among the suspects.
  TaskEntry& Add(Task task);
  void Erase(SourceId source);

  // Moves between places. Suspects queue apart from the others.
  void MakeReady(TaskEntry& entry, bool first_in_line);
  void MakeWaiting(TaskEntry& entry, Instant due);
  void MakeLeased(TaskEntry& entry, AttemptId lease);

  // A second attempt at a leased task. If the first attempt ends without an outcome, the second one
  // takes its place.
  void AddCopy(TaskEntry& entry, AttemptId copy);
  void DropCopy(TaskEntry& entry);
  void PromoteCopy(TaskEntry& entry);
  [[nodiscard]] size_t copies() const { return copies_; }

  // A process died while it executed this task: from now on it queues with the suspects. `counts`:
  // only this task can have caused the death.
  void MakeSuspect(TaskEntry& entry, bool counts);

  // The next ready task that is not a suspect (NextReady) or that is one (NextSuspect); null if
  // there is none.
  TaskEntry* NextReady();
  // The first ready task, among the first `looks_max`, for which `may` returns true.
  template <typename May>
  TaskEntry* NextReady(size_t looks_max, const May& may) {
    for (const SourceId source : ready_) {
      if (looks_max-- == 0) break;
      TaskEntry* entry = Find(source);
      if (may(*entry)) return entry;
    }
    return nullptr;
  }
  TaskEntry* NextSuspect();

  // Uncharges the failures at this worker: they were not the tasks' fault.
  void ForgiveFailuresAt(const std::string& worker);

  // Makes the tasks whose wait is over ready.
  void WakeDue(Instant now);

  [[nodiscard]] const std::unordered_map<SourceId, TaskEntry>& entries() const { return entries_; }

 private:
  void Leave(TaskEntry& entry);

  std::unordered_map<SourceId, TaskEntry> entries_;
  ReadyQueue ready_;
  std::set<SourceId> suspects_;
  size_t copies_ = 0;
  std::set<std::pair<Instant, SourceId>> waiting_;
};

}  // namespace photomill
