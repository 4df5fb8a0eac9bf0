// The loop's guarantees: facts before acknowledgements, and a clean end whatever fails.

#include "coordinator/runtime/coordinator_loop.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"
#include "common/model/revision.h"
#include "tests/unit/coordinator/runtime/loop/loop_bench.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using State = CoordinatorLoop::State;

TEST(CoordinatorLoop, NothingIsAcknowledgedBeforeItsFactIsDurable) {
  LoopBench bench;
  bench.Begin({"a.jpg", "b.jpg"});
  const std::vector<TaskBatch> batches = bench.Take<TaskBatch>(1);
  ASSERT_THAT(batches, SizeIs(1));
  ASSERT_THAT(batches[0].assignments, SizeIs(2));
  bench.Finish(batches[0].assignments[0]);
  bench.Turn();
  EXPECT_EQ(bench.ledger.facts_waiting(), 1U);
  EXPECT_THAT(bench.Take<Acks>(1), IsEmpty());
  // Replies that depend on no fact are not delayed.
  bench.From(1, Heartbeat{7, 0});
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), ElementsAre(HeartbeatEcho{7}));
  EXPECT_THAT(bench.Take<Acks>(1), IsEmpty());
  bench.ledger.Commit();
  bench.Turn();
  EXPECT_THAT(bench.Take<Acks>(1), ElementsAre(Acks{{batches[0].assignments[0].attempt}}));
  EXPECT_EQ(bench.loop->state(), State::kRunning);
}

TEST(CoordinatorLoop, TheRunEndsWhenTheLastFactIsDurableAndTheWorkersHearOfIt) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  const Assignment task = bench.Take<TaskBatch>(1).at(0).assignments.at(0);
  bench.Finish(task);
  bench.Turn();
  EXPECT_TRUE(bench.loop->scheduler().finished());
  EXPECT_EQ(bench.loop->state(), State::kRunning);
  EXPECT_THAT(bench.Take<Drain>(1), IsEmpty());
  bench.ledger.Commit();
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kFinished);
  EXPECT_THAT(bench.Take<Acks>(1), SizeIs(1));
  EXPECT_THAT(bench.Take<Drain>(1), ElementsAre(Drain{DrainCause::kFinished}));
  EXPECT_EQ(bench.ledger.DurableTally()[SourceState::kDone], 1);
  // The loop continues until the workers have left.
  bench.From(1, Goodbye{55});
  Hello late;
  late.session = SessionId{2};
  late.worker_name = "late";
  late.slots = 1;
  late.revision = kRevision;
  bench.From(2, late);
  bench.Turn();
  EXPECT_EQ(bench.loop->scheduler().workers().size(), 0U);
  EXPECT_EQ(bench.loop->scheduler().counts().departed_cpu_milliseconds, 55U);
  EXPECT_THAT(bench.Take<Drain>(2), SizeIs(1));
}

TEST(CoordinatorLoop, AStopEndsWhenWhatIsOutIsHome) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  const Assignment task = bench.Take<TaskBatch>(1).at(0).assignments.at(0);
  bench.loop->Stop();
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kRunning);
  bench.Finish(task);
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kRunning);
  bench.ledger.Commit();
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kStopped);
  EXPECT_THAT(bench.Take<Acks>(1), SizeIs(1));
}

TEST(CoordinatorLoop, AFailedLedgerEndsTheRunAndNothingIsAcknowledgedAnyMore) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.Finish(bench.Take<TaskBatch>(1).at(0).assignments.at(0));
  bench.Turn();
  bench.ledger.Answer(
      ledger_reply::LedgerFailed{{Reason::kStorageFull, "ledger.db: no space left"}});
  bench.loop->Stop();  // whatever else happens in the same turn
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kFailed);
  EXPECT_EQ(bench.loop->failure().reason, Reason::kStorageFull);
  EXPECT_EQ(bench.loop->failure().detail, "ledger.db: no space left");
  bench.ledger.Commit();
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kFailed);
  EXPECT_THAT(bench.Take<Acks>(1), IsEmpty());
}

const Failure kFull{Reason::kStorageFull, "the ledger cannot grow: make room"};

TEST(CoordinatorLoop, ALedgerWithoutRoomPausesTheRunAndNobodyIsLost) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  const Assignment task = bench.Take<TaskBatch>(1).at(0).assignments.at(0);
  bench.Finish(task);
  bench.Turn();
  (void)bench.loop->TakeNotes();
  bench.ledger.Answer(ledger_reply::LedgerPaused{kFull});
  bench.From(1, Heartbeat{7, 0});
  bench.Turn();
  const std::string why =
      "storage_full: the ledger cannot grow: make room (resumes automatically when there is room)";
  EXPECT_EQ(bench.loop->LedgerPauseText(), why);
  EXPECT_THAT(bench.loop->TakeNotes(), ElementsAre("the run pauses: " + why));
  EXPECT_EQ(bench.loop->state(), State::kRunning);
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), ElementsAre(HeartbeatEcho{7}));
  EXPECT_THAT(bench.Take<Acks>(1), IsEmpty());

  bench.ledger.Commit();
  bench.ledger.Answer(ledger_reply::LedgerResumed{});
  bench.Turn();
  EXPECT_EQ(bench.loop->LedgerPauseText(), "");
  EXPECT_THAT(bench.loop->TakeNotes(), ::testing::Contains(HasSubstr("the run resumes")));
  EXPECT_THAT(bench.Take<Acks>(1), ElementsAre(Acks{{task.attempt}}));
  EXPECT_EQ(bench.loop->state(), State::kFinished);
}

TEST(CoordinatorLoop, AStopDoesNotWaitForRoom) {
  for (const bool finished : {false, true}) {
    LoopBench bench;
    bench.Begin(finished ? std::vector<std::string>{"a.jpg"}
                         : std::vector<std::string>{"a.jpg", "b.jpg"});
    const std::vector<Assignment> tasks = bench.Take<TaskBatch>(1).at(0).assignments;
    bench.ledger.Answer(ledger_reply::LedgerPaused{kFull});
    bench.Finish(tasks.at(0));
    bench.Turn();
    EXPECT_EQ(bench.loop->state(), State::kRunning);
    bench.loop->Stop();
    bench.Turn();
    if (!finished) {
      EXPECT_EQ(bench.loop->state(), State::kRunning) << "a photo is in progress";
      bench.Finish(tasks.at(1));
      bench.Turn();
    }
    EXPECT_EQ(bench.loop->state(), State::kStopped);
    EXPECT_THAT(bench.Take<Acks>(1), IsEmpty());
  }
}

// A worker repeats its unacknowledged results whenever it registers again.
TEST(CoordinatorLoop, ResultsThatAreRepeatedForHoursDoNotPileUp) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.ledger.Answer(ledger_reply::LedgerPaused{kFull});
  ResultBatch batch;
  batch.recipe = DigestOf(bench.recipe);
  for (size_t i = 0; i < limits::kBatchTasksMax; ++i) {
    TaskResult result;
    result.attempt = AttemptId{1'000'000 + i};
    result.source = SourceId{static_cast<int64_t>(1'000'000 + i)};
    result.version = {10, 1, ""};
    result.outcome.kind = Outcome::Kind::kFailed;
    result.outcome.reason = Reason::kCorrupt;
    batch.results.push_back(result);
  }
  for (int times = 0; times < 20; ++times) {
    bench.From(1, batch);
    bench.Turn();
  }
  const size_t waiting = bench.ledger.facts_waiting();
  EXPECT_GE(waiting, limits::kWindowTasks);
  EXPECT_LE(waiting, limits::kWaitingFactsMax + limits::kBatchTasksMax);
  bench.ledger.Commit();
  bench.ledger.Answer(ledger_reply::LedgerResumed{});
  bench.Turn();
  bench.From(1, batch);
  bench.Turn();
  EXPECT_GT(bench.ledger.facts_waiting(), 0U) << "with room again nothing is left unread";
}

TEST(CoordinatorLoop, TooManySourcesGoneStopTheRunAndNameTheWayOn) {
  LoopBench bench;
  std::vector<std::string> keys;
  for (int i = 0; i < 20; ++i) keys.push_back("p" + std::to_string(i) + ".jpg");
  bench.Begin(keys);
  bench.ledger.NextRun(bench.recipe);
  bench.MakeLoop();
  bench.ledger.Intake({{"p0.jpg", {10, 1, ""}}});
  bench.ledger.EndScan();
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kFailed);
  EXPECT_THAT(
      bench.loop->failure().detail,
      ::testing::AllOf(HasSubstr("19 of 20"), HasSubstr("mounted"), HasSubstr("--accept_gone")));
}

TEST(CoordinatorLoop, SourcesGoneAreAcceptedWhereTheUserSaysSo) {
  LoopBench bench;
  bench.Begin({"a.jpg", "b.jpg"});
  bench.ledger.NextRun(bench.recipe);
  bench.MakeLoop();
  bench.ledger.Intake({{"a.jpg", {10, 1, ""}}});
  bench.ledger.EndScan(true);
  bench.Turn();
  EXPECT_EQ(bench.loop->state(), State::kRunning);
  EXPECT_EQ(bench.loop->gone().vanished, 1);
  EXPECT_TRUE(bench.loop->scan_complete());
}

TEST(CoordinatorLoop, GarbageIsCountedAndStrangersAreToldNothing) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.sent.clear();
  for (const char* garbage : {"", "GET / HTTP/1.1\r\n\r\n", "\xff\xff\xff\xff", "\x0a\x00"}) {
    bench.transport.arriving.emplace_back(PeerId{66}, garbage);
  }
  bench.Turn();
  EXPECT_EQ(bench.loop->bad_frames(), 4U);
  EXPECT_THAT(bench.loop->TakeNotes(), SizeIs(4));
  EXPECT_THAT(bench.loop->TakeNotes(), IsEmpty());
  EXPECT_THAT(bench.transport.sent, IsEmpty());
  // The cluster continues.
  bench.From(1, Heartbeat{1, 0});
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), SizeIs(1));
}

TEST(CoordinatorLoop, KeysOfTheGreatestLengthGoInSeveralFrames) {
  LoopBench bench;
  std::vector<std::string> keys;
  for (int i = 0; i < 2000; ++i) {
    std::string key = std::to_string(i);
    while (key.size() + 252 < limits::kKeyBytesMax) {
      key += "/" + std::to_string(i) +
             std::string(250 - std::to_string(i).size(), static_cast<char>('a' + i % 26));
    }
    keys.push_back(key);
  }
  bench.Begin(keys);
  const std::vector<TaskBatch> batches = bench.Take<TaskBatch>(1);
  EXPECT_GT(batches.size(), 1U);
  size_t tasks = 0;
  for (const TaskBatch& batch : batches) tasks += batch.assignments.size();
  EXPECT_EQ(tasks, keys.size());
  for (const size_t bytes : bench.transport.sent_bytes) EXPECT_LE(bytes, limits::kMessageBytesMax);
}

TEST(CoordinatorLoop, APeerThatIsGoneGetsNothingMore) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.gone.insert(PeerId{1});
  bench.From(1, Heartbeat{1, 0});
  bench.Turn();
  EXPECT_FALSE(bench.loop->scheduler().workers().Find(PeerId{1})->connected);
  bench.clock.Pass(limits::kReconnectGrace);
  bench.Turn();
  EXPECT_EQ(bench.loop->scheduler().workers().size(), 0U);
  EXPECT_THAT(bench.loop->TakeNotes(), ElementsAre(HasSubstr("worker w1 disconnected")));
}

TEST(CoordinatorLoop, AFrameThatDoesNotGoThroughIsSentLater) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.full.insert(PeerId{1});
  bench.From(1, Heartbeat{1, 0});
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), IsEmpty());
  bench.transport.full.clear();
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), SizeIs(1));
}

TEST(CoordinatorLoop, NoFrameOvertakesOneThatDidNotGoThrough) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.full.insert(PeerId{1});
  bench.From(1, Heartbeat{1, 0});
  bench.From(1, Heartbeat{2, 0});
  bench.Turn();
  bench.transport.full.clear();
  bench.transport.refusals = 1;  // of the first; then there would be room for the next
  bench.From(1, Heartbeat{3, 0});
  bench.Turn();
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1),
              ElementsAre(HeartbeatEcho{1}, HeartbeatEcho{2}, HeartbeatEcho{3}));
}

TEST(CoordinatorLoop, APeerThatTakesNothingForEverHasToRegisterAnew) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.full.insert(PeerId{1});
  for (uint64_t i = 1; i <= 10'001; ++i) bench.From(1, Heartbeat{i, 0});
  bench.Turn();
  EXPECT_EQ(bench.loop->scheduler().workers().size(), 0U);
  bench.transport.full.clear();
  bench.From(1, Heartbeat{20'000, 0});
  bench.Turn();
  EXPECT_THAT(bench.Take<Unknown>(1), SizeIs(1));
}

TEST(CoordinatorLoop, WhatWaitsForAWorkerThatIsGivenUpIsNotSent) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.full.insert(PeerId{1});
  bench.From(1, Heartbeat{1, 0});
  bench.Turn();
  bench.clock.Pass(limits::kLeaseDuration);
  bench.Turn();
  ASSERT_EQ(bench.loop->scheduler().workers().size(), 0U);
  bench.transport.full.clear();
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), IsEmpty());
}

TEST(CoordinatorLoop, WhatWaitsForAWorkerIsNotSentWhenItRegistersAnew) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  bench.transport.full.insert(PeerId{1});
  bench.From(1, Heartbeat{1, 0});
  bench.Turn();
  bench.transport.full.clear();
  bench.transport.refusals = 1;
  Hello hello;
  hello.session = SessionId{1};
  hello.worker_name = "w1";
  hello.slots = 1;
  hello.revision = kRevision;
  bench.From(1, hello);
  bench.Turn();
  bench.Turn();
  EXPECT_THAT(bench.Take<HeartbeatEcho>(1), IsEmpty());
}

TEST(CoordinatorLoop, AStoreThatHangsIsShownWithTheWorkerAndTheCoordinator) {
  LoopBench bench;
  bench.Begin({"a.jpg"});
  StoreWaits own{31'000, 0};
  bench.loop->WatchStores([&](Instant) { return own; });
  bench.From(1, Heartbeat{7, 0, {0, 45'000}});
  bench.clock.Pass(seconds(2));
  bench.Turn();
  ASSERT_THAT(bench.ledger.shown, SizeIs(2));
  EXPECT_EQ(bench.ledger.shown[0].standing, WorkerStanding::kNoAnswer);
  EXPECT_EQ(bench.ledger.shown[0].state, "no answer from the destination for 45 s");
  EXPECT_EQ(bench.ledger.shown[1].name, kCoordinatorRow);
  EXPECT_EQ(bench.ledger.shown[1].slots, 0U);
  EXPECT_EQ(bench.ledger.shown[1].state, "no answer from the source for 31 s");
  EXPECT_THAT(bench.loop->TakeNotes(), SizeIs(2)) << "a line for each";

  own = {};
  bench.From(1, Heartbeat{8, 0});
  bench.clock.Pass(seconds(2));
  bench.Turn();
  ASSERT_THAT(bench.ledger.shown, SizeIs(1));
  EXPECT_EQ(bench.ledger.shown[0].standing, WorkerStanding::kWorking);
  EXPECT_EQ(bench.ledger.shown[0].state, "working");
  EXPECT_THAT(bench.loop->TakeNotes(), SizeIs(2));
}

TEST(CoordinatorLoop, OutcomesThatTheLedgerDoesNotNeedAreCounted) {
  LoopBench bench;
  bench.Begin({"a.jpg", "b.jpg"});
  const Assignment task = bench.Take<TaskBatch>(1).at(0).assignments.at(0);
  bench.Finish(task);
  bench.Finish(task);
  bench.Turn();
  bench.ledger.Commit();
  bench.Turn();
  EXPECT_THAT(bench.Take<Acks>(1), SizeIs(2));
  EXPECT_EQ(bench.loop->unneeded_outcomes(), 1U);
}

}  // namespace
}  // namespace photomill
