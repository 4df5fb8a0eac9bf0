// What `photomill status` shows to users with read access only, and what it repairs.
#include <fcntl.h>
#include <sys/stat.h>

#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

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
  // Kills a run in the middle, which leaves its log next to the ledger.
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
    GTEST_SKIP() << "only root can become another user";
  }
  folder_.OpenToAll();
  WritePhotos(folder_, "src", 150, 200, 150);
  Program run = StartPhotomill(Command({"--threads=1"}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
  const Ended alive = RunPhotomill({"status", "--state=" + state_}, *nobody);
  EXPECT_TRUE(alive.Exited(kDone)) << alive.All();
  EXPECT_THAT(alive.out, HasSubstr("running (process " + std::to_string(run.pid()) + " on "));
  run.Signal(SIGTERM);
  EXPECT_TRUE(run.Wait().Exited(kStopped));
  const Ended ended = RunPhotomill({"status", "--state=" + state_}, *nobody);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("stopped"), Not(HasSubstr("running (process"))));
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
    GTEST_SKIP() << "only root can become another user";
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
  EXPECT_THAT(status.out,
              AllOf(HasSubstr("1 new, 7 unchanged"), HasSubstr("made           1  in ")));
}

TEST_F(StatusCommand, TellsEveryCountOfTheRunThatTheSummaryTells) {
  using namespace std::string_literals;
  WriteRecipe(R"(derivative { name: "photo" width: 64 height: 64 format: JPEG
                              key: "{dir}/{stem}.jpg" otherwise: "{dir}/{name}.jpg" })");
  WriteSource("both.JPG", MakeJpeg(80, 60, 85, 1));
  WriteSource("both.png", MakePng(80, 60, 2));
  WriteSource("both.mov",
              "\0\0\0\x14"
              "ftypqt  \0\0\0\0qt  \0\0\0\x10mdatpictures"s);
  WriteSource("notes.txt", "no picture");
  WriteSource("old.jpg", MakeJpeg(80, 60, 85, 3));
  WriteSource("same.jpg", MakeJpeg(80, 60, 85, 4));
  WriteSource("touched.jpg", MakeJpeg(80, 60, 85, 5));
  RunTo(kDone);
  std::filesystem::rename(source_ + "/old.jpg", source_ + "/name.jpg");
  WriteSource("same.jpg", WithComment(MakeJpeg(80, 60, 85, 4), "says nothing of the picture"));
  WriteSource("new.jpg", MakeJpeg(80, 60, 85, 6));
  const timespec times[2] = {{1'600'000'000, 0}, {1'600'000'000, 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, (source_ + "/touched.jpg").c_str(), times, 0), 0);

  const Ended run = RunTo(kDone);
  const Ended status = RunPhotomill({"status", "--state=" + state_});
  for (const std::string label : {"found", "made", "touched", "made the same", "renamed", "done",
                                  "otherwise", "skipped", "companions"}) {
    EXPECT_GT(SummaryCount(run.out, label), 0) << label << "\n" << run.out;
    EXPECT_EQ(SummaryCount(status.out, label), SummaryCount(run.out, label))
        << label << "\n"
        << run.out << status.out;
  }
  EXPECT_THAT(status.out,
              AllOf(HasSubstr("1 not an image, 1 companion"), HasSubstr("1 QuickTime")));
}

}  // namespace
}  // namespace photomill::test
