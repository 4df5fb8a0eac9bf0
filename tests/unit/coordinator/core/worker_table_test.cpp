// Which worker a user means, and what a worker accepts.
#include "coordinator/core/worker_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class FindWorkerTest : public ::testing::Test {
 protected:
  void Add(uint64_t peer, const std::string& name, const std::string& host, uint32_t process) {
    Worker& worker = workers_.Add(PeerId{peer}, SessionId{peer});
    worker.name = name;
    worker.host = host;
    worker.process = process;
  }
  [[nodiscard]] std::string Problem(const std::string& asked) const {
    const Result<PeerId> found = FindWorker(workers_, asked);
    return found ? "" : found.failure().detail;
  }

  WorkerTable workers_;
};

TEST_F(FindWorkerTest, ByNameByNameAndHostAndByProcess) {
  Add(1, "a", "north", 10);
  Add(2, "b", "south", 20);
  EXPECT_EQ(*FindWorker(workers_, "a"), PeerId{1});
  EXPECT_EQ(*FindWorker(workers_, "b@south"), PeerId{2});
  EXPECT_EQ(*FindWorker(workers_, "20"), PeerId{2});
}

TEST_F(FindWorkerTest, ANameOfDigitsGoesBeforeAProcess) {
  Add(1, "20", "north", 10);
  Add(2, "b", "south", 20);
  EXPECT_EQ(*FindWorker(workers_, "20"), PeerId{1});
}

TEST_F(FindWorkerTest, SeveralAreListed) {
  Add(1, "a", "north", 10);
  Add(2, "a", "south", 20);
  Add(3, "c", "south", 30);
  EXPECT_THAT(Problem("a"), AllOf(HasSubstr("2 workers are called a"), HasSubstr("a@north"),
                                  HasSubstr("a@south (process 20)"), Not(HasSubstr("c@south"))));
  EXPECT_EQ(*FindWorker(workers_, "a@north"), PeerId{1});
}

TEST_F(FindWorkerTest, IfNoneMatchesAllAreListedUpToABound) {
  EXPECT_THAT(Problem("x"), HasSubstr("it has none at the moment"));
  for (uint64_t i = 1; i <= 100; ++i) {
    Add(i, "w" + std::to_string(i), "north", static_cast<uint32_t>(i));
  }
  EXPECT_THAT(Problem("x"), AllOf(HasSubstr("w1@north"), HasSubstr("and 80 more")));
  EXPECT_THAT(Problem("w10@nort"), HasSubstr("no worker of this run"));
}

TEST(WorkerTest, IsOutOfBytesWhenAnotherSourceOfTheUsualSizeDoesNotFit) {
  Worker worker;
  worker.granted = {10, 1000};
  EXPECT_FALSE(worker.IsOutOfBytes()) << "it has had no task";
  worker.used = {2, 500};
  worker.leases = {AttemptId{1}};
  EXPECT_FALSE(worker.IsOutOfBytes());
  worker.used = {3, 900};
  EXPECT_TRUE(worker.IsOutOfBytes());
  worker.leases.clear();
  EXPECT_FALSE(worker.IsOutOfBytes()) << "one task always fits";
  worker.leases = {AttemptId{1}};
  worker.used.tasks_total = 10;
  EXPECT_FALSE(worker.IsOutOfBytes()) << "it accepts no task either";
}

}  // namespace
}  // namespace photomill
