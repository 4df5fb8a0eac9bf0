// photomill pause and resume on a live run of this machine.
#include <fmt/core.h>
#include <signal.h>
#include <sys/stat.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr int kPausePhotos = 2000;

class PauseCommandTest : public LocalRun {
 protected:
  PauseCommandTest() { WritePhotos(folder_, "src", kPausePhotos, 200, 150); }

  // A run that has done some photos, and has others left.
  [[nodiscard]] Program Begin(const Arguments& extra = {}) const {
    Arguments flags = {"--threads=1", "--progress=plain"};
    flags.insert(flags.end(), extra.begin(), extra.end());
    Program run = StartPhotomill(Command(flags));
    EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
    return run;
  }
  [[nodiscard]] Ended Give(const std::string& command) const {
    return RunPhotomill({command, "--state=" + state_});
  }
  void PauseAndAwaitRest(Program& run) const {
    const Ended paused = Give("pause");
    EXPECT_TRUE(paused.Exited(kDone)) << paused.All();
    EXPECT_THAT(paused.out, HasSubstr("the run is paused"));
    EXPECT_TRUE(WaitUntil([&] {
      return !run.Running() ||
             ledger_.Number("SELECT count(*) FROM progress WHERE in_flight = 0 AND paused <> ''") >
                 0;
    }));
  }
  [[nodiscard]] bool HasControlFile() const { return std::filesystem::exists(state_ + "/control"); }
};

TEST_F(PauseCommandTest, NothingIsAssignedUntilTheRunIsResumed) {
  Program run = Begin();
  struct stat status {};
  ASSERT_EQ(stat((state_ + "/control").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  PauseAndAwaitRest(run);
  const int64_t done = ledger_.CountOf("done");
  EXPECT_LT(done, kPausePhotos);
  EXPECT_THAT(RunPhotomill({"status", "--state=" + state_}).out,
              HasSubstr("by request (photomill resume continues the run)"));
  EXPECT_TRUE(run.Says("paused: by request"));
  const Ended explained = RunPhotomill(
      {"explain", ledger_.Text("SELECT key FROM source WHERE state = 'pending' LIMIT 1"),
       "--state=" + state_, "--json"});
  EXPECT_TRUE(explained.Exited(kDone)) << explained.All();
  EXPECT_THAT(explained.out, HasSubstr("\"live\":\"paused\""));
  EXPECT_THAT(Give("pause").out, HasSubstr("already"));
  EXPECT_EQ(ledger_.CountOf("done"), done);
  EXPECT_TRUE(run.Running());

  const Ended resumed = Give("resume");
  EXPECT_TRUE(resumed.Exited(kDone)) << resumed.All();
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kPausePhotos);
  EXPECT_THAT(ended.out, HasSubstr("by request"));  // the summary says for how long
  EXPECT_FALSE(HasControlFile());
}

TEST_F(PauseCommandTest, CtrlCStopsAPausedRunAndTheNextOneIsNotPaused) {
  Program run = Begin();
  PauseAndAwaitRest(run);
  run.Signal(SIGINT);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  EXPECT_FALSE(HasControlFile());
  RunTo(kDone);
  EXPECT_EQ(ledger_.CountOf("done"), kPausePhotos);
}

TEST_F(PauseCommandTest, WhatAKilledRunLeftIsExplainedAndReplaced) {
  Program run = Begin();
  PauseAndAwaitRest(run);
  run.Signal(SIGKILL);
  (void)run.Wait();
  ASSERT_TRUE(HasControlFile());
  const Ended refused = Give("resume");
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err, AllOf(HasSubstr("no run is active"), HasSubstr("was killed")));
  RunTo(kDone);
  EXPECT_FALSE(HasControlFile());
}

TEST_F(PauseCommandTest, AStoppedRunIsNamedWithItsProcess) {
  Program run = Begin();
  run.Signal(SIGSTOP);
  const Ended refused = Give("pause");
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err,
              AllOf(HasSubstr(fmt::format("process {} holds the migration in", run.pid())),
                    HasSubstr("but does not answer"), HasSubstr("kill -CONT"),
                    HasSubstr("coordinator.log")));
  run.Signal(SIGCONT);
  run.Signal(SIGINT);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
}

// Opening a pipe like a file would wait for ever.
TEST_F(PauseCommandTest, APipeInPlaceOfAFileOfTheStateDirectoryIsNamed) {
  RunTo(kDone, {"--limit=2"});
  const auto replace = [this](const std::string& name) {
    std::filesystem::remove(state_ + "/" + name);
    ASSERT_EQ(mkfifo((state_ + "/" + name).c_str(), 0600), 0);
  };
  replace("control");
  ExpectRefused({"pause", "--state=" + state_}, {"control\" is a named pipe", "Remove it"});
  replace("coordinator.log");
  ExpectRefused(Command(), {"coordinator.log\" is a named pipe"});
  std::filesystem::remove(state_ + "/coordinator.log");
  replace("logs/worker-1.log");
  const Ended run = RunPhotomill(Command());
  EXPECT_FALSE(run.Exited(kDone));
  EXPECT_THAT(run.All(), HasSubstr("worker-1.log\" is a named pipe"));
  std::filesystem::remove(state_ + "/logs/worker-1.log");
  replace("destination");
  ExpectRefused(Command(), {"destination\" is a named pipe"});
  ExpectRefused({"verify", "--state=" + state_}, {"destination\" is a named pipe"});
  std::filesystem::remove(state_ + "/destination");
  replace("lock");
  ExpectRefused(Command(), {"lock\" is a named pipe"});
  EXPECT_TRUE(RunPhotomill({"status", "--state=" + state_}).Exited(kDone));
}

TEST_F(PauseCommandTest, WithoutARunThereIsNothingToPause) {
  RunTo(kDone, {"--limit=2"});
  const Ended refused = Give("pause");
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err, AllOf(HasSubstr("no run is active"), Not(HasSubstr("killed"))));
}

TEST_F(PauseCommandTest, AnotherUserMayNotPauseTheRun) {
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody || nobody->behind.empty()) GTEST_SKIP() << "only root can become another user";
  folder_.OpenToAll();
  Program run = Begin();
  const Ended refused = RunPhotomill({"pause", "--state=" + state_}, *nobody);
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err, HasSubstr("/control"));
  run.Signal(SIGINT);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
}

TEST_F(PauseCommandTest, WrongArgumentsAreRefused) {
  ExpectRefused({"pause"}, {"--state", "--admin", "photomill help pause"});
  ExpectRefused({"pause", "--state=" + state_, "--admin=x"}, {"one of"});
  ExpectRefused({"pause", "--state="}, {"--state"});
  ExpectRefused({"resume", "now", "--state=" + state_}, {"nothing"});
  ExpectRefused({"drain", "--state=" + state_}, {"one worker"});
}

}  // namespace
}  // namespace photomill::test
