// Which workers are in the table of takers, and in which order.
#include "coordinator/core/taker_table.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

Worker WorkerOf(uint64_t peer, uint32_t slots = 1) {
  Worker worker;
  worker.peer = PeerId{peer};
  worker.slots = slots;
  worker.phase = Worker::Phase::kWorking;
  worker.granted = {5, 100};
  return worker;
}

TEST(TakerTable, ComesRoundInTheOrderOfPeers) {
  TakerTable takers;
  for (const uint64_t peer : {7U, 3U, 5U}) takers.Update(WorkerOf(peer));
  EXPECT_EQ(takers.Behind(PeerId{0}), PeerId{3});
  EXPECT_EQ(takers.Behind(PeerId{3}), PeerId{5});
  EXPECT_EQ(takers.Behind(PeerId{6}), PeerId{7});
  EXPECT_EQ(takers.Behind(PeerId{7}), PeerId{3});
}

TEST(TakerTable, FollowsWhatBecomesOfAWorker) {
  TakerTable takers;
  Worker worker = WorkerOf(1, 4);
  takers.Update(worker);
  takers.Update(worker);  // nothing is counted twice
  EXPECT_EQ(takers.size(), 1U);
  EXPECT_EQ(takers.slots(), 4U);
  worker.used.tasks_total = 5;  // its credit is used up
  takers.Update(worker);
  EXPECT_EQ(takers.size(), 0U);
  EXPECT_EQ(takers.slots(), 0U);
  EXPECT_EQ(takers.sound().size(), 1U);
  worker.phase = Worker::Phase::kDraining;
  takers.Update(worker);
  EXPECT_TRUE(takers.sound().empty());
}

TEST(TakerTable, FollowsTheSlotsOfAWorker) {
  TakerTable takers;
  Worker worker = WorkerOf(1, 4);
  takers.Update(worker);
  worker.slots = 7;
  takers.Update(worker);
  EXPECT_EQ(takers.slots(), 7U);
  EXPECT_EQ(takers.all().at(PeerId{1}), 7U);
  worker.slots = 1;
  takers.Update(worker);
  EXPECT_EQ(takers.slots(), 1U);
}

TEST(TakerTable, WhoHoldsMoreThanItsCreditInBytesTakesNothing) {
  TakerTable takers;
  Worker worker = WorkerOf(1);
  worker.used.bytes_total = 101;  // one large file
  takers.Update(worker);
  EXPECT_EQ(takers.size(), 1U);  // it holds nothing any more
  worker.leases.insert(AttemptId{1});
  takers.Update(worker);
  EXPECT_EQ(takers.size(), 0U);
}

TEST(TakerTable, WhoIsSetAsideRestsUntilItsProbe) {
  TakerTable takers;
  Worker worker = WorkerOf(1);
  worker.set_aside = Worker::SetAside{Instant(seconds(5)), 1, {}, false};
  takers.Update(worker);
  EXPECT_EQ(takers.size(), 0U);
  EXPECT_EQ(takers.resting().begin()->first, Instant(seconds(5)));
  worker.set_aside->until = Instant(seconds(9));
  takers.Update(worker);
  ASSERT_EQ(takers.resting().size(), 1U);
  EXPECT_EQ(takers.resting().begin()->first, Instant(seconds(9)));
  worker.set_aside->probing = true;
  takers.Update(worker);
  EXPECT_TRUE(takers.resting().empty());
  EXPECT_EQ(takers.size(), 1U);
  EXPECT_TRUE(takers.sound().empty());
  worker.leases.insert(AttemptId{1});  // one probe at a time
  takers.Update(worker);
  EXPECT_EQ(takers.size(), 0U);
}

TEST(TakerTable, WhoIsForgottenIsNowhere) {
  TakerTable takers;
  Worker worker = WorkerOf(1, 3);
  takers.Update(worker);
  takers.Forget(worker);
  EXPECT_EQ(takers.size() + takers.slots() + takers.sound().size(), 0U);
  worker.set_aside = Worker::SetAside{};
  takers.Update(worker);
  takers.Forget(worker);
  EXPECT_TRUE(takers.resting().empty());
}

}  // namespace
}  // namespace photomill
