// `photomill retry`: failed photos are pending again, and the next run tries them.
#include <csignal>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class RetryCommand : public LocalRun {
 protected:
  [[nodiscard]] Ended Retry(const Arguments& extra) const {
    Arguments command = {"retry", "--state=" + state_};
    command.insert(command.end(), extra.begin(), extra.end());
    return RunPhotomill(command);
  }
  // Two that fail in every run, for different reasons, and one that is done.
  void RunWithFailures() const {
    WriteSource("good.jpg", SmallJpeg());
    WriteSource("half.jpg", SmallJpeg(2).substr(0, 300));
    WriteSource("text.jpg", "this is no image at all\n");
    RunTo(kWithFailures);
  }
  [[nodiscard]] int64_t AttemptsOf(const std::string& key) const {
    return ledger_.Number(
        "SELECT count(*) FROM attempt JOIN source ON source.id = source_id WHERE key = " +
        SqlText(key));
  }
};

TEST_F(RetryCommand, AllFailuresAreTriedByTheNextRun) {
  RunWithFailures();
  RunTo(kWithFailures);
  EXPECT_EQ(AttemptsOf("half.jpg"), 1) << "permanent failures are not tried again by themselves";
  const Ended retry = Retry({"--all"});
  EXPECT_TRUE(retry.Exited(kDone)) << retry.All();
  EXPECT_THAT(retry.out, AllOf(HasSubstr("2 failed photos are pending again"), HasSubstr("corrupt"),
                               HasSubstr("not_an_image")));
  EXPECT_EQ(ledger_.CountOf("pending"), 2);
  EXPECT_EQ(ledger_.CountOf("failed"), 0);
  const Ended status = RunPhotomill({"status", "--state=" + state_});
  EXPECT_EQ(SummaryCount(status.out, "pending"), 2) << status.out;
  EXPECT_THAT(RunPhotomill({"explain", "half.jpg", "--state=" + state_}).out,
              AllOf(HasSubstr("pending"), HasSubstr("asked for another attempt")));
  RunTo(kWithFailures);
  EXPECT_EQ(AttemptsOf("half.jpg"), 2);
  EXPECT_EQ(AttemptsOf("text.jpg"), 2);
  EXPECT_EQ(ledger_.States().at("good.jpg"), "done");
  EXPECT_EQ(ledger_.CountOf("failed"), 2);
}

TEST_F(RetryCommand, ByReasonAndByKey) {
  RunWithFailures();
  EXPECT_THAT(Retry({"--reason=corrupt,timed_out"}).out, HasSubstr("1 failed photo is pending"));
  EXPECT_EQ(ledger_.States().at("text.jpg"), "failed not_an_image");
  const Ended key = Retry({source_ + "/text.jpg"});
  EXPECT_TRUE(key.Exited(kDone)) << key.All();
  EXPECT_EQ(ledger_.CountOf("pending"), 2);
  const Ended nothing = Retry({"--all", "--json"});
  EXPECT_TRUE(nothing.Exited(kDone)) << nothing.All();
  EXPECT_THAT(nothing.out, HasSubstr(R"({"retried":0,"reasons":{},"not_retried":[]})"));
}

TEST_F(RetryCommand, SaysWhichKeysHaveNotFailed) {
  RunWithFailures();
  const Ended retry = Retry({"good.jpg", "half.jpg", "nothing.jpg"});
  EXPECT_TRUE(retry.Exited(kWithFailures)) << retry.All();
  EXPECT_THAT(retry.out, HasSubstr("1 failed photo is pending again"));
  EXPECT_THAT(retry.err, AllOf(HasSubstr("'good.jpg' has not failed: it is done"),
                               HasSubstr("the ledger has no photo 'nothing.jpg'")));
  const Ended reason = Retry({"--reason=corrupt", "text.jpg"});
  EXPECT_TRUE(reason.Exited(kWithFailures)) << reason.All();
  EXPECT_THAT(reason.err, HasSubstr("failed as not_an_image, which --reason does not name"));
}

TEST_F(RetryCommand, RefusesWhatItCannotDo) {
  RunWithFailures();
  const std::string state = "--state=" + state_;
  ExpectRefused({"retry", state}, {"--all"});
  ExpectRefused({"retry", state, "--all", "half.jpg"}, {"--all"});
  ExpectRefused({"retry", state, "--reason=corupt"}, {"corupt", "corrupt?"});
  ExpectRefused({"retry", state, "--reason="}, {"--reason"});
  ExpectRefused({"retry", "--all"}, {"--state"});
  ExpectRefused({"retry", "--all", "--state=" + folder_.At("nowhere")}, {"no ledger"});
  EXPECT_EQ(ledger_.CountOf("failed"), 2);
}

TEST_F(RetryCommand, RefusesWhileARunIsAlive) {
  WriteSource("half.jpg", SmallJpeg(2).substr(0, 300));
  RunTo(kWithFailures);
  WritePhotos(folder_, "src", 150, 200, 150);
  Program run = StartPhotomill(Command({"--threads=1"}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
  ExpectRefused({"retry", "--all", "--state=" + state_},
                {"run 2 is alive (process " + std::to_string(run.pid()), "the run after it"});
  run.Signal(SIGTERM);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  const Ended retry = Retry({"--all"});
  EXPECT_TRUE(retry.Exited(kDone)) << retry.All();
  EXPECT_THAT(retry.out, HasSubstr("1 failed photo is pending again"));
}

TEST_F(RetryCommand, IsNotARun) {
  RunWithFailures();
  EXPECT_TRUE(Retry({"--all"}).Exited(kDone));
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM run"), 1);
  EXPECT_EQ(ledger_.Text("PRAGMA journal_mode"), "delete") << "one plain file";
}

}  // namespace
}  // namespace photomill::test
