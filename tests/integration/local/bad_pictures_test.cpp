// Files that cannot become outputs: each fails with its reason, and no other photo is affected.
#include <sys/stat.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class BadPictures : public LocalRun {
 protected:
  static constexpr int kGood = 8;

  BadPictures() { WritePhotos(folder_, "src", kGood); }

  // Checks that all good photos are done, whatever else happened.
  void ExpectGoodOnesDone() {
    const auto states = ledger_.States();
    for (int i = 0; i < kGood; ++i) EXPECT_EQ(states.at(PhotoKey(i)), "done");
    EXPECT_EQ(CheckEveryOutput(state_, destination_), 2 * kGood);
    EXPECT_EQ(TreeOf(destination_).size(), 2U * kGood) << "no output of the bad ones";
    EXPECT_EQ(ProcessesLeft(), "");
  }
};

// A JPEG whose header claims this width and height.
std::string ClaimingSides(std::string jpeg, uint32_t width, uint32_t height) {
  const size_t frame = jpeg.find("\xff\xc0");
  EXPECT_NE(frame, std::string::npos);
  const auto put = [&](size_t at, uint32_t side) {
    jpeg[at] = static_cast<char>(side >> 8);
    jpeg[at + 1] = static_cast<char>(side & 0xff);
  };
  put(frame + 5, height);
  put(frame + 7, width);
  return jpeg;
}

TEST_F(BadPictures, AreToldEachWithItsReason) {
  WriteSource("empty.jpg", "");
  WriteSource("text.jpg", "Dear diary, this is no picture.\n");
  WriteSource("half.jpg", SmallJpeg().substr(0, SmallJpeg().size() / 2));
  WriteSource("huge.jpg", ClaimingSides(SmallJpeg(), 65500, 65500));
  WriteSource("drawing.png",
              "<?xml version=\"1.0\"?>\n<svg xmlns=\"http://www.w3.org/2000/svg\" "
              "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"9\" height=\"9\">"
              "<image xlink:href=\"file://" +
                  source_ + "/" + PhotoKey(0) + "\"/></svg>");
  WriteSource("script.png", "push graphic-context\nviewbox 0 0 9 9\nimage over 0,0 0,0 '" +
                                source_ + "/" + PhotoKey(0) + "'\npop graphic-context\n");
  WriteSource("shell.png", "#!/bin/sh\ntouch " + folder_.At("was-run") + "\n");

  const Ended ended = RunTo(kWithFailures);

  const auto states = ledger_.States();
  EXPECT_EQ(states.at("empty.jpg"), "failed not_an_image");
  EXPECT_THAT(ledger_.DetailOf("empty.jpg"), HasSubstr("empty"));
  EXPECT_EQ(states.at("text.jpg"), "failed not_an_image");
  EXPECT_THAT(ledger_.DetailOf("text.jpg"), HasSubstr("text"));
  EXPECT_EQ(states.at("half.jpg"), "failed corrupt");
  EXPECT_NE(ledger_.DetailOf("half.jpg"), "");
  EXPECT_EQ(states.at("huge.jpg"), "failed too_large");
  EXPECT_THAT(ledger_.DetailOf("huge.jpg"), HasSubstr("65500"));
  EXPECT_EQ(states.at("drawing.png"), "failed format_not_allowed");
  EXPECT_THAT(ledger_.DetailOf("drawing.png"), AllOf(HasSubstr("SVG"), HasSubstr("jpeg")));
  EXPECT_NE(states.at("script.png"), "done");
  EXPECT_EQ(states.at("shell.png"), "failed not_an_image");
  EXPECT_FALSE(fs::exists(folder_.At("was-run")));

  EXPECT_EQ(SummaryCount(ended.out, "corrupt"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "too_large"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "found"), kGood + 7);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("replace them with good copies"),
                               HasSubstr("SELECT key, reason, detail FROM source")));
  const Ended status = RunPhotomill({"status", "--state=" + state_});
  EXPECT_THAT(status.out, AllOf(HasSubstr("half.jpg"), HasSubstr("huge.jpg")));
  ExpectGoodOnesDone();
}

TEST_F(BadPictures, EveryCutOfAFileIsToldAndNoneIsHalfMade) {
  const std::string jpeg = SmallJpeg();
  int cuts = 0;
  for (size_t length = 2; length < jpeg.size(); length += jpeg.size() / 12, ++cuts) {
    WriteSource("cut/" + std::to_string(length) + ".jpg", jpeg.substr(0, length));
  }
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE key LIKE 'cut/%' AND "
                           "state = 'failed' AND reason = 'corrupt'"),
            cuts);
  ExpectGoodOnesDone();
}

TEST_F(BadPictures, AFileOverTheLimitIsNotRead) {
  WriteSource("sparse.jpg", SmallJpeg());
  fs::resize_file(source_ + "/sparse.jpg", (1ULL << 30) + 1);
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("sparse.jpg"), "failed too_large");
  ExpectGoodOnesDone();
}

TEST_F(BadPictures, OnlyFilesAreTaken) {
  EXPECT_EQ(mkfifo((source_ + "/pipe.jpg").c_str(), 0644), 0);
  folder_.MakeFolder("src/folder.jpg");
  fs::create_symlink(folder_.At("nowhere"), source_ + "/dangling.jpg");
  RunTo(kDone);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source"), kGood);
  ExpectGoodOnesDone();
}

TEST_F(BadPictures, TheFirstOfTwoWithOneOutputNameWinsAndKeepsWinning) {
  WriteSource("twin.jpg", SmallJpeg(5));
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  WriteSource("twin.png", SmallJpeg(6));
  const Ended ended = RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("twin.jpg"), "done");
  EXPECT_EQ(ledger_.States().at("twin.png"), "failed key_collision");
  EXPECT_THAT(ledger_.DetailOf("twin.png"),
              AllOf(HasSubstr("twin.jpg"), HasSubstr("{name}"), HasSubstr("rename")));
  EXPECT_EQ(SummaryCount(ended.out, "key_collision"), 1);
  EXPECT_EQ(TreeOf(destination_), before) << "nothing is overwritten";
}

TEST_F(BadPictures, AFileDoesNotStandWhereAnothersFolderMust) {
  WriteRecipe(
      "derivative { name: \"photo\" fit: INSIDE width: 48 format: JPEG quality: 82 "
      "key: \"{dir}/{stem}\" }\n");
  WriteSource("album/a.jpg", SmallJpeg(5));
  RunTo(kDone);
  WriteSource("album.jpg", SmallJpeg(6));  // its output would be "album"
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.States().at("album.jpg"), "failed key_collision");
  EXPECT_THAT(ledger_.DetailOf("album.jpg"),
              AllOf(HasSubstr("album/a"), HasSubstr("folder"), HasSubstr("rename")));
  EXPECT_TRUE(fs::exists(destination_ + "/album/a"));
}

TEST_F(BadPictures, AForeignFileWhereAFolderMustStandIsLeftAlone) {
  folder_.Write("dst/thumbs", "a file of the user's");
  RunTo(kWithFailures, {"--into_existing"});
  EXPECT_EQ(ReadFile(destination_ + "/thumbs"), "a file of the user's");
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE reason = 'destination_taken' AND "
                           "detail LIKE '%/thumbs\" is where a folder must be%'"),
            kGood);
}

}  // namespace
}  // namespace photomill::test
