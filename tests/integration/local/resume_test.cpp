// A run that is interrupted, and the same command again.
#include <signal.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;

class Resume : public LocalRun {
 protected:
  static constexpr int kPhotos = 160;
  static constexpr int kDoneBefore = 5;  // the interruption comes when this many are done

  Resume() { WritePhotos(folder_, "src", kPhotos, 320, 240); }

  // Sends `signal` in the middle of a run.
  Ended Interrupt(int signal) {
    Program run = StartPhotomill(Command({"--threads=1"}));
    EXPECT_TRUE(
        WaitUntil([&] { return ledger_.CountOf("done") >= kDoneBefore || !run.Running(); }));
    run.Signal(signal);
    Ended ended = run.Wait();
    EXPECT_EQ(ProcessesLeft(), "");
    EXPECT_LT(ledger_.CountOf("done"), kPhotos) << "that was not the middle: " << ended.All();
    attempts_ = ledger_.AttemptsOfDone();
    tree_ = TreeOf(destination_);
    EXPECT_GE(attempts_.size(), static_cast<size_t>(kDoneBefore));
    return ended;
  }

  // Runs the same command to the end: done photos stay untouched, and the result is identical to
  // that of an undisturbed run.
  void GoOn() {
    std::map<std::string, std::vector<std::string>> outputs;
    for (const auto& row : ledger_.Rows("SELECT source.key, output.key FROM source JOIN output ON "
                                        "source_id = source.id WHERE state = 'done'")) {
      outputs[row[0]].push_back(row[1]);
    }
    const Ended ended = RunTo(kDone);
    EXPECT_EQ(SummaryCount(ended.out, "done"), kPhotos) << ended.All();
    EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
    const auto attempts = ledger_.AttemptsOfDone();
    const Tree tree = TreeOf(destination_);
    for (const auto& [source, count] : attempts_) {
      EXPECT_EQ(attempts.at(source), count) << source;
      EXPECT_EQ(outputs[source].size(), 2U) << source;
      for (const std::string& output : outputs[source]) {
        EXPECT_EQ(tree.at(output), tree_.at(output)) << output;
      }
    }
    EXPECT_EQ(ContentsOf(tree), FreshRun("undisturbed"));
    EXPECT_TRUE(std::filesystem::is_empty(state_ + "/tmp"));
    CheckEveryOutput(state_, destination_);
  }

 private:
  std::map<std::string, int64_t> attempts_;
  Tree tree_;
};

TEST_F(Resume, AfterCtrlCTheSameCommandGoesOn) {
  const Ended ended = Interrupt(SIGINT);
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  EXPECT_THAT(ended.out, HasSubstr("Stopped early. Run the same command again to resume."));
  EXPECT_GT(SummaryCount(ended.out, "still to do"), 0);
  EXPECT_EQ(ledger_.Text("SELECT ended_as FROM run"), "stopped");
  GoOn();
}

TEST_F(Resume, AHangupStopsARunAsCtrlCDoes) {
  const Ended ended = Interrupt(SIGHUP);
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  EXPECT_EQ(ledger_.Text("SELECT ended_as FROM run"), "stopped");
  EXPECT_THAT(ReadFile(state_ + "/coordinator.log"), HasSubstr("received SIGHUP"));
  GoOn();
}

TEST_F(Resume, AfterSigkillTheSameCommandGoesOn) {
  const Ended ended = Interrupt(SIGKILL);
  EXPECT_EQ(ended.exit.signal, SIGKILL);
  const Ended status = RunPhotomill({"status", "--state=" + state_});
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_THAT(status.out, HasSubstr("ended unexpectedly; run the same command again to resume"));
  GoOn();
}

TEST_F(Resume, ASecondCtrlCStopsAtOnce) {
  Program run = StartPhotomill(Command({"--threads=1"}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= kDoneBefore || !run.Running(); }));
  run.Signal(SIGINT);
  run.Signal(SIGTERM);  // two equal signals may be merged
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  EXPECT_EQ(ProcessesLeft(), "");
  RunTo(kDone);
  EXPECT_EQ(ContentsOf(destination_), FreshRun("undisturbed"));
}

TEST_F(LocalRun, AFinishedRunThatIsRunAgainDoesNothing) {
  WritePhotos(folder_, "src", 30);
  WriteSource("text.jpg", "no picture");
  WriteSource("cut.jpg", SmallJpeg().substr(0, 400));
  RunTo(kWithFailures);
  const Tree tree = TreeOf(destination_);
  const auto rows = ledger_.Rows("SELECT id, key, state, attempts, reason FROM source");
  const Ended again = RunTo(kWithFailures);
  EXPECT_EQ(TreeOf(destination_), tree) << "not one file is written again";
  EXPECT_EQ(ledger_.Rows("SELECT id, key, state, attempts, reason FROM source"), rows);
  EXPECT_EQ(SummaryCount(again.out, "found"), 32);
  EXPECT_EQ(SummaryCount(again.out, "done"), 30);
  EXPECT_EQ(ledger_.Number("SELECT sum(decode_us) FROM run WHERE id = 2"), 0);
}

}  // namespace
}  // namespace photomill::test
