// Shows what `photomill status` tells to those who may only read, and what it mends.
#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class StatusCommand : public LocalRun {
 protected:
  [[nodiscard]] bool Exists(const std::string& name) const {
    return std::filesystem::exists(state_ + "/" + name);
  }
  // Kills a run in the middle, which leaves its log beside the ledger.
  void KillARun() {
    WritePhotos(folder_, "src", 150, 200, 150);
    Program run = StartPhotomill(Command({"--threads=1"}));
    EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
    run.Signal(SIGKILL);
    (void)run.Wait();
  }
};

TEST_F(StatusCommand, AnotherUserIsToldThatARunIsAliveByItsTimeInTheLedger) {
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody || nobody->behind.empty()) {
    GTEST_SKIP() << "another user is needed, and only root can be one";
  }
  folder_.OpenToAll();
  WritePhotos(folder_, "src", 150, 200, 150);
  Program run = StartPhotomill(Command({"--threads=1"}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
  const Ended alive = RunPhotomill({"status", "--state=" + state_}, *nobody);
  EXPECT_TRUE(alive.Exited(kDone)) << alive.All();
  EXPECT_THAT(alive.out, HasSubstr("going on (process " + std::to_string(run.pid()) + " on "));
  run.Signal(SIGTERM);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  const Ended ended = RunPhotomill({"status", "--state=" + state_}, *nobody);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("stopped"), Not(HasSubstr("going on"))));
}

TEST_F(StatusCommand, WorksInWhatAKilledRunLeft) {
  KillARun();
  ASSERT_TRUE(Exists("ledger.db-wal"));
  const int64_t done = ledger_.CountOf("done");
  const Ended status = RunPhotomill({"status", "--state=" + state_});
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_EQ(SummaryCount(status.out, "done"), done);
  EXPECT_FALSE(Exists("ledger.db-wal")) << "one plain file again";
  EXPECT_EQ(ledger_.Text("PRAGMA journal_mode"), "delete");
  RunTo(kDone);
}

TEST_F(StatusCommand, OfAKilledRunCanBeReadByThoseWhoMayNotMendIt) {
  const std::optional<Launch> nobody = AsNobody();
  if (!nobody || nobody->behind.empty()) {
    GTEST_SKIP() << "another user is needed, and only root can be one";
  }
  folder_.OpenToAll();
  KillARun();
  const Ended status = RunPhotomill({"status", "--state=" + state_}, *nobody);
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_EQ(SummaryCount(status.out, "done"), ledger_.CountOf("done"));
  EXPECT_TRUE(Exists("ledger.db-wal")) << "it was only read";
}

TEST_F(StatusCommand, TellsWhatTheLastRunMadeApartFromWhatItFound) {
  WritePhotos(folder_, "src", 7);
  RunTo(kDone);
  WriteSource("new.jpg", SmallJpeg());
  const Ended second = RunTo(kDone);
  EXPECT_EQ(SummaryCount(second.out, "made"), 1);
  EXPECT_EQ(SummaryCount(second.out, "done"), 8);
  EXPECT_THAT(second.out, HasSubstr("1 new, 7 unchanged"));
  const Ended status = RunPhotomill({"status", "--state=" + state_});
  EXPECT_THAT(status.out, AllOf(HasSubstr("1 new, 7 unchanged"), HasSubstr("made         1: ")));
}

}  // namespace
}  // namespace photomill::test
