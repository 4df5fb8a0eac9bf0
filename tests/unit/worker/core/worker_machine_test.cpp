// Tasks, results, credit, and how a worker leaves.
#include "worker/core/worker_machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/worker/core/machine_bench.h"

namespace photomill {
namespace {

using ::testing::SizeIs;
using ::testing::StartsWith;

TEST(WorkerMachine, StartsWhatItsPipelineHoldsAndQueuesTheRest) {
  MachineBench bench;
  bench.Register();
  EXPECT_EQ(bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)}),
            (Lines{"start 1", "start 2"}));
  EXPECT_EQ(bench.machine.queued(), 1U);
  EXPECT_EQ(bench.End(2), Lines{"start 3"});
  EXPECT_EQ(bench.End(1), Lines{});
  EXPECT_EQ(bench.machine.running(), 1U);
}

TEST(WorkerMachine, AResultSaysWhatItBelongsTo) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(7, 3)});
  bench.End(7);
  bench.Turn();
  EXPECT_EQ(bench.last_results.recipe, DigestOf(DefaultRecipe()));
  ASSERT_THAT(bench.last_results.results, SizeIs(1));
  EXPECT_EQ(bench.last_results.results[0],
            (TaskResult{AttemptId{7}, SourceId{3}, {10, 3, ""}, MadeOutcome()}));
}

TEST(WorkerMachine, WhatEndsInOneTurnGoesInOneMessage) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2)});
  bench.End(1);
  bench.End(2);
  EXPECT_THAT(bench.Turn().front(), "-> results 1:1 2:2");
  EXPECT_EQ(bench.machine.unacknowledged(), 2U);
  bench.From(Acks{{AttemptId{2}}});
  EXPECT_EQ(bench.machine.unacknowledged(), 1U);
}

TEST(WorkerMachine, ATaskThatEndsTwiceOrWasNeverGivenIsIgnored) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  EXPECT_EQ(bench.End(5), Lines{});
  bench.End(1);
  EXPECT_EQ(bench.End(1), Lines{});
  EXPECT_EQ(bench.machine.running(), 0U);
  EXPECT_THAT(bench.Turn().front(), "-> results 1:1");
}

TEST(WorkerMachine, ARepeatedAttemptIsNotExecutedTwice) {
  MachineBench bench;
  bench.Register();
  EXPECT_EQ(bench.Tasks({MachineTask(1, 1), MachineTask(1, 1)}), Lines{"start 1"});
}

TEST(WorkerMachine, ASecondAttemptOfTheSameTaskIsAnsweredByOneExecution) {
  MachineBench bench;
  bench.Register();
  EXPECT_EQ(bench.Tasks({MachineTask(1, 1)}), Lines{"start 1"});
  EXPECT_EQ(bench.Tasks({MachineTask(5, 1)}), Lines{});
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello 1:1 5:1"});
  bench.From(MachineWelcome());
  bench.Prove();
  bench.End(1);
  EXPECT_THAT(bench.Turn().front(), "-> results 1:1 5:1");
  // Its times are reported once.
  EXPECT_EQ(bench.last_results.results[0].outcome.times[Step::kDecode], 700U);
  EXPECT_EQ(bench.last_results.results[1].outcome.times, StepTimes{});
  bench.From(Acks{{AttemptId{1}, AttemptId{5}}});
  EXPECT_EQ(bench.machine.unacknowledged(), 0U);
}

TEST(WorkerMachine, AnotherVersionOfASourceIsATaskOfItsOwn) {
  MachineBench bench;
  bench.Register();
  Assignment other = MachineTask(2, 1);
  other.task.version.mtime_ns = 999;
  EXPECT_EQ(bench.Tasks({MachineTask(1, 1), other}), (Lines{"start 1", "start 2"}));
  bench.End(1);
  bench.End(2);
  EXPECT_THAT(bench.Turn().front(), "-> results 1:1 2:1");
}

TEST(WorkerMachine, ManyResultsGoInSeveralMessages) {
  WorkerConfig config = MachineConfig();
  config.pipeline_tasks = 5000;
  MachineBench bench(config);
  bench.Register();
  std::vector<Assignment> tasks;
  for (uint64_t i = 1; i <= 3000; ++i) tasks.push_back(MachineTask(i, static_cast<int64_t>(i)));
  bench.Tasks(tasks);
  for (uint64_t i = 1; i <= 3000; ++i) bench.End(i);
  const Lines lines = bench.Turn();
  EXPECT_THAT(lines[0], StartsWith("-> results "));
  EXPECT_THAT(lines[1], StartsWith("-> results "));
  EXPECT_THAT(bench.last_results.results, SizeIs(3000 - limits::kBatchTasksMax / 2));
}

// --- Taken back ----------------------------------------------------------------------------------

TEST(WorkerMachine, GivesBackWhatItHasNotStarted) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3), MachineTask(4, 4)});
  EXPECT_EQ(bench.From(TakeBack{{AttemptId{2}, AttemptId{4}, AttemptId{9}}}),
            Lines{"-> given back 4"});  // 2 is in progress, 9 was never here
  EXPECT_EQ(bench.machine.queued(), 1U);
  EXPECT_EQ(bench.End(1), Lines{"start 3"});
  EXPECT_EQ(bench.End(2), Lines{});  // 4 is never started here
}

TEST(WorkerMachine, IsAnswerableForNothingThatItGaveBack) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)});
  bench.From(TakeBack{{AttemptId{3}}});
  EXPECT_EQ(bench.From(TakeBack{{AttemptId{3}}}), Lines{"-> given back"});  // a repeat
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello 1:1 2:2"});
}

TEST(WorkerMachine, RoomThatIsTakenBackIsGrantedAnew) {
  MachineBench bench;
  bench.Register();  // granted 4 1000
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3), MachineTask(4, 4, 30)});
  EXPECT_EQ(bench.Turn(), Lines{});
  bench.From(TakeBack{{AttemptId{3}, AttemptId{4}}});
  EXPECT_EQ(bench.Turn(), Lines{"-> credit 6 1040"});  // received in total, and the free room
}

TEST(WorkerMachine, WhatWasGivenBackMayComeAgain) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)});
  bench.From(TakeBack{{AttemptId{3}}});
  EXPECT_EQ(bench.End(1), Lines{});
  EXPECT_EQ(bench.Tasks({MachineTask(7, 3)}), Lines{"start 7"});
}

TEST(WorkerMachine, WhatASecondAttemptWaitsForStays) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3), MachineTask(5, 3)});
  EXPECT_EQ(bench.From(TakeBack{{AttemptId{3}, AttemptId{5}}}), Lines{"-> given back"});
  EXPECT_EQ(bench.End(1), Lines{"start 3"});
}

TEST(WorkerMachine, NothingIsGivenBackWhileAHelloIsUnderWay) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)});
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello 1:1 2:2 3:3"});
  EXPECT_EQ(bench.From(TakeBack{{AttemptId{3}}}), Lines{});
  EXPECT_EQ(bench.machine.queued(), 1U);
}

// --- Credit --------------------------------------------------------------------------------------

TEST(WorkerMachine, CreditKeepsThePipelineFullTwice) {
  MachineBench bench;
  bench.Register();  // granted 4
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3), MachineTask(4, 4)});
  EXPECT_EQ(bench.Turn(), Lines{});
  bench.End(1);
  EXPECT_EQ(bench.Turn(), (Lines{"-> results 1:1", "-> credit 5 1010"}));
}

// A second of work: this many tasks every 20 ms.
void WorkAtRate(MachineBench& bench, uint64_t tasks_at_a_time) {
  uint64_t attempt = 1;
  for (int turn = 0; turn < 50; ++turn) {
    bench.now += milliseconds(20);
    std::vector<Assignment> tasks;
    Acks acks;
    for (uint64_t i = 0; i < tasks_at_a_time; ++i, ++attempt) {
      tasks.push_back(MachineTask(attempt, static_cast<int64_t>(attempt), 0));
      acks.attempts.push_back(AttemptId{attempt});
    }
    bench.Tasks(tasks);
    for (const AttemptId each : acks.attempts) bench.End(each.value);
    bench.Turn();
    bench.From(acks);
  }
}

// What it grants when it registers again, with nothing received yet.
uint64_t TasksGranted(MachineBench& bench) {
  bench.From(Unknown{});
  bench.From(MachineWelcome());
  bench.Prove();
  for (const std::string& line : bench.Turn()) {
    if (line.starts_with("-> credit ")) return std::stoull(line.substr(10));
  }
  return 0;
}

TEST(WorkerMachine, CreditGrowsWithTheRate) {
  MachineBench bench;
  bench.Register();
  WorkAtRate(bench, 2);  // 100 tasks per second
  const uint64_t tasks = TasksGranted(bench);
  EXPECT_GE(tasks, 40U);  // half a second in advance
  EXPECT_LE(tasks, 60U);
}

TEST(WorkerMachine, ACalmMomentDoesNotForgetTheRate) {
  MachineBench bench;
  bench.Register();
  WorkAtRate(bench, 2);
  bench.now += milliseconds(200);
  bench.Turn();
  const uint64_t tasks = TasksGranted(bench);
  EXPECT_GE(tasks, 25U);
  EXPECT_LT(tasks, 40U);
}

TEST(WorkerMachine, CreditIsBoundedHoweverFastTheWorker) {
  MachineBench bench;
  bench.Register();
  WorkAtRate(bench, 400);  // 20,000 tasks per second
  EXPECT_EQ(TasksGranted(bench), limits::kCreditTasksMax);
}

TEST(WorkerMachine, AQuarterOfTheBytesIsWorthAMessage) {
  WorkerConfig config = MachineConfig();
  config.pipeline_tasks = 8;
  MachineBench bench(config);
  bench.Begin();
  bench.From(MachineWelcome());
  bench.Prove();
  EXPECT_EQ(bench.Turn(), Lines{"-> credit 16 1000"});
  std::vector<Assignment> tasks = {MachineTask(1, 1, 249), MachineTask(2, 2, 1)};
  for (uint64_t i = 3; i <= 11; ++i) tasks.push_back(MachineTask(i, static_cast<int64_t>(i), 0));
  bench.Tasks(tasks);
  EXPECT_EQ(bench.Turn(), Lines{});
  bench.End(1);
  EXPECT_EQ(bench.Turn(), Lines{"-> results 1:1"});
  bench.End(2);
  EXPECT_EQ(bench.Turn(), (Lines{"-> results 2:2", "-> credit 18 1250"}));
}

TEST(WorkerMachine, CreditIsBoundedHoweverLargeThePipeline) {
  WorkerConfig config = MachineConfig();
  config.slots = limits::kSlotsMax;
  config.pipeline_tasks = 3 * limits::kSlotsMax;
  MachineBench bench(config);
  bench.Begin();
  bench.From(MachineWelcome());
  bench.Prove();
  EXPECT_EQ(bench.Turn(), Lines{"-> credit " + std::to_string(6 * limits::kSlotsMax) + " 1000"});
}

TEST(WorkerMachine, BytesOfWhatIsHeldAreNotGrantedAgain) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1, 900)});
  EXPECT_EQ(bench.Turn(), Lines{});
  bench.End(1);
  EXPECT_EQ(bench.Turn(), (Lines{"-> results 1:1", "-> credit 5 1900"}));
}

TEST(WorkerMachine, AFileLargerThanAllCreditDoesNotLetItSink) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1, 5000)});
  const Lines lines = bench.Turn();
  for (const std::string& line : lines) EXPECT_EQ(line, "-> credit 4 5000");
  bench.End(1);
  EXPECT_EQ(bench.Turn(), (Lines{"-> results 1:1", "-> credit 5 6000"}));
}

TEST(WorkerMachine, WhileTheLedgerIsBehindNothingIsGranted) {
  WorkerConfig config = MachineConfig();
  config.pipeline_tasks = 1000;
  MachineBench bench(config);
  bench.Register();
  uint64_t attempt = 0;
  while (bench.machine.unacknowledged() < limits::kUnackedResultsMax) {
    ++attempt;
    bench.Tasks({MachineTask(attempt, static_cast<int64_t>(attempt), 0)});
    bench.End(attempt);
  }
  Lines lines = bench.Turn();
  // All of the granted credit is used, and no more.
  EXPECT_EQ(lines.back(), "-> credit " + std::to_string(attempt) + " 1000");
  for (uint64_t i = 1; i <= attempt; ++i) bench.From(Acks{{AttemptId{i}}});
  lines = bench.Turn();
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_THAT(lines[0], StartsWith("-> credit"));
  EXPECT_GT(std::stoull(lines[0].substr(10)), attempt);
}

// --- Leaving -------------------------------------------------------------------------------------

TEST(WorkerMachine, ADrainDropsWhatWaitsFinishesWhatRunsAndWaitsForTheAcks) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)});
  EXPECT_EQ(bench.Do(worker_event::DrainAsked{}), Lines{"-> draining"});
  EXPECT_EQ(bench.machine.queued(), 0U);
  EXPECT_EQ(bench.Tasks({MachineTask(4, 4)}), Lines{});  // was in transit: it is given back
  EXPECT_EQ(bench.End(1), Lines{});
  EXPECT_EQ(bench.Turn(), Lines{"-> results 1:1"});  // and no credit
  bench.End(2);
  EXPECT_EQ(bench.Turn(), Lines{"-> results 2:2"});
  bench.From(Acks{{AttemptId{1}}});
  EXPECT_EQ(bench.Turn(), Lines{});
  bench.From(Acks{{AttemptId{2}}});
  EXPECT_EQ(bench.Turn(), (Lines{"-> goodbye 0", "leave 0: drained"}));
}

TEST(WorkerMachine, TheCoordinatorsDrainSaysWhy) {
  MachineBench bench;
  bench.Register();
  bench.Wait(milliseconds(100));
  EXPECT_EQ(bench.From(Drain{DrainCause::kFinished}), Lines{"-> draining"});
  EXPECT_EQ(bench.From(Drain{DrainCause::kFinished}), Lines{});
  EXPECT_EQ(bench.Turn(), (Lines{"-> goodbye 77", "leave 0: the migration is finished"}));
}

TEST(WorkerMachine, ADrainInsteadOfAWelcomeIsTheEnd) {
  MachineBench bench;
  bench.Begin();
  EXPECT_EQ(bench.From(Drain{DrainCause::kAsked}),
            Lines{"leave 0: the coordinator asked this worker to drain"});
}

TEST(WorkerMachine, AWorkerThatDrainsSaysSoAgainAfterANewHello) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  bench.Do(worker_event::DrainAsked{});
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello 1:1"});
  bench.From(MachineWelcome());
  EXPECT_EQ(bench.Prove(), (Lines{"-> ready", "-> draining"}));
}

TEST(WorkerMachine, ADrainBeforeTheWelcomeLeavesAtOnce) {
  MachineBench bench;
  bench.Begin();
  EXPECT_EQ(bench.Do(worker_event::DrainAsked{}), (Lines{"-> goodbye 0", "leave 0: drained"}));
}

TEST(WorkerMachine, ADrainDoesNotWaitForACoordinatorThatIsGone) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  bench.Do(worker_event::DrainAsked{});
  bench.End(1);
  bench.Turn();
  EXPECT_EQ(bench.Wait(limits::kCoordinatorSilence),
            Lines{"leave 0: drained; the coordinator could not be reached"});
}

TEST(WorkerMachine, AStopSaysGoodbyeAtOnce) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  EXPECT_EQ(bench.Do(worker_event::StopAsked{}), (Lines{"-> goodbye 0", "leave 3: stopped"}));
  EXPECT_EQ(bench.End(1), Lines{});
  EXPECT_EQ(bench.Turn(), Lines{});
  EXPECT_EQ(bench.Wait(seconds(9)), Lines{});
}

}  // namespace
}  // namespace photomill
