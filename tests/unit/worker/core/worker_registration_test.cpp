// How a worker registers, keeps its lease, and finds the coordinator again.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/revision.h"
#include "tests/unit/worker/core/machine_bench.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(WorkerRegistration, AHelloSaysWhoItIs) {
  WorkerConfig config = MachineConfig();
  config.replaces = SessionId{10};
  config.suspects = {{SourceId{5}, 11}};
  MachineBench bench(config);
  EXPECT_EQ(bench.Begin(), Lines{"-> hello"});
  Hello expected;
  expected.session = SessionId{11};
  expected.replaces = SessionId{10};
  expected.worker_name = "w1";
  expected.host = "host";
  expected.process = 42;
  expected.slots = 1;
  expected.program_version = "1.2.3";
  expected.revision = kRevision;
  expected.suspects = {{SourceId{5}, 11}};
  EXPECT_EQ(bench.last_hello, expected);
}

TEST(WorkerRegistration, HelloWelcomeProofCredit) {
  MachineBench bench;
  EXPECT_EQ(bench.Begin(), Lines{"-> hello"});
  EXPECT_EQ(bench.Turn(), Lines{});
  EXPECT_EQ(bench.From(MachineWelcome()), (Lines{"lease until 10000", "prove"}));
  EXPECT_EQ(bench.Turn(), Lines{});  // no credit before the proof
  EXPECT_EQ(bench.Prove(), Lines{"-> ready"});
  EXPECT_EQ(bench.Turn(), Lines{"-> credit 4 1000"});
  EXPECT_EQ(bench.Turn(), Lines{});
}

TEST(WorkerRegistration, SuspectsAreToldUntilAWelcomeComes) {
  WorkerConfig config = MachineConfig();
  config.replaces = SessionId{10};
  config.suspects = {{SourceId{5}, 11}};
  MachineBench bench(config);
  bench.Begin();
  bench.Wait(limits::kCoordinatorSilence);
  EXPECT_EQ(bench.last_hello.suspects.size(), 1U);
  bench.From(MachineWelcome());
  bench.From(Unknown{});
  EXPECT_EQ(bench.last_hello.suspects.size(), 0U);
  EXPECT_EQ(bench.last_hello.replaces, SessionId{});
}

TEST(WorkerRegistration, AWelcomeThatAnswersNoHelloIsIgnored) {
  MachineBench bench;
  bench.Register();
  EXPECT_EQ(bench.From(MachineWelcome()), Lines{});
}

TEST(WorkerRegistration, AnotherMigrationThanTheJoinFilesIsLeft) {
  WorkerConfig config = MachineConfig();
  config.migration_id = "m1";
  MachineBench bench(config);
  bench.Begin();
  EXPECT_EQ(bench.From(MachineWelcome()), (Lines{"lease until 10000", "prove"}));
  bench.From(Unknown{});
  Welcome other = MachineWelcome();
  other.migration_id = "m2";
  EXPECT_THAT(bench.From(other),
              ElementsAre(StartsWith("-> goodbye"),
                          AllOf(StartsWith("leave 1: "), HasSubstr("migration m2"),
                                HasSubstr("migration m1"))));
}

TEST(WorkerRegistration, OneThatIsShutOutLeavesWithTheReason) {
  MachineBench bench;
  bench.Begin();
  EXPECT_EQ(bench.Do(worker_event::ShutOut{"no key"}), Lines{"leave 1: no key"});
}

TEST(WorkerRegistration, AProofForAnEarlierWelcomeIsNotSent) {
  MachineBench bench;
  bench.Begin();
  bench.From(MachineWelcome());
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello"});
  EXPECT_EQ(bench.Prove(), Lines{});
}

TEST(WorkerRegistration, UnknownIsAnsweredWithEverythingThatItHolds) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)});
  bench.End(1);
  EXPECT_EQ(bench.Turn(), (Lines{"-> results 1:1", "-> credit 5 1010"}));
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello 1:1 2:2 3:3"});
  EXPECT_EQ(bench.From(Unknown{}), Lines{});  // it answers an earlier message
  EXPECT_EQ(bench.Turn(), Lines{});
  bench.From(MachineWelcome());
  bench.Prove();
  // Unacknowledged results are sent again; credit starts again, minus what it holds.
  EXPECT_EQ(bench.Turn(), (Lines{"-> results 1:1", "-> credit 2 980"}));
  EXPECT_EQ(bench.From(Acks{{AttemptId{1}}}), Lines{"perhaps recorded 1"});
  EXPECT_EQ(bench.From(Unknown{}), Lines{"-> hello 2:2 3:3"});
}

// Another coordinator also acknowledges results that it has no use for: a source may have changed
// since.
TEST(WorkerRegistration, OnlyWhatWasTakenAndToldInOneRegistrationIsSurelyRecorded) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2)});
  bench.End(1);
  bench.Turn();
  EXPECT_EQ(bench.From(Acks{{AttemptId{1}}}), Lines{"recorded 1"});
  bench.From(Unknown{});
  bench.From(MachineWelcome());
  bench.Prove();
  bench.Tasks({MachineTask(3, 3)});
  bench.End(2);
  bench.End(3);
  bench.Turn();
  EXPECT_EQ(bench.From(Acks{{AttemptId{2}, AttemptId{3}}}),
            (Lines{"recorded 3", "perhaps recorded 2"}));
  EXPECT_EQ(bench.From(Acks{{AttemptId{2}, AttemptId{3}}}), Lines{});
}

TEST(WorkerRegistration, AnAckOfBeforeTheHelloDoesNotForgetAResultThatIsNotSentAgain) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  bench.End(1);
  bench.From(Acks{{AttemptId{1}, AttemptId{99}}});  // of nothing that was sent
  EXPECT_EQ(bench.machine.unacknowledged(), 1U);
}

TEST(WorkerRegistration, HeartbeatsGoOutOnceASecondAndEchoesExtendTheLeaseFromTheirSending) {
  MachineBench bench;
  bench.Register();
  EXPECT_EQ(bench.Wait(milliseconds(100)), Lines{"-> heartbeat 1"});
  EXPECT_EQ(bench.Wait(milliseconds(900)), Lines{});
  EXPECT_EQ(bench.Wait(milliseconds(100)), Lines{"-> heartbeat 2"});
  bench.now += milliseconds(400);
  EXPECT_EQ(bench.From(HeartbeatEcho{2}), Lines{"lease until 11100"});
  EXPECT_EQ(bench.From(HeartbeatEcho{1}), Lines{});  // older: changes nothing
  EXPECT_EQ(bench.From(HeartbeatEcho{2}), Lines{});  // a repeat
  EXPECT_EQ(bench.From(HeartbeatEcho{77}), Lines{});
}

TEST(WorkerRegistration, TellsOnceThatItIsSetAsideAndOnceThatItIsNoLonger) {
  MachineBench bench;
  bench.Register();
  bench.Wait(milliseconds(100));
  EXPECT_THAT(bench.From(HeartbeatEcho{1, "unreadable: it fails far more"}),
              ElementsAre("note: the coordinator has set this worker aside and only gives it "
                          "single test tasks, until these are done: unreadable: it fails far more",
                          StartsWith("lease until")));
  EXPECT_EQ(bench.From(HeartbeatEcho{1, "unreadable: it fails far more"}), Lines{});
  EXPECT_EQ(bench.From(HeartbeatEcho{1, "storage_full: another reason"}), Lines{});
  EXPECT_EQ(bench.From(HeartbeatEcho{1}),
            Lines{"note: the coordinator gives this worker tasks again"});
  EXPECT_EQ(bench.From(HeartbeatEcho{1}), Lines{});
}

TEST(WorkerRegistration, AsksOnceForTheSlotsThatTheEchoesName) {
  MachineBench bench;
  bench.Register();
  bench.Wait(milliseconds(100));
  EXPECT_THAT(bench.From(HeartbeatEcho{1, "", 4}), ElementsAre("slots 4", StartsWith("lease")));
  EXPECT_EQ(bench.From(HeartbeatEcho{1, "", 4}), Lines{});
  EXPECT_EQ(bench.From(HeartbeatEcho{1, "", 0}), Lines{});
  EXPECT_EQ(bench.From(HeartbeatEcho{1, "", 2}), Lines{"slots 2"});
}

TEST(WorkerRegistration, StartsMoreTasksOnceThereAreMoreSlotsAndSaysHowMany) {
  MachineBench bench;
  bench.Register();
  const Lines started =
      bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3), MachineTask(4, 4)});
  EXPECT_EQ(started, (Lines{"start 1", "start 2"}));
  EXPECT_EQ(bench.Do(worker_event::SlotsSet{2, 3}),
            (Lines{"note: the coordinator asks for 1 threads; this worker has 2 now", "start 3"}));
  bench.Do(worker_event::SlotsSet{1, 1});  // those in progress are finished
  EXPECT_EQ(bench.End(1), Lines{});
  EXPECT_EQ(bench.End(2), Lines{});
  EXPECT_EQ(bench.End(3), Lines{"start 4"});
}

TEST(WorkerRegistration, TheLeaseOfAWelcomeCountsFromTheHello) {
  MachineBench bench;
  bench.Begin();
  bench.now += seconds(4);
  EXPECT_EQ(bench.From(MachineWelcome()), (Lines{"lease until 10000", "prove"}));
}

TEST(WorkerRegistration, EchoesOfBeforeAHelloExtendNothing) {
  MachineBench bench;
  bench.Register();
  bench.Wait(seconds(1));
  bench.From(Unknown{});
  EXPECT_EQ(bench.From(HeartbeatEcho{1}), Lines{});
}

TEST(WorkerRegistration, ASilentCoordinatorIsDialedAnew) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  for (int i = 1; i < 5; ++i)
    EXPECT_THAT(bench.Wait(seconds(1)), ElementsAre(StartsWith("-> hea")));
  EXPECT_EQ(
      bench.Wait(seconds(1)),
      (Lines{"note: the coordinator is silent; trying to reach it again", "dial", "-> hello 1:1"}));
  EXPECT_EQ(bench.Wait(seconds(4)), Lines{});  // no heartbeats before it is welcomed again
  EXPECT_EQ(bench.Wait(seconds(1)), (Lines{"dial", "-> hello 1:1"}));
  EXPECT_EQ(bench.From(MachineWelcome()), (Lines{"lease until 20000", "prove"}));
}

TEST(WorkerRegistration, ACoordinatorThatDoesNotComeBackIsGivenUp) {
  WorkerConfig config = MachineConfig();
  config.coordinator_timeout = seconds(12);
  MachineBench bench(config);
  bench.Begin();
  EXPECT_EQ(bench.Wait(seconds(5)),
            (Lines{"note: the coordinator does not answer yet; still trying", "dial", "-> hello"}));
  EXPECT_EQ(bench.Wait(seconds(5)), (Lines{"dial", "-> hello"}));
  EXPECT_THAT(bench.Wait(seconds(2)), ElementsAre(AllOf(StartsWith("leave 1: "), HasSubstr("12 s"),
                                                        HasSubstr("--coordinator_timeout"))));
  EXPECT_EQ(bench.Wait(seconds(100)), Lines{});
}

// The coordinator answers, but sends nothing else: a frame may have been lost, either a batch of
// tasks or their credit.
Lines WaitWithEchoes(MachineBench& bench, Duration duration) {
  Lines lines;
  uint64_t sequence = 0;
  for (const Instant end = bench.now + duration; bench.now < end;) {
    lines = bench.Wait(seconds(1));
    bench.From(HeartbeatEcho{++sequence});
  }
  return lines;
}

TEST(WorkerRegistration, AnIdleWorkerThatGetsNothingRegistersAnew) {
  MachineBench bench;
  bench.Register();
  bench.Turn();
  EXPECT_THAT(WaitWithEchoes(bench, limits::kIdleUntilHello - seconds(1)),
              ElementsAre(StartsWith("-> heartbeat")));
  EXPECT_EQ(bench.Wait(seconds(1)), Lines{"-> hello"});
  bench.From(MachineWelcome());
  bench.Prove();
  EXPECT_EQ(bench.Turn(), Lines{"-> credit 4 1000"});
  EXPECT_THAT(WaitWithEchoes(bench, limits::kIdleUntilHello - seconds(1)),
              ElementsAre(StartsWith("-> heartbeat")));
}

TEST(WorkerRegistration, AResultThatNobodyAcknowledgesIsToldAnew) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  bench.End(1);
  bench.Turn();
  EXPECT_EQ(WaitWithEchoes(bench, limits::kIdleUntilHello), Lines{"-> hello 1:1"});
  bench.From(MachineWelcome());
  bench.Prove();
  EXPECT_THAT(bench.Turn(), ElementsAre("-> results 1:1", StartsWith("-> credit")));
}

TEST(WorkerRegistration, WhoeverExecutesSomethingDoesNotRegisterAnew) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1)});
  EXPECT_THAT(WaitWithEchoes(bench, 3 * limits::kIdleUntilHello),
              ElementsAre(StartsWith("-> heartbeat")));
  bench.End(1);
  EXPECT_THAT(WaitWithEchoes(bench, limits::kIdleUntilHello - seconds(1)),
              ElementsAre(StartsWith("-> heartbeat")));
}

TEST(WorkerRegistration, ARefusalIsExplained) {
  MachineBench bench;
  bench.Begin();
  EXPECT_EQ(bench.From(Refusal{RefusalCode::kStoresNotSeen, "mount both"}),
            Lines{"leave 1: the coordinator refused this worker: mount both"});
}

TEST(WorkerRegistration, AnotherRecipeMakesItForgetAndSayHelloAgain) {
  MachineBench bench;
  bench.Register();
  bench.Tasks({MachineTask(1, 1), MachineTask(2, 2), MachineTask(3, 3)});
  bench.End(1);
  bench.From(Unknown{});  // the coordinator was restarted
  Welcome other = MachineWelcome();
  other.recipe.derivatives[0].quality = 50;
  // The coordinator reserves the tasks that its hello listed: without another hello it would wait
  // forever.
  EXPECT_EQ(bench.From(other), (Lines{"note: the coordinator has another recipe than before: the 3 "
                                      "tasks held for the old one are dropped",
                                      "abandon", "-> hello"}));
  EXPECT_EQ(bench.From(other), (Lines{"lease until 10000", "prove"}));
  bench.Prove();
  EXPECT_EQ(bench.Turn(), Lines{"-> credit 4 1000"});
  EXPECT_EQ(bench.End(2), Lines{});  // one of the abandoned tasks
  EXPECT_EQ(bench.Turn(), Lines{});
  EXPECT_EQ(bench.machine.running() + bench.machine.queued() + bench.machine.unacknowledged(), 0U);
  EXPECT_EQ(bench.Tasks({MachineTask(9, 1)}), Lines{});  // for the previous recipe
}

TEST(WorkerRegistration, OtherRulesForSourcesMakeItForget) {
  MachineBench bench;
  bench.Register();
  bench.From(Unknown{});
  Welcome other = MachineWelcome();
  other.source_rules.accept_partial = true;
  EXPECT_EQ(bench.From(other),
            (Lines{"note: the coordinator has another set of rules for sources than before: the 0 "
                   "tasks held for the old one are dropped",
                   "abandon", "-> hello"}));
}

TEST(WorkerRegistration, AnotherMigrationIsAnotherRecipe) {
  MachineBench bench;
  bench.Register();
  bench.From(Unknown{});
  Welcome other = MachineWelcome();
  other.migration_id = "m2";
  EXPECT_EQ(bench.From(other), (Lines{"note: the coordinator has another migration than before: "
                                      "the 0 tasks held for the old one are dropped",
                                      "abandon", "-> hello"}));
}

}  // namespace
}  // namespace photomill
