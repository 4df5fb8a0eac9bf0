// Why a task waits, in every state in which it can be asked about.
#include "coordinator/core/task_standing.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;

TaskStanding Ask(const SchedulerBench& bench, int64_t source) {
  return bench.scheduler.Explain(bench.now, "", SourceId{source});
}

TEST(TaskStanding, EveryWordIsItsOwn) {
  std::set<std::string_view> words;
  for (int i = 0; i < kStandingCount; ++i) words.insert(StandingWord(static_cast<Standing>(i)));
  EXPECT_EQ(words.size(), static_cast<size_t>(kStandingCount));
  EXPECT_FALSE(words.contains(""));
}

TEST(TaskStanding, ATaskIsFoundByItsKey) {
  SchedulerBench bench;
  Task task = BenchTask(2);
  task.key = "p2.jpg";
  bench.Load({BenchTask(1), task});
  EXPECT_EQ(bench.scheduler.Explain(bench.now, "p2.jpg", SourceId{0}).standing,
            Standing::kNoWorkers);
  EXPECT_EQ(bench.scheduler.Explain(bench.now, "other.jpg", SourceId{0}).standing,
            Standing::kNotLoaded);
}

TEST(TaskStanding, ATaskAtAWorker) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.now += seconds(3);
  const TaskStanding standing = Ask(bench, 1);
  EXPECT_EQ(standing.standing, Standing::kExecuting);
  EXPECT_THAT(standing.text, HasSubstr("worker w1"));
  EXPECT_THAT(standing.text, HasSubstr("for 3 s"));
}

TEST(TaskStanding, ATaskThatAWorkerBroughtAndThatIsNotLoadedYet) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{5}, SourceId{3}, BenchVersion(SourceId{3})}};
  bench.From(1, hello);
  const TaskStanding standing = Ask(bench, 3);
  EXPECT_EQ(standing.standing, Standing::kExecuting);
  EXPECT_THAT(standing.text, HasSubstr("before this coordinator started"));
}

TEST(TaskStanding, WithoutCreditAndWithoutRoom) {
  SchedulerBench bench;
  bench.Load({BenchTask(1, 40), BenchTask(2, 40), BenchTask(3, 40)});
  bench.Join(1, 1, 50);
  EXPECT_EQ(Ask(bench, 2).standing, Standing::kNoCredit);
  bench.From(1, Credit{9, 50});
  EXPECT_EQ(Ask(bench, 2).standing, Standing::kNoRoom);
}

TEST(TaskStanding, ATaskThatFailedForTheMoment) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.Result(1, 100, 1, FailedOutcome(Reason::kStorageUnavailable));
  const TaskStanding standing = Ask(bench, 1);
  EXPECT_TRUE(standing.standing == Standing::kBackOff) << standing.text;
}

TEST(TaskStanding, WhileTheRunIsPausedStoppedOrQuiet) {
  SchedulerConfig config = BenchConfig();
  config.quiet = seconds(10);
  SchedulerBench bench(config);
  bench.Load(1);
  EXPECT_EQ(Ask(bench, 1).standing, Standing::kQuiet);
  bench.Do(event::PauseAsked{});
  EXPECT_EQ(Ask(bench, 1).standing, Standing::kPaused);
  bench.Do(event::StopAsked{});
  EXPECT_EQ(Ask(bench, 1).standing, Standing::kStopping);
}

TEST(TaskStanding, SuspectsGoOneAtATime) {
  SchedulerBench bench;
  Task first = BenchTask(1);
  Task second = BenchTask(2);
  first.suspect = second.suspect = true;
  bench.Load({first, second});
  bench.Join(1, 9);
  EXPECT_EQ(Ask(bench, 1).standing, Standing::kExecuting);
  EXPECT_EQ(Ask(bench, 2).standing, Standing::kOtherSuspect);
}

TEST(TaskStanding, WhenEveryWorkerIsSetAside) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  bench.Result(1, 100, 1, FailedOutcome(Reason::kStorageFull, "no room"));
  bench.Result(1, 101, 2, FailedOutcome(Reason::kStorageFull, "no room"));
  bench.Wait(milliseconds(1));
  bool set_aside = false;
  for (const int64_t source : {1, 2}) {
    set_aside = set_aside || Ask(bench, source).standing == Standing::kSetAside ||
                Ask(bench, source).standing == Standing::kBackOff;
  }
  EXPECT_TRUE(set_aside);
}

TEST(TaskStanding, ATaskWhoseTurnComesLater) {
  SchedulerBench bench;
  bench.Load(1);
  EXPECT_THAT(Ask(bench, 99).text, HasSubstr("number 99"));
}

}  // namespace
}  // namespace photomill
