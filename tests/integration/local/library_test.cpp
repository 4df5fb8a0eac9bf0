// A whole small library, from start to finish.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr uint32_t kWidth = 80;  // px; upright
constexpr uint32_t kHeight = 60;

// Every file has another folder or stem, so that all get separate outputs.
std::map<std::string, std::string> EveryKindOfPicture() {
  OpenPicture(SmallJpeg());  // initialises the imaging libraries
  std::map<std::string, std::string> files;
  for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
    files["turned/" + std::to_string(orientation) + ".jpg"] =
        MakeJpeg(kWidth, kHeight, 90, orientation, 5);
  }
  files["alpha.png"] = MakePng(kWidth, kHeight, 2, true);
  files["plain.PNG"] = MakePng(kWidth, kHeight, 3);
  files["web.webp"] = MakeWebp(kWidth, kHeight, 4, true);
  files["moving.gif"] = MakeGif(kWidth, kHeight, 3);
  files["print.tiff"] = MakeTiff(kWidth, kHeight);
  files["old.bmp"] = MakeBmp(kWidth, kHeight);
  const std::string jpeg = MakeJpeg(kWidth, kHeight);
  std::string deep;
  for (int i = 0; i < 30; ++i) deep += "level-" + std::to_string(i) + "/";
  for (const std::string& name :
       {std::string("with a space/and  two.jpg"), std::string("new\nline.jpg"),
        std::string("no utf-8 \xff\xfe/\xe9t\xe9.jpg"), std::string("ümläut/日本.jpg"),
        std::string("it's \"quoted\" $HOME `x`.jpg"), std::string("-dash.jpg"),
        std::string("--recipe=x.jpg"), std::string(".hidden.jpg"), std::string("no extension"),
        std::string("100%{dir}.jpg"), std::string("tab\tand \x01\x7f.jpg"),
        deep + "far below.jpg"}) {
    files[name] = jpeg;
  }
  return files;
}

TEST_F(LocalRun, MakesEveryDerivativeOfEveryKindOfPictureAndName) {
  const auto files = EveryKindOfPicture();
  for (const auto& [key, bytes] : files) WriteSource(key, bytes);
  const Tree before = TreeOf(source_);
  const auto count = static_cast<int64_t>(files.size());

  const Ended ended = RunTo(kDone);

  EXPECT_THAT(ended.out, HasSubstr("Finished: nothing is left to do."));
  EXPECT_EQ(SummaryCount(ended.out, "found"), count);
  EXPECT_EQ(SummaryCount(ended.out, "done"), count);
  EXPECT_EQ(SummaryCount(ended.out, "failed"), 0);
  EXPECT_THAT(ended.out, HasSubstr(state_));

  const auto states = ledger_.States();
  EXPECT_EQ(static_cast<int64_t>(states.size()), count);
  for (const auto& [key, bytes] : files) {
    EXPECT_EQ(states.contains(key) ? states.at(key) : "not in the ledger", "done") << Escaped(key);
  }
  EXPECT_EQ(CheckEveryOutput(state_, destination_), 2 * count);
  EXPECT_EQ(TreeOf(destination_).size(), static_cast<size_t>(2 * count)) << "and no other file";
  // 80x60 INSIDE 48x48, however the file stores it; COVER has the size of its box.
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM output WHERE derivative = 'photo' AND "
                           "width = 48 AND height = 36"),
            count);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM output WHERE derivative = 'thumb' AND "
                           "width = 16 AND height = 16"),
            count);
  EXPECT_EQ(TreeOf(source_), before) << "the source is only read";
}

TEST_F(LocalRun, StandsEveryPhotoUpright) {
  for (const auto& [key, bytes] : EveryKindOfPicture()) {
    if (key.starts_with("turned/")) WriteSource(key, bytes);
  }
  RunTo(kDone);
  const auto photo = [&](const std::string& key) {
    return OpenPicture(ReadFile(destination_ + "/" + key));
  };
  const Picture upright = photo("turned/1.jpg");  // stored upright
  for (int orientation = 2; orientation <= 8; ++orientation) {
    SCOPED_TRACE(orientation);
    EXPECT_LT(MeanDifference(photo("turned/" + std::to_string(orientation) + ".jpg"), upright), 10);
  }
  const Picture upside_down = StoredAs(upright, 3);
  EXPECT_GT(MeanDifference(upside_down, upright), 10) << "or the check above could not fail";
}

TEST_F(LocalRun, LeavesNothingBehindButTheOutputsAndTheLedger) {
  WritePhotos(folder_, "src", 20);
  RunTo(kDone);
  EXPECT_TRUE(std::filesystem::is_empty(state_ + "/tmp"));
  EXPECT_TRUE(std::filesystem::is_empty(folder_.At("runtime"))) << "the workers' socket is gone";
  EXPECT_EQ(ProcessesLeft(), "");
  // One plain file that can be copied, and read on a read-only file system.
  EXPECT_FALSE(std::filesystem::exists(state_ + "/ledger.db-wal"));
  EXPECT_FALSE(std::filesystem::exists(state_ + "/ledger.db-shm"));
  EXPECT_EQ(ledger_.Text("PRAGMA journal_mode"), "delete");
  folder_.Write("copy/ledger.db", ReadFile(state_ + "/ledger.db"));
  EXPECT_EQ(LedgerView(folder_.At("copy")).CountOf("done"), 20);
  EXPECT_EQ(ledger_.Text("PRAGMA integrity_check"), "ok");
}

TEST_F(LocalRun, TellsItsStatusWhileItRunsAndAfterwards) {
  WritePhotos(folder_, "src", 150, 200, 150);
  Program run = StartPhotomill(Command({"--threads=1"}));
  Ended status{};
  const bool seen = WaitUntil([&] {
    status = RunPhotomill({"status", "--state=" + state_});
    // Before the ledger exists, the command has nothing to show, and says so.
    EXPECT_TRUE(status.Exited(kDone) || status.err.find(state_) != std::string::npos);
    return status.out.find("running (process") != std::string::npos || !run.Running();
  });
  EXPECT_TRUE(seen);
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_THAT(status.out, HasSubstr("running (process " + std::to_string(run.pid()) + " on "));
  EXPECT_THAT(status.out, AllOf(HasSubstr(source_), HasSubstr("to " + destination_)));

  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  status = RunPhotomill({"status", "--state=" + state_});
  EXPECT_TRUE(status.Exited(kDone)) << status.All();
  EXPECT_THAT(status.out, AllOf(HasSubstr("finished"), HasSubstr("thumb: cover 16x16"),
                                HasSubstr("100.0 % finished")));
  EXPECT_EQ(SummaryCount(status.out, "done"), 150);
  EXPECT_EQ(SummaryCount(status.out, "pending"), 0);
}

TEST_F(LocalRun, AnEmptyLibraryIsNoSuccess) {
  ExpectRefused(Command(), {"there are no files in " + source_});
  EXPECT_FALSE(std::filesystem::exists(destination_)) << "nothing is made for it";
}

TEST_F(LocalRun, TheDefaultRecipeMakesAPhotoAndAThumbnail) {
  WriteSource("a.jpg", SmallJpeg());
  const Ended ended = RunPhotomill({"run", source_, destination_});
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  const Picture photo = OpenPicture(ReadFile(destination_ + "/a.jpg"));
  EXPECT_EQ(photo.width, 64U) << "never enlarged";
  const Picture thumb = OpenPicture(ReadFile(destination_ + "/thumbs/a.webp"));
  EXPECT_EQ(thumb.width, thumb.height);
}

}  // namespace
}  // namespace photomill::test
