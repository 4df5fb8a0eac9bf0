// How workers stay, are lost and return, and what happens to the tasks that they hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

HeldTask Held(uint64_t attempt, int64_t source) {
  return {AttemptId{attempt}, SourceId{source}, BenchVersion(SourceId{source})};
}

TEST(SchedulerWorkers, HeartbeatsAreEchoedAndKeepAWorkerAlive) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  for (uint64_t i = 1; i <= 5; ++i) {
    EXPECT_EQ(bench.From(1, Heartbeat{i, 100 * i}), Lines{"-> 1 echo " + std::to_string(i)});
    EXPECT_EQ(bench.Wait(limits::kSilence - Duration(1)), Lines{});
  }
  EXPECT_EQ(bench.scheduler.workers().Find(PeerId{1})->cpu_milliseconds, 500U);
}

// A disconnection is only noticed when something is sent.
TEST(SchedulerWorkers, ASilentWorkersConnectionIsTriedWithARepeatedEcho) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  bench.From(1, Heartbeat{7, 0});
  EXPECT_EQ(bench.Wait(limits::kSilence), Lines{"-> 1 echo 7"});
  EXPECT_EQ(bench.Wait(limits::kHeartbeatInterval - Duration(1)), Lines{});
  EXPECT_EQ(bench.Wait(Duration(1)), Lines{"-> 1 echo 7"});
  // Nobody is connected.
  EXPECT_EQ(bench.Do(event::PeerUnreachable{PeerId{1}}), Lines{});
  EXPECT_THAT(bench.Tick(), ElementsAre(HasSubstr("worker w1 disconnected")));
}

TEST(SchedulerWorkers, ASilentWorkerIsLostWhenItsLeaseIsOverAndItsTasksGoToOthers) {
  SchedulerBench bench;
  bench.Load(3);
  bench.Join(1, 3);
  EXPECT_EQ(bench.Wait(limits::kLeaseDuration - Duration(1)), Lines{});
  EXPECT_THAT(bench.Wait(Duration(1)),
              ElementsAre(AllOf(HasSubstr("worker w1 was not heard from for 10 s"),
                                HasSubstr("3 tasks are reassigned"))));
  EXPECT_EQ(bench.Join(2, 3), (Lines{"-> 2 welcome p1.jpg", "-> 2 tasks 103:1 104:2 105:3"}));
  EXPECT_EQ(bench.scheduler.counts().lost_workers, 1U);
  EXPECT_EQ(bench.scheduler.counts().redelivered, 3U);
  EXPECT_EQ(bench.From(1, Heartbeat{1, 0}), Lines{"-> 1 unknown"});
}

TEST(SchedulerWorkers, OneThatComesBackIsOneWorkerAndNoLongerLost) {
  SchedulerBench bench;
  bench.Load(3);
  bench.Join(1, 1);
  bench.Result(1, 100, 1);
  bench.Wait(limits::kLeaseDuration);
  EXPECT_EQ(bench.scheduler.counts().lost_workers, 1U);
  ASSERT_EQ(bench.scheduler.past_workers().all().size(), 1U);
  EXPECT_TRUE(bench.scheduler.past_workers().all().front().lost);
  // Its engine never died: only the network failed.
  bench.Join(1, 1);
  EXPECT_EQ(bench.scheduler.counts().lost_workers, 0U);
  EXPECT_EQ(bench.scheduler.counts().workers_seen, 1U);
  EXPECT_TRUE(bench.scheduler.past_workers().all().empty());
  EXPECT_EQ(bench.scheduler.workers().Find(PeerId{1})->tasks_done, 1U);
  EXPECT_THAT(bench.scheduler.TakeNews(),
              ElementsAre(HasSubstr("worker w1 joined"), HasSubstr("worker w1 is back")));
}

TEST(SchedulerWorkers, OneThatSaysHelloTwiceBeforeItWorksIsToldOnce) {
  SchedulerBench bench;
  bench.Load(1);
  bench.From(1, SchedulerBench::HelloOf(1));
  bench.Join(1, 1);
  EXPECT_EQ(bench.scheduler.counts().workers_seen, 1U);
  EXPECT_THAT(bench.scheduler.TakeNews(), ElementsAre(HasSubstr("worker w1 joined")));
}

TEST(SchedulerWorkers, OneOfItsNameOnItsHostIsItStartedAnew) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  Hello hello = SchedulerBench::HelloOf(2);
  hello.worker_name = "w1";
  bench.Wait(limits::kSilence);
  bench.From(2, hello);  // before anybody knew that the first one was killed
  EXPECT_EQ(bench.scheduler.counts().workers_seen, 2U);
  bench.Wait(limits::kLeaseDuration - limits::kSilence);
  EXPECT_EQ(bench.scheduler.counts().workers_seen, 1U);
  EXPECT_EQ(bench.scheduler.counts().lost_workers, 0U);
  EXPECT_TRUE(bench.scheduler.past_workers().all().empty());
}

TEST(SchedulerWorkers, OneThatDrainedIsToldApartFromOneThatIsLost) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  bench.Join(2, 1);
  bench.From(1, Draining{});
  bench.From(1, Goodbye{5});
  bench.Wait(limits::kLeaseDuration);
  const auto& past = bench.scheduler.past_workers().all();
  ASSERT_EQ(past.size(), 2U);
  EXPECT_EQ(past[0].name, "w1");
  EXPECT_FALSE(past[0].lost);
  EXPECT_EQ(past[1].name, "w2");
  EXPECT_TRUE(past[1].lost);
  EXPECT_EQ(bench.scheduler.counts().lost_workers, 1U);
  EXPECT_THAT(bench.scheduler.TakeNews(),
              ElementsAre(HasSubstr("w1 joined"), HasSubstr("w2 joined"), HasSubstr("w1 drains"),
                          HasSubstr("w1 left")));
}

TEST(SchedulerWorkers, AWorkerThatHungUpGetsNothingAndIsLostAfterAWhile) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  EXPECT_EQ(bench.Do(event::PeerUnreachable{PeerId{1}}), Lines{});
  EXPECT_EQ(bench.Wait(limits::kReconnectGrace - Duration(1)), Lines{});
  EXPECT_THAT(bench.Wait(Duration(1)), ElementsAre(HasSubstr("worker w1 disconnected")));
}

TEST(SchedulerWorkers, TheSameEngineOnANewConnectionKeepsWhatItHolds) {
  SchedulerBench bench;
  bench.Load(3);
  bench.Join(1, 3);
  bench.Result(1, 100, 1);
  bench.Do(event::PeerUnreachable{PeerId{1}});
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {Held(101, 2)};  // 102 was lost in transit
  EXPECT_EQ(bench.From(9, hello), Lines{"-> 9 welcome p1.jpg"});
  EXPECT_EQ(bench.scheduler.workers().size(), 1U);
  EXPECT_EQ(bench.scheduler.workers().Find(PeerId{9})->tasks_done, 1U);
  EXPECT_EQ(bench.From(9, bench.Proof()), Lines{});
  // Credit starts again from zero; source 2 is not dispatched again.
  EXPECT_EQ(bench.From(9, Credit{4, 100}), Lines{"-> 9 tasks 103:3"});
  EXPECT_EQ(bench.Result(9, 101, 2), (Lines{"outcome 2 done of w1", "-> 9 acks 101 after facts"}));
  EXPECT_EQ(bench.From(1, Heartbeat{1, 0}), Lines{"-> 1 unknown"});
}

TEST(SchedulerWorkers, ARepeatedHelloOnOneConnectionRegistersAnew) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  EXPECT_EQ(bench.From(1, SchedulerBench::HelloOf(1)), Lines{"-> 1 welcome p1.jpg"});
  EXPECT_EQ(bench.From(1, bench.Proof()), Lines{});
  EXPECT_EQ(bench.From(1, Credit{2, 100}), Lines{"-> 1 tasks 102:1 103:2"});
}

TEST(SchedulerWorkers, TheNextEngineFreesWhatTheDeadOneHeldAtOnce) {
  SchedulerBench bench;
  bench.Load(3);
  bench.Join(1, 3);
  Hello hello = SchedulerBench::HelloOf(2);
  hello.replaces = SessionId{1};
  hello.suspects = {{SourceId{2}, 11}};
  EXPECT_EQ(bench.From(2, hello),
            (Lines{"setback 2 crashed of w2 crashed", "-> 2 welcome p1.jpg"}));
  EXPECT_EQ(bench.scheduler.workers().size(), 1U);
  bench.From(2, bench.Proof());
  // The suspect goes first; the queued tasks keep their order and are not blamed.
  EXPECT_EQ(bench.From(2, Credit{3, 100}), Lines{"-> 2 tasks 103:2 104:1 105:3"});
}

TEST(SchedulerWorkers, SuspectsAreChargedOnceHoweverOftenTheHelloComes) {
  SchedulerBench bench;
  bench.Load(2);
  Hello hello = SchedulerBench::HelloOf(2);
  hello.replaces = SessionId{1};
  hello.suspects = {{SourceId{2}, 11}};
  EXPECT_EQ(bench.From(2, hello),
            (Lines{"setback 2 crashed of w2 crashed", "-> 2 welcome p1.jpg"}));
  for (uint64_t peer = 3; peer < 8; ++peer) {  // its welcome was lost: it connects again and again
    EXPECT_EQ(bench.From(peer, hello), (Lines{"-> " + std::to_string(peer) + " welcome p1.jpg"}));
  }
  hello.replaces = SessionId{77};  // another death
  hello.session = SessionId{78};
  EXPECT_EQ(bench.From(9, hello),
            (Lines{"outcome 2 quarantined crashed of w2 crashed", "-> 9 welcome p1.jpg"}));
}

TEST(SchedulerWorkers, SuspectsThatASuccessorBringsAgainAreNotChargedAgain) {
  SchedulerBench bench;
  bench.Load(3);
  Hello hello = SchedulerBench::HelloOf(2);
  hello.replaces = SessionId{1};
  hello.suspects = {{SourceId{2}, 11}};
  EXPECT_EQ(bench.From(2, hello).front(), "setback 2 crashed of w2 crashed");
  // It died before its welcome arrived: the next two sessions report the same death.
  hello.session = SessionId{3};
  hello.replaces = SessionId{2};
  EXPECT_EQ(bench.From(3, hello), Lines{"-> 3 welcome p1.jpg"});
  hello.session = SessionId{4};
  hello.replaces = SessionId{3};
  EXPECT_EQ(bench.From(4, hello), Lines{"-> 4 welcome p1.jpg"});
  // This session received work, so its death is a separate one.
  bench.From(4, bench.Proof());
  hello.session = SessionId{5};
  hello.replaces = SessionId{4};
  EXPECT_EQ(bench.From(5, hello).front(), "outcome 2 quarantined crashed of w2 crashed");
}

TEST(SchedulerWorkers, GoodbyeReturnsEverything) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 2);
  EXPECT_EQ(bench.From(1, Draining{}), Lines{});
  EXPECT_EQ(bench.From(1, Credit{9, 900}), Lines{});
  EXPECT_EQ(bench.Result(1, 101, 2), (Lines{"outcome 2 done of w1", "-> 1 acks 101 after facts"}));
  bench.Join(2, 2);
  EXPECT_EQ(bench.From(1, Goodbye{1234}), Lines{"-> 2 tasks 102:1"});
  EXPECT_EQ(bench.scheduler.counts().departed_cpu_milliseconds, 1234U);
  EXPECT_EQ(bench.scheduler.counts().lost_workers, 0U);
}

TEST(SchedulerWorkers, DrainingIsNoWayAroundTheProof) {
  SchedulerBench bench;
  bench.Load(1);
  bench.From(1, SchedulerBench::HelloOf(1));
  bench.From(1, Draining{});
  EXPECT_EQ(bench.Result(1, 50, 1), Lines{});  // nothing recorded, nothing acknowledged
  EXPECT_EQ(bench.From(1, bench.Proof()), Lines{});
  EXPECT_EQ(bench.From(1, Credit{1, 100}), Lines{"-> 1 tasks 100:1"});
}

TEST(SchedulerWorkers, WorkThatOutlivedACoordinatorIsNotHandedOutTwice) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {Held(7, 1), Held(8, 2)};
  EXPECT_EQ(bench.From(1, hello), Lines{});
  EXPECT_EQ(bench.Load(3), (Lines{"-> 1 welcome p1.jpg", "load after 0: 4096"}));
  bench.From(1, bench.Proof());
  EXPECT_EQ(bench.From(1, Credit{5, 100}), Lines{"-> 1 tasks 100:3"});
  EXPECT_EQ(bench.Result(1, 8, 2), (Lines{"outcome 2 done of w1", "-> 1 acks 8 after facts"}));
  EXPECT_EQ(bench.From(1, Goodbye{}), Lines{});
  EXPECT_EQ(bench.Join(2, 5), (Lines{"-> 2 welcome p1.jpg", "-> 2 tasks 101:1 102:3"}));
}

TEST(SchedulerWorkers, WhatIsHeldOfAnotherVersionDoesNotKeepTheTaskBack) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {{AttemptId{7}, SourceId{1}, {99, 99, ""}}};
  bench.From(1, hello);
  bench.Load(1);
  bench.From(1, bench.Proof());
  EXPECT_EQ(bench.From(1, Credit{5, 100}), Lines{"-> 1 tasks 100:1"});
}

TEST(SchedulerWorkers, TwoWorkersThatHoldOneSourceTheFirstResultWins) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {Held(7, 1)};
  bench.From(1, hello);
  hello = SchedulerBench::HelloOf(2);
  hello.held = {Held(8, 1)};
  bench.From(2, hello);
  bench.Load(1);
  bench.From(1, bench.Proof());
  bench.From(2, bench.Proof());
  EXPECT_EQ(bench.Result(2, 8, 1), (Lines{"outcome 1 done of w2", "-> 2 acks 8 after facts",
                                          "-> 1 drain: finished after facts",
                                          "-> 2 drain: finished after facts", "finished"}));
  // The ledger does not need the other result, which is acknowledged nevertheless.
  EXPECT_EQ(bench.Result(1, 7, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 7 after facts"}));
}

TEST(SchedulerWorkers, AnAttemptThatAWorkerBroughtIsNeverGivenOutAgain) {
  SchedulerBench bench;  // attempts begin at 100: the ledger was restored from a backup
  Hello hello = SchedulerBench::HelloOf(1);
  hello.held = {Held(100, 5), Held(102, 6)};
  bench.From(1, hello);
  bench.Load(3);
  EXPECT_EQ(bench.Join(2, 3), (Lines{"-> 2 welcome p1.jpg", "-> 2 tasks 101:1 103:2 104:3"}));
}

TEST(SchedulerWorkers, AWorkerWhoseFramesAreThrownAwayHasToRegisterAnew) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  EXPECT_THAT(bench.Do(event::PeerUnreachable{PeerId{1}, true}),
              ElementsAre(HasSubstr("does not accept its messages")));
  EXPECT_EQ(bench.From(1, Heartbeat{1, 0}), Lines{"-> 1 unknown"});
  EXPECT_EQ(bench.Join(2, 1), (Lines{"-> 2 welcome p1.jpg", "-> 2 tasks 101:1"}));
}

}  // namespace
}  // namespace photomill
