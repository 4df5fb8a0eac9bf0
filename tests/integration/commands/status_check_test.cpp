// `photomill status` for monitoring and for programs: --check, --json and --watch.
#include <csignal>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StatusCheck : public LocalRun {
 protected:
  [[nodiscard]] Ended Status(const Arguments& extra = {}) const {
    Arguments command = {"status", "--state=" + state_};
    command.insert(command.end(), extra.begin(), extra.end());
    return RunPhotomill(command);
  }
  // Starts a run that takes a while, and waits until it makes photos.
  [[nodiscard]] Program StartRun() const {
    WritePhotos(folder_, "src", 150, 200, 150);
    Program run = StartPhotomill(Command({"--threads=1"}));
    EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
    return run;
  }
};

int CountOf(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

TEST_F(StatusCheck, ARunWithoutFailuresIsRight) {
  WritePhotos(folder_, "src", 7);
  RunTo(kDone);
  const Ended ended = Status({"--check"});
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(ended.out, HasSubstr("Check\n  nothing is wrong\n"));
  EXPECT_THAT(Status({"--json"}).out,
              AllOf(HasSubstr(R"("right":true,"complaints":[]})"), HasSubstr(R"("done":7)"),
                    HasSubstr(R"("ended_as":"finished")"), Not(HasSubstr("\"progress\""))));
  EXPECT_THAT(ended.out, AllOf(HasSubstr("photo      7 jpeg files, "),
                               HasSubstr("thumb      7 webp files, ")));
}

TEST_F(StatusCheck, FailuresAreWrongAndSoIsWhatWaitsForARun) {
  WriteSource("half.jpg", SmallJpeg(2).substr(0, 300));
  RunTo(kWithFailures);
  EXPECT_TRUE(Status().Exited(kDone)) << "as before: the ledger was read";
  const Ended ended = Status({"--check"});
  EXPECT_TRUE(ended.Exited(kWithFailures)) << ended.All();
  EXPECT_THAT(ended.out, HasSubstr("1 photo failed"));
  EXPECT_THAT(Status({"--json"}).out,
              AllOf(HasSubstr(R"("corrupt":{"sources":1,"remedy":")"),
                    HasSubstr(R"("right":false)"), HasSubstr(R"({"what":"failures")")));
  EXPECT_TRUE(RunPhotomill({"retry", "--all", "--state=" + state_}).Exited(kDone));
  const Ended waiting = Status({"--check"});
  EXPECT_TRUE(waiting.Exited(kWithFailures)) << waiting.All();
  EXPECT_THAT(waiting.out, HasSubstr("1 photo is pending, and no run is working on it"));
}

TEST_F(StatusCheck, AKilledRunIsWrong) {
  Program run = StartRun();
  const Ended alive = Status({"--check"});
  EXPECT_TRUE(alive.Exited(kDone)) << alive.All();
  run.Signal(SIGKILL);
  (void)run.Wait();
  const Ended killed = Status({"--check"});
  EXPECT_TRUE(killed.Exited(kWithFailures)) << killed.All();
  EXPECT_THAT(killed.out, HasSubstr("the run ended unexpectedly"));
}

TEST_F(StatusCheck, AStoppedRunIsWrongWhilePhotosArePending) {
  Program run = StartRun();
  run.Signal(SIGTERM);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  const Ended stopped = Status({"--check"});
  EXPECT_TRUE(stopped.Exited(kWithFailures)) << stopped.All();
  EXPECT_THAT(stopped.out, HasSubstr("the run was stopped with "));
}

TEST_F(StatusCheck, ALedgerThatCannotBeReadIsNeither) {
  ExpectRefused({"status", "--check", "--state=" + folder_.At("nowhere")}, {"no ledger"});
  ExpectRefused({"status", "--watch=100000", "--state=" + state_}, {"--watch=100000", "day"});
}

TEST_F(StatusCheck, WatchesUntilTheRunHasEnded) {
  Program run = StartRun();
  Program watch = StartPhotomill({"status", "--watch=1", "--json", "--state=" + state_});
  EXPECT_TRUE(watch.Says(R"("alive":true)"));
  EXPECT_TRUE(run.Wait().Exited(kDone));
  const Ended watched = watch.Wait();
  EXPECT_TRUE(watched.Exited(kDone)) << watched.All();
  EXPECT_EQ(CountOf(watched.out, R"("alive":false)"), 1);
  EXPECT_THAT(watched.out, HasSubstr(R"("done":150)"));
  // Without a value, and with nothing to wait for.
  const Ended once = Status({"--watch"});
  EXPECT_TRUE(once.Exited(kDone)) << once.All();
  EXPECT_EQ(CountOf(once.out, "finished"), CountOf(Status().out, "finished"));
}

TEST_F(StatusCheck, ShowsTheWorkOfALiveRun) {
  Program run = StartRun();
  EXPECT_TRUE(WaitUntil(
      [&] { return ledger_.Number("SELECT count(*) FROM progress") == 1 || !run.Running(); }));
  const Ended alive = Status();
  if (run.Running()) {
    EXPECT_THAT(alive.out, AllOf(HasSubstr("\nProgress\n  rate         "), HasSubstr(" on average"),
                                 HasSubstr("photos at workers"), HasSubstr("selection: ")));
  }
  run.Signal(SIGTERM);
  (void)run.Wait();
  EXPECT_THAT(Status().out, Not(HasSubstr("\nProgress\n")));
}

// Hundreds of files of one kind do not hide the two of another kind.
TEST_F(StatusCheck, ListsFailuresOfEveryReason) {
  for (int i = 0; i < 30; ++i) {
    WriteSource("a" + std::to_string(i) + ".jpg", "text " + std::to_string(i));
  }
  WriteSource("z1.jpg", SmallJpeg(2).substr(0, 300));
  WriteSource("z2.jpg", SmallJpeg(3).substr(0, 300));
  RunTo(kWithFailures);
  const Ended ended = Status({"--failures=6"});
  EXPECT_THAT(ended.out, AllOf(HasSubstr("  z1.jpg  corrupt  "), HasSubstr("  z2.jpg  corrupt  "),
                               HasSubstr("… and 26 more")));
  EXPECT_EQ(CountOf(ended.out, ".jpg  not_an_image  "), 4) << ended.out;
}

}  // namespace
}  // namespace photomill::test
