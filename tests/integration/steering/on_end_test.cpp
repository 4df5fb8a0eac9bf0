// --on_end and --nice with real runs.
#include <signal.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::HasSubstr;

class OnEndTest : public LocalRun {
 protected:
  [[nodiscard]] std::string Out() const { return folder_.At("out"); }
  [[nodiscard]] std::string OnEnd(const std::string& command) const {
    return "--on_end=" + command + " >'" + Out() + "'";
  }
};

TEST_F(OnEndTest, ItIsToldHowTheRunEnded) {
  WritePhotos(folder_, "src", 3);
  const std::string command = "echo $PHOTOMILL_RESULT $PHOTOMILL_EXIT_CODE $PHOTOMILL_DONE";
  RunTo(kDone, {OnEnd(command)});
  EXPECT_EQ(ReadFile(Out()), "finished 0 3\n");
  WriteSource("broken.jpg", SmallJpeg().substr(0, 200));
  RunTo(kWithFailures, {OnEnd(command + " $PHOTOMILL_FAILED")});
  EXPECT_EQ(ReadFile(Out()), "finished_with_failures 2 3 1\n");
}

TEST_F(OnEndTest, TheStateDirectoryIsFreeForTheNextRun) {
  WritePhotos(folder_, "src", 3);
  RunTo(kDone, {"--limit=1", OnEnd(ProgramFolder() + "/photomill run '" + source_ + "' '" +
                                   destination_ + "' --progress=none")});
  EXPECT_EQ(ledger_.CountOf("done"), 3);
}

TEST_F(OnEndTest, ItsFailureIsAMessageAndChangesNoExitCode) {
  WritePhotos(folder_, "src", 1);
  const Ended ended = RunTo(kDone, {"--on_end=exit 5"});
  EXPECT_THAT(ended.err, HasSubstr("the command of --on_end exited with 5"));
}

TEST_F(OnEndTest, AStoppedRunIsToldToo) {
  WritePhotos(folder_, "src", 400, 200, 150);
  Program run = StartPhotomill(Command({"--threads=1", OnEnd("echo $PHOTOMILL_RESULT")}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
  run.Signal(SIGINT);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  EXPECT_EQ(ReadFile(Out()), "stopped\n");
}

TEST_F(OnEndTest, ARunThatCannotStartHasNoEnd) {
  ExpectRefused(CommandInto(folder_.At("src"), {"--threads=1", "--nice=20"}), {"--nice=20"});
  ExpectRefused(Command({"--on_end="}), {"--on_end"});
  EXPECT_FALSE(std::filesystem::exists(Out()));
}

}  // namespace
}  // namespace photomill::test
