// photomill drain on a live run of this machine.
#include <signal.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kDrainPhotos = 2000;

class DrainCommandTest : public LocalRun {
 protected:
  DrainCommandTest() { WritePhotos(folder_, "src", kDrainPhotos, 200, 150); }

  [[nodiscard]] Program Begin(int workers) const {
    Program run = StartPhotomill(
        Command({"--threads=1", "--progress=plain", "--workers=" + std::to_string(workers)}));
    EXPECT_TRUE(WaitUntil([&] {
      return !run.Running() ||
             (ledger_.CountOf("done") >= 5 &&
              ledger_.Number("SELECT count(*) FROM worker WHERE state = 'working'") == workers);
    }));
    return run;
  }
  [[nodiscard]] Ended Drain(const std::string& worker) const {
    return RunPhotomill({"drain", worker, "--state=" + state_});
  }
};

TEST_F(DrainCommandTest, TheWorkerLeavesIsNotStartedAgainAndTheOthersFinish) {
  Program run = Begin(2);
  const Ended drained = Drain("local-1");
  EXPECT_TRUE(drained.Exited(kDone)) << drained.All();
  EXPECT_THAT(drained.out, AllOf(HasSubstr("worker local-1"), Not(HasSubstr("Warning"))));
  EXPECT_TRUE(WaitUntil([&] {
    return !run.Running() ||
           ledger_.Text("SELECT state FROM worker WHERE name = 'local-1'") == "left";
  }));
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kDrainPhotos);
  EXPECT_EQ(ledger_.Number("SELECT max(crashes) FROM source"), 0);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM worker WHERE name = 'local-1'"), 1);
}

TEST_F(DrainCommandTest, WithoutItsLastWorkerTheRunWaitsAndSaysSo) {
  Program run = Begin(1);
  const Ended drained = Drain("local-1");
  EXPECT_TRUE(drained.Exited(kDone)) << drained.All();
  EXPECT_THAT(drained.out, HasSubstr("Warning: no other worker is left"));
  EXPECT_TRUE(run.Says("paused: every worker of this run was drained"));
  run.Signal(SIGINT);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  RunTo(kDone);
}

TEST_F(DrainCommandTest, AnUnknownWorkerIsRefusedWithAListOfThem) {
  Program run = Begin(2);
  const Ended refused = Drain("local-9");
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr("local-9"), HasSubstr("local-1@"), HasSubstr("local-2@")));
  run.Signal(SIGINT);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
}

}  // namespace
}  // namespace photomill::test
