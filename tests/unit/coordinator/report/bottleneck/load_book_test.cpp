// How totals become means over a window.
#include "coordinator/report/bottleneck/load_book.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

// A worker that has decoded one task at a time for `seconds_busy` of its life, using one processor.
WorkerSample Sample(uint64_t session, uint64_t life_seconds, uint64_t seconds_busy) {
  WorkerSample sample;
  sample.session = SessionId{session};
  sample.host = "far";
  sample.load.elapsed = life_seconds * 1'000'000;
  sample.load.stage_time[static_cast<size_t>(Stage::kDecode)] = seconds_busy * 1'000'000;
  sample.load.tasks_ended = 5 * seconds_busy;
  sample.load.processors.used = seconds_busy * 1'000'000;
  sample.load.processors.allowed = 2500;
  sample.load.cpu_threads = 2;
  return sample;
}

CoordinatorSample Own(uint64_t life_seconds) {
  CoordinatorSample sample;
  sample.used_microseconds = life_seconds * 100'000;
  sample.loop_busy_microseconds = life_seconds * 200'000;
  sample.ledger_busy_microseconds = life_seconds * 300'000;
  sample.commits = life_seconds * 10;
  sample.commit_microseconds = life_seconds * 50'000;
  sample.finished = static_cast<int64_t>(life_seconds * 5);
  sample.looks = life_seconds;
  sample.queued = life_seconds * 3;
  sample.wire = {life_seconds * 20, life_seconds * 7000, life_seconds * 4000};
  return sample;
}

TEST(LoadBookTest, NothingIsKnownWithoutTime) {
  LoadBook book("near");
  EXPECT_EQ(book.Window({}).seconds, 0);
  book.Observe(Instant(seconds(100)), {Sample(1, 10, 5)}, Own(10));
  EXPECT_EQ(book.Window({}).seconds, 0);
  EXPECT_TRUE(book.Window({}).workers.empty());
}

TEST(LoadBookTest, MeansCoverTheWindowOnly) {
  LoadBook book("near");
  // Idle for a minute, then busy.
  for (uint64_t second = 0; second <= 100; ++second) {
    const uint64_t busy = second > 60 ? second - 60 : 0;
    book.Observe(Instant(seconds(1000 + second)), {Sample(1, second, busy)}, Own(second));
  }
  const LoadWindow window = book.Window({7, 3, 2, true});
  EXPECT_GE(window.seconds, 15);
  EXPECT_LE(window.seconds, 31);
  EXPECT_NEAR(window.rate, 5, 1e-9);
  EXPECT_EQ(window.left.pending, 7);
  EXPECT_EQ(window.coordinator.host, "near");
  EXPECT_NEAR(window.coordinator.used, 0.1, 1e-9);
  EXPECT_NEAR(window.coordinator.loop_busy, 0.2, 1e-9);
  EXPECT_NEAR(window.coordinator.ledger_busy, 0.3, 1e-9);
  EXPECT_NEAR(window.coordinator.commit_seconds, 0.005, 1e-9);
  EXPECT_NEAR(window.coordinator.committing, 0.05, 1e-9);
  EXPECT_NEAR(window.coordinator.queued, 3, 1e-9);
  EXPECT_NEAR(window.coordinator.frames, 20, 1e-9);
  EXPECT_NEAR(window.coordinator.bytes_received, 7000, 1e-9);
  EXPECT_NEAR(window.coordinator.bytes_sent, 4000, 1e-9);
  ASSERT_EQ(window.workers.size(), 1U);
  EXPECT_NEAR(window.workers[0].in(Stage::kDecode), 1, 1e-9);
  EXPECT_NEAR(window.workers[0].tasks_per_second, 5, 1e-9);
  EXPECT_NEAR(window.workers[0].used, 1, 1e-9);
  EXPECT_NEAR(window.workers[0].allowed, 2.5, 1e-9);
}

TEST(LoadBookTest, AWorkerThatHasLeftIsForgottenAndANewOneCountsFromItsBeginning) {
  LoadBook book("near");
  for (uint64_t second = 0; second <= 40; ++second) {
    std::vector<WorkerSample> workers = {Sample(1, second, second)};
    if (second >= 36) workers = {Sample(2, second - 30, 0)};
    book.Observe(Instant(seconds(1000 + second)), workers, Own(second));
  }
  const LoadWindow window = book.Window({});
  ASSERT_EQ(window.workers.size(), 1U);
  EXPECT_EQ(window.workers[0].in(Stage::kDecode), 0);
}

TEST(LoadBookTest, TotalsThatFallDoNoHarm) {
  LoadBook book("near");
  book.Observe(Instant(seconds(100)), {Sample(1, 50, 50)}, Own(50));
  book.Observe(Instant(seconds(110)), {Sample(1, 60, 3)}, Own(10));
  const LoadWindow window = book.Window({});
  ASSERT_EQ(window.workers.size(), 1U);
  EXPECT_EQ(window.workers[0].in(Stage::kDecode), 0);
  EXPECT_EQ(window.rate, 0);
}

TEST(LoadBookTest, AWorkerWithoutFiguresIsLeftOut) {
  LoadBook book("near");
  for (uint64_t second = 0; second <= 10; ++second) {
    book.Observe(Instant(seconds(1000 + second)),
                 {WorkerSample{.session = SessionId{1}, .host = "far", .load = {}}}, Own(second));
  }
  EXPECT_TRUE(book.Window({}).workers.empty());
  EXPECT_GT(book.Window({}).seconds, 0);
}

TEST(LoadBookTest, TellsHowLongAWorkerAcceptedNoMoreBytes) {
  LoadBook book("near");
  for (uint64_t second = 0; second <= 100; ++second) {
    WorkerSample sample = Sample(1, second, 0);
    sample.out_of_bytes = second > 60 && second % 4 != 0;
    book.Observe(Instant(seconds(1000 + second)), {sample}, Own(second));
  }
  ASSERT_EQ(book.Window({}).workers.size(), 1U);
  EXPECT_NEAR(book.Window({}).workers[0].out_of_bytes, 0.75, 0.05);
}

TEST(LoadBookTest, LatencyHasTwoPoints) {
  LoadBook book("near");
  WorkerSample sample = Sample(1, 0, 0);
  for (uint64_t second = 1; second <= 20; ++second) {
    sample.load.elapsed = second * 1'000'000;
    // Per second 2 calls with one in progress, 50 ms each, and 8 with four, 100 ms each.
    sample.load.source.few = {2 * second, 100'000 * second, 2 * second};
    sample.load.source.all = {10 * second, 900'000 * second, 34 * second};
    sample.load.source.bytes = 1000 * second;
    book.Observe(Instant(seconds(1000 + second)), {sample}, Own(second));
  }
  const LoadWindow window = book.Window({});
  ASSERT_EQ(window.workers.size(), 1U);
  const StoreWindow& source = window.workers[0].source;
  EXPECT_NEAR(source.calls_per_second, 10, 1e-9);
  EXPECT_NEAR(source.bytes_per_second, 1000, 1e-9);
  EXPECT_NEAR(source.few.in_progress, 1, 1e-9);
  EXPECT_NEAR(source.few.seconds, 0.05, 1e-9);
  EXPECT_NEAR(source.many.in_progress, 4, 1e-9);
  EXPECT_NEAR(source.many.seconds, 0.1, 1e-9);
}

}  // namespace
}  // namespace photomill
