#include "coordinator/runtime/run_snapshot.h"

#include <gmock/gmock.h>

#include "tests/unit/coordinator/runtime/run_bench.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RunSnapshot : public ::testing::Test {
 protected:
  ProgressSnapshot Snapshot(bool farewell = false) {
    return SnapshotOf(bench_.View(), bench_.clock.Now(), farewell);
  }

  RunBench bench_;
};

TEST_F(RunSnapshot, CountsWhatWasListedAndWhatIsDurable) {
  bench_.Begin({"a.jpg", "b.jpg"});
  bench_.Finish(bench_.OnlyTask());
  bench_.Turn();
  ProgressSnapshot snapshot = Snapshot();
  EXPECT_EQ(snapshot.listed, 2);
  EXPECT_TRUE(snapshot.scan_ended);
  EXPECT_EQ(snapshot.durable[SourceState::kDone], 0) << "nothing is committed yet";
  bench_.ledger.Commit();
  bench_.Turn();
  snapshot = Snapshot();
  EXPECT_EQ(snapshot.durable[SourceState::kDone], 1);
  EXPECT_EQ(snapshot.durable[SourceState::kPending], 1);
}

TEST_F(RunSnapshot, MeasuresTheTimeSinceTheRunBegan) {
  bench_.clock.Pass(seconds(5));
  EXPECT_EQ(Snapshot().elapsed, seconds(5));
  EXPECT_FALSE(Snapshot().scan_ended);
}

TEST_F(RunSnapshot, ShowsWorkersAndTheirTasks) {
  bench_.Begin({"a.jpg", "b.jpg"});
  const ProgressSnapshot snapshot = Snapshot();
  EXPECT_EQ(snapshot.workers.working, 1U);
  EXPECT_EQ(snapshot.workers.slots, 1U);
  EXPECT_EQ(snapshot.in_flight, 2U);
  EXPECT_THAT(snapshot.pause, IsEmpty());
}

TEST_F(RunSnapshot, AWorkerThatDrainsWorksNoMore) {
  bench_.Begin({"a.jpg"});
  bench_.From(1, Draining{});
  bench_.Turn();
  const WorkerFigures workers = Snapshot().workers;
  EXPECT_EQ(workers.draining, 1U);
  EXPECT_EQ(workers.working, 0U);
  EXPECT_EQ(workers.slots, 0U);
}

TEST_F(RunSnapshot, AWorkerWithoutItsStoreIsSetAsideAndTheRunPauses) {
  bench_.Begin({"a.jpg"});
  bench_.Fail(bench_.OnlyTask(), Reason::kStorageFull);
  bench_.Settle();
  const ProgressSnapshot snapshot = Snapshot();
  EXPECT_EQ(snapshot.workers.set_aside, 1U);
  EXPECT_EQ(snapshot.workers.working, 0U);
  EXPECT_THAT(snapshot.pause, HasSubstr("it does not work"));
}

TEST_F(RunSnapshot, AWorkerThatIsNotHeardFromIsLost) {
  bench_.Begin({"a.jpg"});
  bench_.clock.Pass(seconds(600));
  bench_.Turn();
  const ProgressSnapshot snapshot = Snapshot();
  EXPECT_EQ(snapshot.workers.lost, 1U);
  EXPECT_EQ(snapshot.workers.working, 0U);
  EXPECT_EQ(snapshot.in_flight, 0U);
}

TEST_F(RunSnapshot, WaitsForWorkersUnlessItStartsThemOrTheyAreLeaving) {
  EXPECT_EQ(Snapshot().pause, "waiting for workers");
  EXPECT_THAT(Snapshot(/*farewell=*/true).pause, IsEmpty());
  bench_.scan.options.local_workers = 2;
  EXPECT_THAT(Snapshot().pause, IsEmpty());
}

TEST_F(RunSnapshot, ALedgerWithoutRoomIsTheReasonThatPeopleRead) {
  bench_.ledger.Answer(
      ledger_reply::LedgerPaused{{Reason::kStorageFull, "no space for the ledger"}});
  bench_.Turn();
  EXPECT_THAT(Snapshot().pause, HasSubstr("no space for the ledger"));
  bench_.ledger.Answer(ledger_reply::LedgerResumed{});
  bench_.Turn();
  EXPECT_EQ(Snapshot().pause, "waiting for workers");
}

TEST_F(RunSnapshot, SaysThatConnectionsAreUnencrypted) {
  EXPECT_FALSE(Snapshot().insecure);
  bench_.scan.options.insecure = true;
  EXPECT_TRUE(Snapshot().insecure);
}

}  // namespace
}  // namespace photomill
