// The order of ready tasks: first in, first out, after the tasks that were returned.
#include "coordinator/core/ready_queue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace photomill {
namespace {

using ::testing::ElementsAre;

std::vector<SourceId> InOrder(const ReadyQueue& queue) {
  return {queue.begin(), queue.end()};
}

TEST(ReadyQueue, WhatCameBackIsNext) {
  ReadyQueue queue;
  EXPECT_TRUE(queue.empty());
  queue.PushBack(SourceId{1});
  queue.PushBack(SourceId{2});
  queue.PushFront(SourceId{3});
  EXPECT_EQ(queue.front(), SourceId{3});
  EXPECT_EQ(queue.size(), 3U);
  EXPECT_THAT(InOrder(queue), ElementsAre(SourceId{3}, SourceId{1}, SourceId{2}));
}

TEST(ReadyQueue, WhatIsErasedLeavesTheOthersInTheirOrder) {
  ReadyQueue queue;
  for (int64_t source = 1; source <= 4; ++source) queue.PushBack(SourceId{source});
  queue.Erase(SourceId{1});
  queue.Erase(SourceId{3});
  EXPECT_THAT(InOrder(queue), ElementsAre(SourceId{2}, SourceId{4}));
}

}  // namespace
}  // namespace photomill
