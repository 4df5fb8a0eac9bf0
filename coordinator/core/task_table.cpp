#include "coordinator/core/task_table.h"

#include "common/base/check.h"

namespace photomill {

TaskEntry* TaskTable::Find(SourceId source) {
  const auto it = entries_.find(source);
  return it == entries_.end() ? nullptr : &it->second;
}

const TaskEntry* TaskTable::Find(SourceId source) const {
  const auto it = entries_.find(source);
  return it == entries_.end() ? nullptr : &it->second;
}

TaskEntry& TaskTable::Add(Task task) {
  const SourceId source = task.source;
  auto [it, added] = entries_.try_emplace(source);
  PHOTOMILL_CHECK(added);
  TaskEntry& entry = it->second;
  entry.task = std::move(task);
  if (IsSuspect(entry.task)) {
    suspects_.insert(source);
  } else {
    ready_.PushBack(source);
  }
  return entry;
}

// Takes the entry out of the index of its place.
void TaskTable::Leave(TaskEntry& entry) {
  const SourceId source = entry.task.source;
  switch (entry.place) {
    case TaskEntry::Place::kReady:
      if (suspects_.erase(source) == 0) ready_.Erase(source);
      break;
    case TaskEntry::Place::kWaiting:
      PHOTOMILL_CHECK(waiting_.erase({entry.due, source}) == 1);
      break;
    case TaskEntry::Place::kLeased:
      if (entry.copy) DropCopy(entry);
      break;
  }
}

void TaskTable::Erase(SourceId source) {
  const auto it = entries_.find(source);
  PHOTOMILL_CHECK(it != entries_.end());
  Leave(it->second);
  entries_.erase(it);
}

void TaskTable::MakeReady(TaskEntry& entry, bool first_in_line) {
  Leave(entry);
  entry.place = TaskEntry::Place::kReady;
  if (IsSuspect(entry.task)) {
    suspects_.insert(entry.task.source);
  } else if (first_in_line) {
    ready_.PushFront(entry.task.source);
  } else {
    ready_.PushBack(entry.task.source);
  }
}

void TaskTable::MakeWaiting(TaskEntry& entry, Instant due) {
  Leave(entry);
  entry.place = TaskEntry::Place::kWaiting;
  entry.due = due;
  waiting_.emplace(due, entry.task.source);
}

void TaskTable::MakeLeased(TaskEntry& entry, AttemptId lease) {
  Leave(entry);
  entry.place = TaskEntry::Place::kLeased;
  entry.lease = lease;
}

void TaskTable::AddCopy(TaskEntry& entry, AttemptId copy) {
  PHOTOMILL_CHECK(entry.place == TaskEntry::Place::kLeased && !entry.copy && entry.lease != copy);
  entry.copy = copy;
  ++copies_;
}

void TaskTable::DropCopy(TaskEntry& entry) {
  PHOTOMILL_CHECK(entry.copy);
  entry.copy.reset();
  --copies_;
}

void TaskTable::PromoteCopy(TaskEntry& entry) {
  PHOTOMILL_CHECK(entry.copy);
  entry.lease = *entry.copy;
  DropCopy(entry);
}

void TaskTable::MakeSuspect(TaskEntry& entry, bool counts) {
  if (entry.place == TaskEntry::Place::kReady) {
    Leave(entry);
    suspects_.insert(entry.task.source);
  }
  entry.task.suspect = true;
  if (counts) ++entry.task.crashes;
}

TaskEntry* TaskTable::NextReady() {
  return ready_.empty() ? nullptr : Find(ready_.front());
}

TaskEntry* TaskTable::NextSuspect() {
  return suspects_.empty() ? nullptr : Find(*suspects_.begin());
}

void TaskTable::ForgiveFailuresAt(const std::string& worker) {
  for (auto& [source, entry] : entries_) {
    for (TaskEntry::FailedAt& failed : entry.failed_at) {
      if (failed.worker != worker || !failed.charged) continue;
      failed.charged = false;
      --entry.failures;
    }
  }
}

void TaskTable::WakeDue(Instant now) {
  while (!waiting_.empty() && waiting_.begin()->first <= now) {
    MakeReady(*Find(waiting_.begin()->second), false);
  }
}

}  // namespace photomill
