// Libraries whose photos have other times than before, and mounts that show other times than the
// coordinator's.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class Touched : public LocalRun {
 protected:
  static constexpr int kPhotos = 12;

  Touched() { WritePhotos(folder_, "src", kPhotos); }

  static void SetTime(const std::string& path, int64_t second, int64_t nanosecond = 0) {
    const timespec times[2] = {{0, UTIME_OMIT}, {second, nanosecond}};
    EXPECT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
  }
  static struct stat StatusOf(const std::string& path) {
    struct stat status {};
    EXPECT_EQ(stat(path.c_str(), &status), 0) << path;
    return status;
  }
  void TouchAll() const {
    for (int i = 0; i < kPhotos; ++i) SetTime(source_ + "/" + PhotoKey(i), 1'600'000'000 + i);
  }
};

TEST_F(Touched, NothingIsMadeAgainOfPhotosThatWereOnlyTouched) {
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  TouchAll();

  const Ended ended = RunTo(kDone);

  EXPECT_EQ(SummaryCount(ended.out, "touched"), kPhotos);
  EXPECT_EQ(TreeOf(destination_), before);
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
  EXPECT_EQ(ledger_.Number("SELECT sources FROM run_tally WHERE what = 'touched'"
                           " AND run = (SELECT max(id) FROM run)"),
            kPhotos);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE waits <> ''"), 0);
  EXPECT_EQ(ledger_.Number("SELECT sum(decode_us) FROM run WHERE id = 2"), 0)
      << "nothing was decoded";
  // By now the ledger knows their times.
  EXPECT_THAT(RunTo(kDone).out, testing::Not(HasSubstr("touched")));
}

TEST_F(Touched, WhatChangedWithinItsSizeIsFoundAmongThem) {
  WriteSource("a.jpg", WithComment(SmallJpeg(5), "before"));
  RunTo(kDone);
  const std::string digest = "SELECT content FROM source WHERE key = 'a.jpg'";
  const std::string before = ledger_.Text(digest);
  TouchAll();
  std::string bytes = ReadFile(source_ + "/a.jpg");
  bytes.replace(bytes.find("before"), 6, "behind");
  WriteSource("a.jpg", bytes);
  SetTime(source_ + "/a.jpg", 1'600'000'000);

  const Ended ended = RunTo(kDone);

  EXPECT_EQ(SummaryCount(ended.out, "touched"), kPhotos);
  EXPECT_NE(ledger_.Text(digest), before) << "read, and made again";
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos + 1);
  CheckEveryOutput(state_, destination_);
}

TEST_F(Touched, ByContentAChangeIsFoundThatSizeAndTimeHide) {
  WriteSource("a.jpg", WithComment(SmallJpeg(5), "before"));
  SetTime(source_ + "/a.jpg", 1'600'000'000);
  RunTo(kDone);
  std::string bytes = ReadFile(source_ + "/a.jpg");
  bytes.replace(bytes.find("before"), 6, "behind");
  WriteSource("a.jpg", bytes);
  SetTime(source_ + "/a.jpg", 1'600'000'000);
  const std::string digest = "SELECT content FROM source WHERE key = 'a.jpg'";
  const std::string before = ledger_.Text(digest);
  RunTo(kDone);
  EXPECT_EQ(ledger_.Text(digest), before) << "nobody read it";

  const Ended ended = RunTo(kDone, {"--compare=content"});

  EXPECT_NE(ledger_.Text(digest), before);
  EXPECT_EQ(SummaryCount(ended.out, "touched"), kPhotos) << "all others";
}

TEST_F(Touched, AFailedOneThatWasTouchedIsNotTriedAgain) {
  const std::string good = SmallJpeg(3);
  WriteSource("bad.jpg", good.substr(0, good.size() / 2));
  RunTo(kWithFailures);
  SetTime(source_ + "/bad.jpg", 1'600'000'000);
  const Ended ended = RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("bad.jpg"), "failed corrupt");
  EXPECT_EQ(SummaryCount(ended.out, "touched"), 1);
}

TEST_F(Touched, ALargeFilmIsToldByItsFirstBytes) {
  std::string head(
      "\0\0\0\x14"
      "ftypqt  \0\0\0\0qt  \0\0\0\0mdat",
      28);
  WriteSource("film.mov", head);
  fs::resize_file(source_ + "/film.mov", 1'200'000'000);
  const Ended ended = RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("film.mov"), "failed format_not_allowed");
  EXPECT_EQ(ledger_.Text("SELECT content FROM source WHERE key = 'film.mov'"), "");
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
}

TEST_F(Touched, OutputsGetTheTimeOfTheirPhotoWhereThatIsAskedFor) {
  SetTime(source_ + "/" + PhotoKey(0), 1'500'000'000, 123'456'789);
  RunTo(kDone, {"--keep_times"});
  for (const std::string derivative : {"photo", "thumb"}) {
    const struct stat kept = StatusOf(destination_ + "/" + OutputKey(PhotoKey(0), derivative));
    EXPECT_EQ(kept.st_mtim.tv_sec, 1'500'000'000);
    EXPECT_EQ(kept.st_mtim.tv_nsec, 123'456'789);
  }
}

// The worker sees the same photos below another folder, which shows times in whole seconds.
TEST_F(Touched, AWorkerWhoseMountShowsWholeSecondsDoesAllOfThem) {
  const std::string mount = folder_.At("mount");
  fs::copy(source_, mount, fs::copy_options::recursive);
  for (int i = 0; i < kPhotos; ++i) {
    SetTime(source_ + "/" + PhotoKey(i), 1'600'000'001 + 2 * i, 500'000'000 + i);
    SetTime(mount + "/" + PhotoKey(i), 1'600'000'001 + 2 * i);
  }
  Program coordinator = StartPhotomill({"coordinator", source_, destination_, "--recipe=" + recipe_,
                                        "--listen=tcp://127.0.0.1:0", "--exit_when_done"});
  const std::string endpoint = AwaitEndpoint(coordinator);
  const Ended worker =
      RunPhotomill({"worker", "--connect=" + endpoint, "--threads=1", "--source_root=" + mount});
  EXPECT_TRUE(worker.Exited(kDone)) << worker.All();
  if (!worker.Exited(kDone)) coordinator.Signal(SIGINT);
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
}

TEST_F(Touched, CompareTakesTwoWords) {
  const Ended ended = RunTo(kCannotStart, {"--compare=size"});
  EXPECT_THAT(ended.All(), HasSubstr("--compare=size is neither time nor content"));
}

}  // namespace
}  // namespace photomill::test
