#include "coordinator/ledger/worker_row.h"

#include <gtest/gtest.h>

#include <set>

namespace photomill {
namespace {

TEST(WorkerRowTest, EveryStandingHasAWordOfItsOwn) {
  std::set<std::string_view> words;
  for (size_t i = 0; i < kWorkerStandingCount; ++i) {
    const auto standing = static_cast<WorkerStanding>(i);
    words.insert(WorkerStandingWord(standing));
    EXPECT_EQ(ParseWorkerStanding(WorkerStandingWord(standing)), standing);
  }
  EXPECT_EQ(words.size(), kWorkerStandingCount);
  EXPECT_EQ(ParseWorkerStanding("set aside: storage_full"), std::nullopt) << "words are not values";
}

TEST(WorkerRowTest, PeopleReadTheCauseToo) {
  EXPECT_EQ(WorkerStateText(WorkerStanding::kWorking, ""), "working");
  EXPECT_EQ(WorkerStateText(WorkerStanding::kLost, ""), "lost");
  EXPECT_EQ(WorkerStateText(WorkerStanding::kConnectionLost, ""), "connection lost");
  EXPECT_EQ(WorkerStateText(WorkerStanding::kSetAside, "storage_full: no room"),
            "set aside: storage_full: no room");
  EXPECT_EQ(WorkerStateText(WorkerStanding::kNoAnswer, "no answer from the source for 45 s"),
            "no answer from the source for 45 s");
}

}  // namespace
}  // namespace photomill
