// A network that is partitioned during a run: each worker is in its own network namespace; half of
// them are disconnected, and reconnected later.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/network.h"
#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/ports.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;
using testing::Not;

// The coordinator is member 0 of the network, its workers "a" to "d" are the others. "c" and "d"
// will be disconnected; they start first, and wait in the middle of a photo. The last photo keeps
// the run going until they are back.
class PartitionTest : public testing::TestWithParam<Network::Cut> {
 protected:
  static constexpr int kPhotos = 40;
  static constexpr int kHeld = 20;  // photos at which the workers wait that will be disconnected
  static constexpr int kAll = kPhotos + kHeld + 1;

  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    std::string why;
    network_ = Network::Make(5, why);
    if (!network_) GTEST_SKIP() << why;
    for (int i = 0; i < kHeld; ++i) {
      cluster_.folder().Write("src/#" + std::to_string(i) + ".jpg", PoisonedJpeg("hold-cut"));
    }
    WritePhotos(cluster_.folder(), "src", kPhotos);
    cluster_.folder().Write("src/last.jpg", PoisonedJpeg("hold-last"));
    for (const char* at : {"a-cut", "b-cut"}) GoOn(cluster_.folder(), at);
    cluster_.FixAddressTo("tcp://" + network_->Address(0) + ":" + std::to_string(FreePort()));
    coordinator_.emplace(cluster_.StartCoordinator({"--exit_when_done"}, network_->Inside(0)));
    StartWorker("c", 3, 1);
    ASSERT_TRUE(AwaitHold(cluster_.folder(), "c-cut"));
    StartWorker("d", 4, 1);
    ASSERT_TRUE(AwaitHold(cluster_.folder(), "d-cut"));
    StartWorker("a", 1, 2);
    StartWorker("b", 2, 2);
  }

  // With a second thread it can proceed while it waits at the last photo.
  void StartWorker(const std::string& name, size_t member, int threads) {
    workers_.push_back(
        StartPhotomill({"worker", "--join=" + cluster_.state() + "/join", "--name=" + name,
                        "--threads=" + std::to_string(threads), "--task_time_floor=600"},
                       network_->Inside(member, WithPoisonOf(cluster_.folder(), name))));
  }

  void CutOff() const {
    for (const size_t member : {3, 4}) network_->CutOff(member, GetParam());
  }
  void Heal() const {
    for (const size_t member : {3, 4}) network_->Heal(member);
  }

  void ExpectGoodEnd() {
    for (const char* at : {"a-last", "b-last", "c-last", "d-last"}) GoOn(cluster_.folder(), at);
    const Ended ended = coordinator_->Wait();
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    for (Program& worker : workers_) {
      const Ended left = worker.Wait();
      EXPECT_TRUE(left.Exited(0)) << left.All();
    }
    EXPECT_EQ(cluster_.Done(), kAll);
    EXPECT_EQ(cluster_.ledger().Number("SELECT count(*) FROM source"), kAll);
    EXPECT_EQ(cluster_.ledger().Number("SELECT max(attempts) FROM source"), 1);
    EXPECT_EQ(cluster_.ledger().Number("SELECT sum(crashes) FROM source"), 0);
    EXPECT_TRUE(cluster_.TemporaryFiles().empty());
    EXPECT_EQ(ContentsOf(cluster_.destination()), cluster_.UndisturbedRun());
  }

  Cluster cluster_;
  std::optional<Network> network_;
  std::optional<Program> coordinator_;
  std::vector<Program> workers_;
};

TEST_P(PartitionTest, HalfOfTheWorkersAreCutOffAndComeBack) {
  CutOff();
  ASSERT_TRUE(coordinator_->Says("worker c was not heard from for 10 s"));
  ASSERT_TRUE(coordinator_->Says("worker d was not heard from for 10 s"));
  ASSERT_TRUE(workers_[0].Says("the coordinator is silent; trying to reach it again"));
  // The others do all photos except the last one.
  ASSERT_TRUE(cluster_.AwaitDone(kAll - 1));
  const DoneSources before = DoneNow(cluster_);
  const std::string there =
      "SELECT count(*) FROM worker WHERE name IN ('c', 'd')"
      " AND state NOT IN ('lost', 'left')";
  ASSERT_TRUE(WaitUntil([&] { return cluster_.ledger().Number(there) == 0; }));
  EXPECT_EQ(cluster_.ledger().Number("SELECT count(*) FROM worker WHERE state = 'lost'"), 2);
  // While still disconnected, one finishes the photo that it had begun; the other does when it is
  // back.
  GoOn(cluster_.folder(), "c-cut");
  Heal();
  GoOn(cluster_.folder(), "d-cut");
  ASSERT_TRUE(WaitUntil([&] { return cluster_.ledger().Number(there) == 2; }));
  EXPECT_EQ(cluster_.ledger().Number("SELECT count(*) FROM worker WHERE state = 'lost'"), 0);
  ExpectGoodEnd();
  const auto attempts = cluster_.ledger().AttemptsOfDone();
  for (const auto& [key, count] : before.attempts) EXPECT_EQ(attempts.at(key), count) << key;
}

// Shorter than a lease: no worker is lost.
TEST_P(PartitionTest, OneThatIsShorterThanALeaseCostsNobodyHisTasks) {
  CutOff();
  const std::string silence =
      "SELECT (max(heard_at) - min(heard_at)) / 1000 FROM worker WHERE state = 'working'";
  ASSERT_TRUE(WaitUntil([&] { return cluster_.ledger().Number(silence) >= 2; }));
  Heal();
  GoOn(cluster_.folder(), "c-cut");
  GoOn(cluster_.folder(), "d-cut");
  ExpectGoodEnd();
}

INSTANTIATE_TEST_SUITE_P(Cuts, PartitionTest,
                         testing::Values(Network::Cut::kLinkDown, Network::Cut::kSilent),
                         [](const testing::TestParamInfo<Network::Cut>& cut) {
                           return std::string(cut.param == Network::Cut::kLinkDown ? "CableOut"
                                                                                   : "Silent");
                         });

}  // namespace
}  // namespace photomill::test
