// What happens while the user has paused the run. Pauses because of workers that are set aside are
// tested in scheduler_results_test.cpp.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;

TEST(UserPause, NothingIsDispatchedUntilTheRunIsResumed) {
  SchedulerBench bench;
  bench.Load(4);
  bench.Join(1, 2);
  EXPECT_EQ(bench.Do(event::PauseAsked{}),
            Lines{"note: the run is paused by request: workers finish the tasks that they hold"});
  EXPECT_TRUE(bench.scheduler.paused_by_user());
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.From(1, Credit{9, 1'000'000}), Lines{});
  EXPECT_EQ(bench.Join(2, 9), Lines{"-> 2 welcome p1.jpg"});
  EXPECT_EQ(bench.Tick(), Lines{});
  const Lines resumed = bench.Do(event::ResumeAsked{});
  EXPECT_THAT(resumed, Contains("note: the run is resumed by request"));
  EXPECT_THAT(resumed, Contains(HasSubstr("tasks 102:")));
  EXPECT_FALSE(bench.scheduler.paused_by_user());
}

TEST(UserPause, RepeatsChangeNothing) {
  SchedulerBench bench;
  EXPECT_EQ(bench.Do(event::ResumeAsked{}), Lines{});
  bench.Do(event::PauseAsked{});
  EXPECT_EQ(bench.Do(event::PauseAsked{}), Lines{});
  bench.Do(event::ResumeAsked{});
  EXPECT_EQ(bench.Do(event::ResumeAsked{}), Lines{});
}

TEST(UserPause, ItsTimeIsCounted) {
  SchedulerBench bench;
  bench.Do(event::PauseAsked{});
  bench.now += seconds(5);
  EXPECT_EQ(bench.scheduler.UserPause(bench.now), seconds(5));
  bench.Do(event::ResumeAsked{});
  bench.now += seconds(7);
  bench.Do(event::PauseAsked{});
  bench.now += seconds(1);
  EXPECT_EQ(bench.scheduler.UserPause(bench.now), seconds(6));
}

TEST(UserPause, IsSaidAsLongAsItLasts) {
  SchedulerBench bench;
  EXPECT_EQ(bench.scheduler.PauseText(bench.now), "");
  bench.Do(event::PauseAsked{});
  EXPECT_THAT(bench.scheduler.PauseText(bench.now), HasSubstr("photomill resume"));
  bench.Do(event::ResumeAsked{});
  EXPECT_EQ(bench.scheduler.PauseText(bench.now), "");
  bench.Do(event::PauseAsked{});
  bench.Do(event::StopAsked{});  // nobody can resume it any more
  EXPECT_EQ(bench.scheduler.PauseText(bench.now), "");
}

TEST(UserPause, ThePausedRunCanBeStoppedAndFinished) {
  SchedulerBench stopped;
  stopped.Load(1);
  stopped.Do(event::PauseAsked{});
  EXPECT_THAT(stopped.Do(event::StopAsked{}), Contains("stopped"));
  SchedulerBench finished;
  finished.Load(1);
  finished.Join(1, 1);
  finished.Do(event::PauseAsked{});
  EXPECT_THAT(finished.Result(1, 100, 1), Contains("finished"));
}

}  // namespace
}  // namespace photomill
