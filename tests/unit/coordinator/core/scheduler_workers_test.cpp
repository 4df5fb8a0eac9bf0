// How workers join a run, are refused, and are drained by the user.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/model/revision.h"
#include "tests/unit/coordinator/core/scheduler_bench.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST(SchedulerWorkers, HelloProofCreditTasks) {
  SchedulerBench bench;
  EXPECT_EQ(bench.Load(3), Lines{"load after 0: 4096"});
  EXPECT_EQ(bench.From(1, SchedulerBench::HelloOf(1)), Lines{"-> 1 welcome p1.jpg"});
  EXPECT_EQ(bench.From(1, Credit{2, 100}), Lines{});  // counts, but only after the proof
  EXPECT_EQ(bench.From(1, bench.Proof()), Lines{"-> 1 tasks 100:1 101:2"});
  EXPECT_EQ(bench.From(1, Credit{3, 100}), Lines{"-> 1 tasks 102:3"});
  EXPECT_EQ(bench.scheduler.counts().dispatched, 3U);
  EXPECT_EQ(bench.scheduler.counts().workers_seen, 1U);
}

TEST(SchedulerWorkers, TwoOfOneNameBothWorkAndAreToldApart) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  Hello hello = SchedulerBench::HelloOf(2);
  hello.worker_name = "w1";
  hello.host = "elsewhere";
  hello.process = 77;
  EXPECT_THAT(bench.From(2, hello),
              ElementsAre(AllOf(HasSubstr("two workers have the name w1: one on "),
                                HasSubstr("elsewhere (process 77)"), HasSubstr("--name")),
                          StartsWith("-> 2 welcome")));
  EXPECT_EQ(bench.scheduler.workers().size(), 2U);
  // A repeat causes no new note, and neither does one that arrives after the first has fallen
  // silent.
  EXPECT_THAT(bench.From(2, hello), ElementsAre(StartsWith("-> 2 welcome")));
  bench.now += limits::kSilence;
  hello.session = SessionId{3};
  EXPECT_THAT(bench.From(3, hello), ElementsAre(StartsWith("-> 3 welcome")));
}

TEST(SchedulerWorkers, TheSizesOfTheSamplesAreForTheWorkerToFind) {
  SchedulerBench bench;
  bench.Load(1);
  Effects effects;
  bench.scheduler.Step(bench.now, event::MessageArrived{PeerId{1}, SchedulerBench::HelloOf(1)},
                       effects);
  ASSERT_EQ(effects.size(), 1U);
  const auto& welcome = std::get<Welcome>(std::get<effect::Send>(effects.front()).message);
  EXPECT_THAT(welcome.samples, ElementsAre(StoreSample{"p1.jpg", 0}));
  EXPECT_EQ(welcome.migration_id, "m1");
  EXPECT_EQ(welcome.source_url, "/old");
  EXPECT_EQ(welcome.destination_url, "/new");
  EXPECT_EQ(welcome.recipe, DefaultRecipe());
  EXPECT_GT(welcome.lease_duration, welcome.heartbeat_interval);
}

TEST(SchedulerWorkers, AnotherProtocolVersionIsRefusedAndBothVersionsAreNamed) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  hello.protocol_version = 9;
  EXPECT_THAT(bench.From(1, hello),
              ElementsAre(StartsWith("note: "),
                          AllOf(HasSubstr("-> 1 refusal"), HasSubstr("photomill 1.2.3"),
                                HasSubstr("version 9"),
                                HasSubstr("version " + std::to_string(kProtocolVersion)))));
  EXPECT_EQ(bench.scheduler.workers().size(), 0U);
  EXPECT_EQ(bench.scheduler.counts().refused_workers, 1U);
}

TEST(SchedulerWorkers, AnotherRevisionIsRefusedAndBothRevisionsAreNamed) {
  SchedulerBench bench;
  Hello hello = SchedulerBench::HelloOf(1);
  hello.revision = 9;
  EXPECT_THAT(bench.From(1, hello),
              ElementsAre(StartsWith("note: "),
                          AllOf(HasSubstr("-> 1 refusal"), HasSubstr("revision 9"),
                                HasSubstr("has revision " + std::to_string(kRevision)))));
  EXPECT_EQ(bench.scheduler.workers().size(), 0U);
}

TEST(SchedulerWorkers, WithoutASourceToProveItselfWithAWorkerWaits) {
  SchedulerBench bench;
  EXPECT_EQ(bench.From(1, SchedulerBench::HelloOf(1)), Lines{});
  EXPECT_EQ(bench.Do(event::SampleListed{{"p1.jpg", 10}}), Lines{"-> 1 welcome p1.jpg"});
  EXPECT_EQ(bench.Do(event::SampleListed{{"p2.jpg", 10}}), Lines{});  // welcomed once
}

TEST(SchedulerWorkers, AnEmptySourceIsProvedByTheDestinationAlone) {
  SchedulerBench bench;
  bench.From(1, SchedulerBench::HelloOf(1));
  EXPECT_EQ(bench.Do(event::ScanEnded{}),
            (Lines{"-> 1 welcome", "-> 1 drain: finished after facts", "finished"}));
}

TEST(SchedulerWorkers, ARefusalNamesTheStoreThatIsNotSeen) {
  SchedulerBench bench;
  bench.Load(1);
  bench.From(1, SchedulerBench::HelloOf(1));
  EXPECT_THAT(bench.From(1, Ready{"", {{"p1.jpg", 10}}, "no such folder"}),
              ElementsAre(StartsWith("note: "),
                          AllOf(HasSubstr("-> 1 refusal: worker w1 cannot join"),
                                HasSubstr("destination /new"), HasSubstr("no such folder"),
                                HasSubstr("--destination_root"))));
  bench.From(2, SchedulerBench::HelloOf(2));
  EXPECT_THAT(bench.From(2, Ready{"token", {}, ""}),
              ElementsAre(StartsWith("note: "), AllOf(HasSubstr("source /old"), HasSubstr("p1.jpg"),
                                                      Not(HasSubstr("destination /new")))));
  bench.From(3, SchedulerBench::HelloOf(3));
  EXPECT_THAT(bench.From(3, Ready{"other", {{"p1.jpg", 11}}, ""}),  // another file of that name
              ElementsAre(StartsWith("note: "),
                          AllOf(HasSubstr("source /old"), HasSubstr("destination /new"))));
  EXPECT_EQ(bench.scheduler.workers().size(), 0U);
  EXPECT_EQ(bench.scheduler.counts().workers_seen, 0U) << "none of them worked";
  EXPECT_EQ(bench.From(1, Credit{5, 500}), Lines{"-> 1 unknown"});
}

TEST(SchedulerWorkers, OneOfSeveralSamplesIsProofEnough) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Do(event::SampleListed{{"gone.jpg", 4}});
  EXPECT_EQ(bench.Join(1, 1), (Lines{"-> 1 welcome p1.jpg gone.jpg", "-> 1 tasks 100:1"}));
}

TEST(SchedulerWorkers, AStrangerIsAskedToRegister) {
  SchedulerBench bench;
  EXPECT_EQ(bench.From(5, Heartbeat{1, 0}), Lines{"-> 5 unknown"});
  EXPECT_EQ(bench.Result(5, 1, 1), Lines{"-> 5 unknown"});
  EXPECT_EQ(bench.From(5, Goodbye{}), Lines{});  // it leaves anyway
  EXPECT_EQ(bench.Do(event::PeerUnreachable{PeerId{5}}), Lines{});
}

TEST(SchedulerWorkers, AWorkerThatComesAfterTheEndIsToldToLeave) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 1);
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts",
                                            "-> 1 drain: finished after facts", "finished"}));
  EXPECT_EQ(bench.From(2, SchedulerBench::HelloOf(2)), Lines{"-> 2 drain: finished"});
  // A registered worker that missed the message also leaves, and is not waited for.
  EXPECT_EQ(bench.From(3, SchedulerBench::HelloOf(1)), Lines{"-> 3 drain: finished"});
  EXPECT_EQ(bench.scheduler.workers().size(), 0U);
}

TEST(SchedulerWorkers, MoreWorkersThanTheLimitAreRefused) {
  SchedulerBench bench;
  Effects effects;
  for (uint64_t peer = 1; peer <= limits::kWorkersMax; ++peer) {
    effects.clear();
    bench.scheduler.Step(
        bench.now, event::MessageArrived{PeerId{peer}, SchedulerBench::HelloOf(peer)}, effects);
    ASSERT_THAT(effects, IsEmpty());
  }
  EXPECT_THAT(bench.From(99'999, SchedulerBench::HelloOf(99'999)),
              ElementsAre(StartsWith("note: "), HasSubstr("already serves 16384 workers")));
}

// An engine's count continues when it registers again; the next engine starts at zero.
TEST(SchedulerWorkers, ProcessorTimeOfAnEngineCountsOnce) {
  SchedulerBench bench;
  bench.Load(2);
  bench.Join(1, 1);
  bench.From(1, Heartbeat{1, 1000});
  bench.From(5, SchedulerBench::HelloOf(1));  // the same engine on another connection
  EXPECT_EQ(bench.scheduler.counts().departed_cpu_milliseconds, 0U);
  bench.From(5, Heartbeat{2, 1500});
  Hello next = SchedulerBench::HelloOf(9);
  next.replaces = SessionId{1};
  bench.From(6, next);
  EXPECT_EQ(bench.scheduler.counts().departed_cpu_milliseconds, 1500U);
}

// --- Drained by the user -------------------------------------------------------------------------

TEST(SchedulerDrain, TheWorkerFinishesItsTasksAndGetsNoMore) {
  SchedulerBench bench;
  bench.Load(4);
  bench.Join(1, 2);
  EXPECT_EQ(bench.Do(event::DrainAsked{PeerId{1}}), Lines{"-> 1 drain: asked"});
  EXPECT_EQ(bench.From(1, Credit{9, 1'000'000}), Lines{});
  EXPECT_EQ(bench.From(1, Draining{}), Lines{});
  EXPECT_EQ(bench.Result(1, 100, 1), (Lines{"outcome 1 done of w1", "-> 1 acks 100 after facts"}));
  EXPECT_EQ(bench.From(1, Goodbye{}), Lines{});
  EXPECT_EQ(bench.Join(2, 9), (Lines{"-> 2 welcome p1.jpg", "-> 2 tasks 102:2 103:3 104:4"}));
}

TEST(SchedulerDrain, AWorkerThatIsStillJoiningIsDrainedOnceItWorks) {
  SchedulerBench bench;
  bench.Load(1);
  bench.From(1, SchedulerBench::HelloOf(1));
  EXPECT_EQ(bench.Do(event::DrainAsked{PeerId{1}}), Lines{});
  EXPECT_EQ(bench.From(1, bench.Proof()), Lines{"-> 1 drain: asked"});
  EXPECT_EQ(bench.From(1, Credit{9, 1'000'000}), Lines{});
}

TEST(SchedulerDrain, TheRequestIsRepeatedAfterANewHelloAndToTheNextEngine) {
  SchedulerBench bench;
  bench.Load(1);
  bench.Join(1, 0);
  bench.Do(event::DrainAsked{PeerId{1}});
  bench.From(2, SchedulerBench::HelloOf(1));  // the same engine on another connection
  EXPECT_EQ(bench.From(2, bench.Proof()), Lines{"-> 2 drain: asked"});
  Hello next = SchedulerBench::HelloOf(7);
  next.replaces = SessionId{1};
  bench.From(3, next);
  EXPECT_EQ(bench.From(3, bench.Proof()), Lines{"-> 3 drain: asked"});
}

TEST(SchedulerDrain, ALostWorkerIsDrainedWhenItReturnsButNotIfItWasStartedAgain) {
  SchedulerBench bench;
  bench.Load(1);
  Hello hello = SchedulerBench::HelloOf(1);
  hello.process = 4;
  bench.From(1, hello);
  bench.From(1, bench.Proof());
  bench.Do(event::DrainAsked{PeerId{1}});
  bench.Wait(limits::kLeaseDuration);
  ASSERT_EQ(bench.scheduler.workers().size(), 0U);
  bench.From(2, hello);
  EXPECT_EQ(bench.From(2, bench.Proof()), Lines{"-> 2 drain: asked"});
  bench.Wait(limits::kLeaseDuration);
  hello.session = SessionId{9};
  hello.process = 5;
  bench.From(3, hello);
  EXPECT_EQ(bench.From(3, bench.Proof()), Lines{});
}

TEST(SchedulerDrain, ARequestForAWorkerThatHasLeftIsIgnored) {
  SchedulerBench bench;
  EXPECT_EQ(bench.Do(event::DrainAsked{PeerId{5}}), Lines{});
}

}  // namespace
}  // namespace photomill
