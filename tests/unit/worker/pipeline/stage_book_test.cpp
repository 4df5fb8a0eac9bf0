// How long tasks are in the stages of the pipeline, including stages in progress.
#include "worker/pipeline/stage_book.h"

#include <gtest/gtest.h>

#include "tests/support/hand_clock.h"

namespace photomill {
namespace {

TEST(StageBookTest, CountsStagesInProgress) {
  HandClock clock;
  StageBook book(clock.Now());
  StageMark first;
  StageMark second;
  first.Follow(book, clock);
  second.Follow(book, clock);
  first.Enter(Stage::kFetch);
  clock.Pass(seconds(2));
  second.Enter(Stage::kFetch);
  clock.Pass(seconds(1));
  WorkerLoad load;
  book.Read(clock.Now(), load);
  EXPECT_EQ(load.now(Stage::kFetch), 2U);
  EXPECT_EQ(load.time(Stage::kFetch), 4'000'000U) << "three seconds of one, one of the other";

  first.Enter(Stage::kDecode);
  clock.Pass(seconds(5));
  second.Leave();
  book.Read(clock.Now(), load);
  EXPECT_EQ(load.now(Stage::kFetch), 0U);
  EXPECT_EQ(load.time(Stage::kFetch), 9'000'000U);
  EXPECT_EQ(load.time(Stage::kDecode), 5'000'000U);
}

TEST(StageBookTest, ATaskThatEndsLeavesItsStage) {
  HandClock clock;
  StageBook book(clock.Now());
  {
    StageMark mark;
    mark.Follow(book, clock);
    mark.Enter(Stage::kPublish);
  }
  WorkerLoad load;
  book.Read(clock.Now(), load);
  EXPECT_EQ(load.now(Stage::kPublish), 0U);
}

TEST(StageBookTest, WithoutABookNothingIsCounted) {
  StageMark mark;
  mark.Enter(Stage::kDecode);
  mark.Leave();
}

TEST(StageBookTest, AClockThatWasReadEarlierDoesNoHarm) {
  HandClock clock;
  const Instant early = clock.Now();
  StageBook book(early);
  clock.Pass(seconds(1));
  book.Move(std::nullopt, Stage::kDecode, clock.Now());
  book.Move(Stage::kDecode, std::nullopt, early);
  WorkerLoad load;
  book.Read(clock.Now(), load);
  EXPECT_EQ(load.time(Stage::kDecode), 0U);
}

}  // namespace
}  // namespace photomill
