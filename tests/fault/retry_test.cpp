// What is retried, how often and when: transient failures a few times with growing pauses,
// permanent ones never, and failures of the place as long as it takes, without charging any task.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/broken_disk.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class RetryTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 12;
  static constexpr size_t kTries = 3;

  RetryTest() { WritePhotos(cluster_.folder(), "src", kPhotos); }

  [[nodiscard]] Launch BrokenAt(const std::string& path) const {
    return WithBrokenDisk(cluster_.folder(), path);
  }
  [[nodiscard]] int64_t AttemptsOf(const std::string& key) const {
    return cluster_.ledger().Number("SELECT attempts FROM source WHERE key = " + SqlText(key));
  }

  Cluster cluster_;
};

// Only minimum times are checked: the machine can be as slow as it likes.
TEST_F(RetryTest, ATransientFailureIsTriedThriceWithPausesThatGrowAndByTheNextRunAgain) {
  const std::string bad = PhotoKey(5);
  const Launch broken = BrokenAt(cluster_.source() + "/" + bad);
  for (size_t run = 1; run <= 2; ++run) {
    Program coordinator = cluster_.StartCoordinator();
    Program worker = cluster_.StartWorker("worker", {}, broken);
    const Ended ended = coordinator.Wait();
    EXPECT_TRUE(ended.Exited(2)) << ended.All();
    EXPECT_TRUE(worker.Wait().Exited(0));
    const std::vector<int64_t> failures = FailuresOfDisk(cluster_.folder());
    ASSERT_EQ(failures.size(), run * kTries);
    const size_t first = failures.size() - kTries;
    // 0.5 s and 1 s, minus up to half of it by the jitter.
    EXPECT_GE(failures[first + 1] - failures[first], 250);
    EXPECT_GE(failures[first + 2] - failures[first + 1], 500);
    EXPECT_EQ(cluster_.ledger().States().at(bad), "failed unreadable");
    EXPECT_THAT(cluster_.ledger().DetailOf(bad), HasSubstr("Input/output error"));
    EXPECT_EQ(cluster_.Done(), kPhotos - 1);
  }
  MendDisk(cluster_.folder());
  Program coordinator = cluster_.StartCoordinator();
  Program worker = cluster_.StartWorker("worker", {}, broken);
  EXPECT_TRUE(coordinator.Wait().Exited(0));
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(cluster_.Done(), kPhotos);
  EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
}

TEST_F(RetryTest, ATransientFailureThatPassesCostsNothingButTime) {
  Program coordinator = cluster_.StartCoordinator();
  Program worker =
      cluster_.StartWorker("worker", {}, BrokenAt(cluster_.source() + "/" + PhotoKey(5)));
  ASSERT_TRUE(WaitUntil([&] { return !FailuresOfDisk(cluster_.folder()).empty(); }));
  MendDisk(cluster_.folder());
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_THAT(ended.out, HasSubstr("repeated attempts"));
  EXPECT_EQ(cluster_.Done(), kPhotos);
  EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
}

TEST_F(RetryTest, APermanentFailureIsNotTriedAgain) {
  const std::string jpeg = SmallJpeg();
  cluster_.folder().Write("src/cut.jpg", jpeg.substr(0, jpeg.size() / 2));
  for (int run = 1; run <= 2; ++run) {
    Program coordinator = cluster_.StartCoordinator();
    std::optional<Program> worker;
    if (run == 1) worker.emplace(cluster_.StartWorker("worker"));  // then there is no work left
    const Ended ended = coordinator.Wait();
    EXPECT_TRUE(ended.Exited(2)) << ended.All();
    EXPECT_TRUE(!worker || worker->Wait().Exited(0));
    EXPECT_EQ(cluster_.ledger().States().at("cut.jpg"), "failed corrupt");
    EXPECT_EQ(AttemptsOf("cut.jpg"), 1);
  }
}

TEST_F(RetryTest, AStoreThatDoesNotAnswerPausesTheRunAndCostsNoTaskAnything) {
  Program coordinator = cluster_.StartCoordinator();
  // Where outputs are written before they get their names.
  Program worker = cluster_.StartWorker("worker", {}, BrokenAt(cluster_.state() + "/tmp"));
  ASSERT_TRUE(coordinator.Says("the run pauses: every worker is set aside: "));
  EXPECT_THAT(coordinator.Err(), AllOf(HasSubstr("worker worker is set aside: storage_unavailable"),
                                       HasSubstr("Input/output error")));
  // Over several attempts.
  const size_t before = FailuresOfDisk(cluster_.folder()).size();
  ASSERT_TRUE(WaitUntil([&] { return FailuresOfDisk(cluster_.folder()).size() >= before + 2; }));
  std::string status;
  ASSERT_TRUE(WaitUntil([&] {
    status = RunPhotomill({"status", "--state=" + cluster_.state()}).out;
    return status.find("paused: every worker is set aside: storage_unavailable") !=
           std::string::npos;
  })) << status;
  EXPECT_EQ(cluster_.ledger().CountOf("pending"), kPhotos);
  EXPECT_EQ(cluster_.ledger().Number("SELECT sum(attempts) FROM source"), 0);
  MendDisk(cluster_.folder());
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(cluster_.ledger().Number("SELECT max(attempts) FROM source"), 1);
  EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
}

}  // namespace
}  // namespace photomill::test
