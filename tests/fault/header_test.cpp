// Photos that kill a process already when their headers are read, and a suspect whose header is read
// at the wrong moment.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

class HeaderTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
  }
};

TEST_F(HeaderTest, APhotoWhoseHeaderKillsIsQuarantinedAndNoOtherFails) {
  constexpr int kGood = 60;
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", kGood);
  cluster.folder().Write("src/0.png", PoisonedHeader("segfault"));
  Program coordinator = cluster.StartCoordinator();
  Program worker = cluster.StartWorker("victim", {}, WithPoison(cluster.folder()));
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  const Ended left = worker.Wait();
  EXPECT_TRUE(left.Exited(0)) << left.All();
  const LedgerView ledger = cluster.ledger();
  EXPECT_EQ(ledger.States().at("0.png"), "quarantined crashed");
  EXPECT_EQ(ledger.Number("SELECT crashes FROM source WHERE key = '0.png'"), 2);
  EXPECT_THAT(ledger.DetailOf("0.png"), testing::HasSubstr("was killed by SIGSEGV"));
  EXPECT_EQ(cluster.Done(), kGood);
  EXPECT_EQ(ledger.Number("SELECT sum(crashes) FROM source WHERE state = 'done'"), 0);
  EXPECT_EQ(ProcessesLeft(), "");
}

// Whichever of the two killers reaches the only CPU thread first makes the held photo a suspect. The
// other one kills the next engine while the suspect's header is being read.
TEST_F(HeaderTest, ASuspectThatIsReadBesideADeathIsNotCharged) {
  const std::string held = "-held";
  std::string first = "-1";
  std::string second = "-2";
  Cluster cluster;
  const TestFolder& folder = cluster.folder();
  folder.Write("src/0.png", PoisonedHeader("hold" + held));  // of the suspects, it is lent first
  folder.Write("src/1.jpg", PoisonedJpeg("late" + first));
  folder.Write("src/2.jpg", PoisonedJpeg("late" + second));
  Program coordinator = cluster.StartCoordinator({"--exit_when_done", "--crash_limit=1"});
  Program worker = cluster.StartWorker("victim", {"--threads=1"}, WithPoison(folder));
  ASSERT_TRUE(AwaitHold(folder, held));
  ASSERT_TRUE(WaitUntil([&] { return IsHeld(folder, first) || IsHeld(folder, second); }));
  if (IsHeld(folder, second)) std::swap(first, second);
  ForgetHold(folder, held);
  GoOn(folder, first);
  ASSERT_TRUE(AwaitHold(folder, held));
  ASSERT_TRUE(AwaitHold(folder, second));
  ForgetHold(folder, held);
  GoOn(folder, second);
  ASSERT_TRUE(AwaitHold(folder, held)) << "it is still worth a try";
  GoOn(folder, held);
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  const LedgerView ledger = cluster.ledger();
  const std::map<std::string, std::string> states = {
      {"0.png", "done"}, {"1.jpg", "quarantined crashed"}, {"2.jpg", "quarantined crashed"}};
  EXPECT_EQ(ledger.States(), states);
  EXPECT_EQ(ledger.Number("SELECT crashes FROM source WHERE key = '0.png'"), 0);
  EXPECT_EQ(ledger.Number("SELECT sum(crashes) FROM source"), 2);
  EXPECT_EQ(ProcessesLeft(), "");
}

}  // namespace
}  // namespace photomill::test
