// The window: the pending tasks that the scheduler holds in memory, and where each one stands.
// Owned by Scheduler, bounded by limits::kWindowTasks. Everything else of the library is in the
// ledger. Pure: no clock, no I/O.
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
  uint32_t failures = 0;          // of a transient kind, in this run
  uint32_t place_failures = 0;    // of its worker's place: never its end
  std::optional<AttemptId> copy;  // kLeased: the attempt that runs it a second time
  uint32_t copies = 0;            // that were made so far
  struct FailedAt {
    std::string worker;  // its Identity()
    bool charged = true;
  };
  std::vector<FailedAt> failed_at;         // in a way that may pass: other workers come first …
  std::vector<AttemptId> failed_attempts;  // that were counted: their results may come again
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

  // A task that the table does not have; it is ready.
  TaskEntry& Add(Task task);
  void Erase(SourceId source);

  // Moves between places. Suspects queue apart from the others.
  void MakeReady(TaskEntry& entry, bool first_in_line);
  void MakeWaiting(TaskEntry& entry, Instant due);
  void MakeLeased(TaskEntry& entry, AttemptId lease);

  // A second attempt at a leased task; where the first one ends without an outcome the second one
  // takes its place.
  void AddCopy(TaskEntry& entry, AttemptId copy);
  void DropCopy(TaskEntry& entry);
  void PromoteCopy(TaskEntry& entry);
  [[nodiscard]] size_t copies() const { return copies_; }

  // A process died while it was executing this task: from now on it queues with the suspects.
  // `counts`: only this task can have caused it.
  void MakeSuspect(TaskEntry& entry, bool counts);

  // The next ready task that is no suspect, or the next that is one; null where there is none.
  TaskEntry* NextReady();
  // The first in line that `may` is true of, among the first `looks_max`.
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

  // These failures were not the tasks' own.
  void ForgiveFailuresAt(const std::string& worker);

  // Makes the tasks ready whose wait is over.
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
