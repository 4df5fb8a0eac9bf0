// Workers that could be mistaken for others: each is distinguished, and explained.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class ToldApartTest : public testing::Test {
 protected:
  static constexpr int kPhotos = 40;

  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    cluster_.folder().Write("src/#first.jpg", PoisonedJpeg("hold"));
    WritePhotos(cluster_.folder(), "src", kPhotos);
  }
  Cluster cluster_;
};

TEST_F(ToldApartTest, TwoWorkersOfOneName) {
  Program coordinator = cluster_.StartCoordinator();
  std::vector<Program> twins;
  for (int i = 0; i < 2; ++i) {
    twins.push_back(cluster_.StartWorker("twin", {}, WithPoison(cluster_.folder())));
  }
  ASSERT_TRUE(AwaitHold(cluster_.folder()));
  ASSERT_TRUE(coordinator.Says("two workers have the name twin: one on "));
  EXPECT_THAT(coordinator.Err(), HasSubstr("both continue, and you can rename one with --name"));
  ASSERT_TRUE(WaitUntil([&] {
    return cluster_.ledger().Number("SELECT count(*) FROM worker WHERE name = 'twin'") == 2;
  }));
  const std::string status = RunPhotomill({"status", "--state=" + cluster_.state()}).out;
  for (const Program& twin : twins) {
    EXPECT_THAT(status, HasSubstr("process " + std::to_string(twin.pid()) + ")"));
  }
  GoOn(cluster_.folder());
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  for (Program& twin : twins) EXPECT_TRUE(twin.Wait().Exited(0));
  EXPECT_EQ(cluster_.DoneBy("twin"), kPhotos + 1);
}

TEST_F(ToldApartTest, OneWithTheLeftoversOfAnotherRecipe) {
  cluster_.FixAddress();
  cluster_.folder().Write("recipe.txt", SmallRecipe());
  const std::string recipe = "--recipe=" + cluster_.folder().At("recipe.txt");
  Program worker =
      cluster_.StartWorker("worker", {"--task_time_floor=600"}, WithPoison(cluster_.folder()));
  {
    Program first = cluster_.StartCoordinator({});
    ASSERT_TRUE(AwaitHold(cluster_.folder()));
    first.Signal(SIGKILL);
    (void)first.Wait();
  }
  Program second = cluster_.StartCoordinator({"--exit_when_done", recipe});
  ASSERT_TRUE(worker.Says("the coordinator has another recipe than before"));
  EXPECT_THAT(worker.Err(), HasSubstr("tasks held for the old one are dropped"));
  GoOn(cluster_.folder());
  const Ended ended = second.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  const std::string fresh = cluster_.folder().At("fresh");
  EXPECT_TRUE(RunPhotomill({"run", cluster_.source(), fresh, recipe}).Exited(0));
  EXPECT_EQ(ContentsOf(cluster_.destination()), ContentsOf(fresh));
  EXPECT_TRUE(cluster_.TemporaryFiles().empty());
}

}  // namespace
}  // namespace photomill::test
