// Which task is charged when a process dies.
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

Hello HelloAfterCrash(uint64_t session, uint64_t dead, int64_t source) {
  Hello hello = SchedulerBench::HelloOf(session);
  hello.replaces = SessionId{dead};
  hello.suspects = {{SourceId{source}, 11, Reason::kCrashed}};
  return hello;
}

// A worker "w<session>" whose previous engine died while it executed these tasks.
Lines EngineDied(SchedulerBench& bench, uint64_t session, const std::vector<int64_t>& sources,
                 Reason reason = Reason::kCrashed) {
  Hello hello = HelloAfterCrash(session, session + 1000, sources.front());
  hello.suspects.clear();
  for (const int64_t source : sources) hello.suspects.push_back({SourceId{source}, 11, reason});
  Lines lines = bench.From(session, hello);
  lines.pop_back();  // the welcome
  return lines;
}

Outcome Died(Reason reason, const std::string& detail = "killed by SIGSEGV") {
  Outcome outcome = FailedOutcome(reason, detail);
  outcome.kind = Outcome::Kind::kDied;
  return outcome;
}

SchedulerConfig WithCrashLimit(uint32_t limit) {
  SchedulerConfig config = BenchConfig();
  config.crash_limit = limit;
  return config;
}

// The detail of the only outcome of the event.
std::string DetailAfter(SchedulerBench& bench, const Event& event) {
  Effects effects;
  bench.scheduler.Step(bench.now, event, effects);
  for (const Effect& effect : effects) {
    if (const auto* record = std::get_if<effect::RecordOutcome>(&effect)) {
      return record->outcome.detail;
    }
  }
  return {};
}

class CrashLimit : public ::testing::TestWithParam<uint32_t> {};

TEST_P(CrashLimit, EnginesThatDieOfOneTaskEndItOnExactlyThatCount) {
  SchedulerBench bench(WithCrashLimit(GetParam()));
  bench.Load(2);
  for (uint64_t crash = 1; crash < GetParam(); ++crash) {
    EXPECT_EQ(EngineDied(bench, crash, {1}),
              Lines{"setback 1 crashed of w" + std::to_string(crash) + " crashed"});
  }
  EXPECT_EQ(EngineDied(bench, 99, {1}), Lines{"outcome 1 quarantined crashed of w99 crashed"});
  EXPECT_EQ(bench.scheduler.tasks().size(), 1U);
}

TEST_P(CrashLimit, ProcessesOfItsOwnThatDieEndItOnExactlyThatCount) {
  SchedulerBench bench(WithCrashLimit(GetParam()));
  bench.Load(1);
  bench.Join(1, 100);
  uint64_t attempt = 100;
  for (uint64_t crash = 1; crash < GetParam(); ++crash, ++attempt) {
    const std::string next = std::to_string(attempt + 1);
    EXPECT_EQ(bench.Result(1, attempt, 1, Died(Reason::kOutOfMemory)),
              (Lines{"setback 1 out_of_memory of w1 crashed",
                     "-> 1 acks " + std::to_string(attempt) + " after facts",
                     "-> 1 tasks " + next + ":1"}));
  }
  EXPECT_EQ(bench.Result(1, attempt, 1, Died(Reason::kTimedOut)),
            (Lines{"outcome 1 quarantined timed_out of w1 crashed",
                   "-> 1 acks " + std::to_string(attempt) + " after facts",
                   "-> 1 drain: finished after facts", "finished"}));
}

TEST_P(CrashLimit, ADeathThatSeveralShareCountsForNone) {
  SchedulerBench bench(WithCrashLimit(GetParam()));
  bench.Load(3);
  EXPECT_EQ(EngineDied(bench, 1, {1, 2}),
            (Lines{"setback 1 crashed of w1", "setback 2 crashed of w1"}));
  EXPECT_EQ(bench.scheduler.tasks().ready_suspects(), 2U);
  // From here on each is executed alone, and the guilty one is quarantined exactly at the limit.
  bench.Join(2, 100);
  for (uint64_t crash = 1; crash < GetParam(); ++crash) {
    const AttemptId attempt = bench.scheduler.tasks().Find(SourceId{1})->lease;
    EXPECT_EQ(bench.Result(2, attempt.value, 1, Died(Reason::kCrashed)).front(),
              "setback 1 crashed of w2 crashed");
  }
  const AttemptId attempt = bench.scheduler.tasks().Find(SourceId{1})->lease;
  EXPECT_EQ(bench.Result(2, attempt.value, 1, Died(Reason::kCrashed)).front(),
            "outcome 1 quarantined crashed of w2 crashed");
  // The other source was innocent.
  const AttemptId other = bench.scheduler.tasks().Find(SourceId{2})->lease;
  EXPECT_EQ(bench.Result(2, other.value, 2).front(), "outcome 2 done of w2");
}

INSTANTIATE_TEST_SUITE_P(Limits, CrashLimit, ::testing::Values(1, 2, 5));

// It was lent before it became a suspect.
TEST(SchedulerCrashes, ADeathThatASuspectSharesCountsForNoneEither) {
  SchedulerBench bench(WithCrashLimit(1));
  bench.Load(3);
  EngineDied(bench, 1, {1, 2});
  EXPECT_EQ(EngineDied(bench, 2, {2, 3}),
            (Lines{"setback 2 crashed of w2", "setback 3 crashed of w2"}));
  EXPECT_EQ(EngineDied(bench, 3, {2, 3}),
            (Lines{"setback 2 crashed of w3", "setback 3 crashed of w3"}));
  EXPECT_EQ(bench.scheduler.tasks().ready_suspects(), 3U);
  EXPECT_EQ(EngineDied(bench, 4, {3}), Lines{"outcome 3 quarantined crashed of w4 crashed"});
}

TEST(SchedulerCrashes, NoSuspectIsLentWhileOneThatAWorkerBroughtIsOut) {
  SchedulerBench bench;
  bench.Load(3);
  EngineDied(bench, 1, {1, 2, 3});
  Hello hello = SchedulerBench::HelloOf(2);  // from before the coordinator was restarted
  hello.held = {{AttemptId{7}, SourceId{1}, BenchVersion(SourceId{1})},
                {AttemptId{8}, SourceId{2}, BenchVersion(SourceId{2})}};
  bench.From(2, hello);
  bench.From(2, bench.Proof());
  bench.From(2, Credit{9, 1000});
  EXPECT_EQ(bench.Result(2, 7, 1), (Lines{"outcome 1 done of w2", "-> 2 acks 7 after facts"}));
  EXPECT_EQ(bench.Result(2, 8, 2),
            (Lines{"outcome 2 done of w2", "-> 2 acks 8 after facts", "-> 2 tasks 100:3"}));
}

TEST(SchedulerCrashes, AHangIsCharged) {
  SchedulerBench bench;
  bench.Load(2);
  EXPECT_EQ(EngineDied(bench, 1, {1}, Reason::kTimedOut),
            Lines{"setback 1 timed_out of w1 crashed"});
  EXPECT_EQ(bench.scheduler.tasks().ready_suspects(), 1U);
}

TEST(SchedulerCrashes, ASuspectOfEarlierRunsIsOneStill) {
  SchedulerBench bench;
  Task task = BenchTask(1);
  task.suspect = true;  // the ledger says that a process died while executing it and others
  bench.Load({task, BenchTask(2)});
  EXPECT_EQ(bench.scheduler.tasks().ready_suspects(), 1U);
}

TEST(SchedulerCrashes, ADeathOfWorkThatOutlivedTheCoordinatorCounts) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  bench.Do(event::SourcesPending{SourceId{1}});
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{7}, SourceId{1}, BenchVersion(SourceId{1})}};
  bench.From(1, hello);
  bench.From(1, bench.Proof());
  EXPECT_EQ(bench.Result(1, 7, 1, Died(Reason::kCrashed)),
            (Lines{"setback 1 crashed of w1 crashed", "-> 1 acks 7 after facts"}));
  // Reported again, it changes nothing.
  EXPECT_EQ(bench.Result(1, 7, 1, Died(Reason::kCrashed)), Lines{"-> 1 acks 7 after facts"});
  Task task = BenchTask(1);
  task.crashes = limits::kCrashLimit - 1;  // the page was read before
  EXPECT_EQ(bench.Do(event::TasksLoaded{{task}, SourceId{1}, true}),
            Lines{"outcome 1 quarantined crashed of "});
}

// The coordinator ended before the worker knew that the death was recorded.
TEST(SchedulerCrashes, ADeathThatAnEarlierRunHasRecordedCountsNoSecondTime) {
  SchedulerConfig config = BenchConfig();
  config.deaths = {DeathOf(AttemptId{7}), DeathOf(SessionId{1002})};
  SchedulerBench bench(config);
  Task first = BenchTask(1);
  first.crashes = 1;
  bench.Load({first, BenchTask(2)});
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{7}, SourceId{1}, BenchVersion(SourceId{1})}};
  bench.From(1, hello);
  bench.From(1, bench.Proof());
  EXPECT_EQ(bench.Result(1, 7, 1, Died(Reason::kCrashed)), Lines{"-> 1 acks 7 after facts"});
  EXPECT_EQ(EngineDied(bench, 2, {1}), Lines{});
  EXPECT_EQ(bench.scheduler.tasks().Find(SourceId{1})->task.crashes, 1U);
  // The next death does count.
  EXPECT_EQ(EngineDied(bench, 3, {1}), Lines{"outcome 1 quarantined crashed of w3 crashed"});
}

TEST(SchedulerCrashes, ADeathOfAnAttemptThatWasNeverLentCountsForNothing) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  EXPECT_EQ(bench.Result(1, 555, 2, Died(Reason::kCrashed)), Lines{"-> 1 acks 555 after facts"});
  EXPECT_EQ(bench.scheduler.tasks().Find(SourceId{2})->task.crashes, 0U);
}

TEST(SchedulerCrashes, WhatIsQuarantinedTellsHowToSeeItAgain) {
  SchedulerConfig config = WithCrashLimit(1);
  config.recipe_file = "/etc/it's mine.txt";
  SchedulerBench bench(config);
  bench.Load(2);
  bench.Join(1, 2);
  EXPECT_EQ(
      DetailAfter(bench, event::MessageArrived{PeerId{2}, HelloAfterCrash(2, 9, 1)}),
      "the worker's engine was killed by SIGSEGV while it processed this photo; it did so once. "
      "To see it again: photomill worker --try=/old/a.jpg "
      "--recipe='/etc/it'\\''s mine.txt'");
}

TEST(SchedulerCrashes, CrashesOfEarlierRunsCount) {
  SchedulerBench bench;
  Task task = BenchTask(1);
  task.crashes = limits::kCrashLimit - 1;
  Task lost = BenchTask(2);
  lost.crashes = limits::kCrashLimit;
  EXPECT_EQ(bench.Load({task, lost, BenchTask(3)}),
            (Lines{"load after 0: 4096", "outcome 2 quarantined crashed of "}));
  EXPECT_EQ(bench.From(1, HelloAfterCrash(1, 5, 1)),
            (Lines{"outcome 1 quarantined crashed of w1 crashed", "-> 1 welcome p1.jpg"}));
}

TEST(SchedulerCrashes, ACrashThatIsToldWhileItsPageIsUnderWayCounts) {
  SchedulerBench bench;
  bench.Do(event::SampleListed{{"p1.jpg", 10}});
  EXPECT_EQ(bench.Do(event::SourcesPending{SourceId{1}}), Lines{"load after 0: 4096"});
  EXPECT_EQ(bench.From(1, HelloAfterCrash(1, 5, 1)),
            (Lines{"setback 1 crashed of w1 crashed", "-> 1 welcome p1.jpg"}));
  Task task = BenchTask(1);
  task.crashes = limits::kCrashLimit - 1;  // the page was read before
  EXPECT_EQ(bench.Do(event::TasksLoaded{{task}, SourceId{1}, true}),
            Lines{"outcome 1 quarantined crashed of "});
}

TEST(SchedulerCrashes, OneSuspectIsOutAtATimeInTheWholeCluster) {
  SchedulerBench bench;
  std::vector<Task> tasks = {BenchTask(1), BenchTask(2), BenchTask(3)};
  for (Task& task : tasks) task.crashes = 1;
  bench.Load(tasks);
  EXPECT_EQ(bench.Join(1, 2), (Lines{"-> 1 welcome p1.jpg", "-> 1 tasks 100:1"}));
  EXPECT_EQ(bench.Join(2, 2), Lines{"-> 2 welcome p1.jpg"});
  // Back on another connection, it is still the one that is out.
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{100}, SourceId{1}, BenchVersion(SourceId{1})}};
  EXPECT_EQ(bench.From(3, hello), Lines{"-> 3 welcome p1.jpg"});
  bench.From(3, bench.Proof());
  EXPECT_EQ(bench.Result(3, 100, 1),
            (Lines{"outcome 1 done of w1", "-> 3 acks 100 after facts", "-> 2 tasks 101:2"}));
  EXPECT_EQ(bench.From(3, Credit{5, 500}), Lines{});
  EXPECT_EQ(
      bench.Result(2, 101, 2, FailedOutcome(Reason::kCorrupt)),
      (Lines{"outcome 2 failed corrupt of w2", "-> 2 acks 101 after facts", "-> 2 tasks 102:3"}));
}

TEST(SchedulerCrashes, ASuspectThatIsSettledAlreadyIsLeftToTheLedger) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  bench.Result(1, 100, 1);
  EXPECT_EQ(bench.From(2, HelloAfterCrash(2, 1, 1)),
            (Lines{"setback 1 crashed of w2 crashed", "-> 2 welcome p1.jpg"}));
}

}  // namespace
}  // namespace photomill
