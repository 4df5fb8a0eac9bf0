#include "coordinator/core/task_table.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Task TaskOf(int64_t source, uint32_t crashes = 0) {
  return {SourceId{source}, "k", {1, 1, ""}, DerivativeSet{1}, crashes};
}

TEST(TaskTable, HandsOutInTheOrderOfArrival) {
  TaskTable table;
  for (const int64_t source : {3, 1, 2}) table.Add(TaskOf(source));
  std::vector<int64_t> order;
  while (TaskEntry* next = table.NextReady()) {
    order.push_back(next->task.source.value);
    table.MakeLeased(*next, AttemptId{1});
  }
  EXPECT_EQ(order, (std::vector<int64_t>{3, 1, 2}));
  EXPECT_EQ(table.size(), 3U);
  EXPECT_EQ(table.ready(), 0U);
}

TEST(TaskTable, WhatComesBackFromALostWorkerIsFirstInLine) {
  TaskTable table;
  table.Add(TaskOf(1));
  table.Add(TaskOf(2));
  TaskEntry& first = *table.NextReady();
  table.MakeLeased(first, AttemptId{1});
  table.MakeReady(first, true);
  EXPECT_EQ(table.NextReady()->task.source, SourceId{1});
  table.MakeLeased(first, AttemptId{2});
  table.MakeReady(first, false);
  EXPECT_EQ(table.NextReady()->task.source, SourceId{2});
}

TEST(TaskTable, WaitingTasksWakeWhenTheyAreDueAndNotBefore) {
  TaskTable table;
  table.MakeWaiting(table.Add(TaskOf(1)), Instant(seconds(5)));
  table.MakeWaiting(table.Add(TaskOf(2)), Instant(seconds(3)));
  EXPECT_EQ(table.waiting(), 2U);
  table.WakeDue(Instant(seconds(3)) - Duration(1));
  EXPECT_EQ(table.ready(), 0U);
  table.WakeDue(Instant(seconds(3)));
  ASSERT_EQ(table.ready(), 1U);
  EXPECT_EQ(table.NextReady()->task.source, SourceId{2});
  table.WakeDue(Instant(seconds(100)));
  EXPECT_EQ(table.ready(), 2U);
  EXPECT_EQ(table.waiting(), 0U);
}

TEST(TaskTable, TasksThatCrashedAWorkerQueueApart) {
  TaskTable table;
  table.Add(TaskOf(1, 1));
  TaskEntry& other = table.Add(TaskOf(2));
  EXPECT_EQ(table.ready(), 1U);
  EXPECT_EQ(table.ready_suspects(), 1U);
  EXPECT_EQ(table.NextSuspect()->task.source, SourceId{1});
  table.MakeSuspect(other, false);
  EXPECT_EQ(table.NextReady(), nullptr);
  EXPECT_EQ(table.ready_suspects(), 2U);
  EXPECT_TRUE(IsSuspect(other.task));
  EXPECT_EQ(other.task.crashes, 0U);
  table.MakeSuspect(other, true);  // again, in the queue of suspects
  EXPECT_EQ(table.ready_suspects(), 2U);
  EXPECT_EQ(other.task.crashes, 1U);
}

TEST(TaskTable, ACrashThatIsToldWhileTheTaskIsOutCountsWhenItComesBack) {
  TaskTable table;
  TaskEntry& entry = table.Add(TaskOf(1));
  table.MakeLeased(entry, AttemptId{1});
  table.MakeSuspect(entry, true);
  table.MakeReady(entry, true);
  EXPECT_EQ(table.ready(), 0U);
  EXPECT_EQ(table.ready_suspects(), 1U);
}

TEST(TaskTable, AnErasedTaskIsInNoQueue) {
  TaskTable table;
  table.Add(TaskOf(1));
  table.Add(TaskOf(2, 1));
  table.MakeWaiting(table.Add(TaskOf(3)), Instant(seconds(1)));
  table.MakeLeased(table.Add(TaskOf(4)), AttemptId{9});
  table.Add(TaskOf(5));  // after the first in the queue
  for (const int64_t source : {5, 4, 3, 2, 1}) table.Erase(SourceId{source});
  table.WakeDue(Instant(seconds(9)));
  EXPECT_TRUE(table.empty());
  EXPECT_EQ(table.ready() + table.ready_suspects() + table.waiting(), 0U);
  EXPECT_EQ(table.NextReady(), nullptr);
  EXPECT_EQ(table.NextSuspect(), nullptr);
}

}  // namespace
}  // namespace photomill
