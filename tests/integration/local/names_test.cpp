// Real libraries: files next to photos must not prevent their migration, in whatever order tasks
// finish, and renamed files are not processed again.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using namespace std::string_literals;

using testing::AllOf;
using testing::HasSubstr;

class Names : public LocalRun {
 protected:
  static inline const std::string kRaw = "II*\0\x10\0\0\0CR\x02\0\0\0\0\0\0\0\0\0\0\0"s;
  static constexpr std::string_view kCorrections =
      "<?xml version=\"1.0\"?><plist version=\"1.0\"/>";

  static inline const std::string kFilm =
      "\0\0\0\x14"
      "ftypqt  \0\0\0\0qt  \0\0\0\x10mdatpictures"s;

  Names() {
    WriteRecipe(R"(
        derivative { name: "photo" width: 64 height: 64 format: JPEG key: "{dir}/{stem}.jpg"
                     otherwise: "{dir}/{name}.jpg" }
        derivative { name: "thumb" width: 16 height: 16 format: WEBP
                     key: "thumbs/{dir}/{stem}.webp" otherwise: "thumbs/{dir}/{name}.webp" })");
  }

  std::string State(const std::string& key) { return ledger_.States().at(key); }
  void ExpectOutputs(const std::vector<std::string>& keys) {
    for (const std::string& key : keys) {
      EXPECT_TRUE(std::filesystem::exists(destination_ + "/" + key)) << key;
    }
  }
  // Everything except the state directory.
  Contents Outputs() const {
    Contents outputs = ContentsOf(destination_);
    std::erase_if(outputs, [](const auto& item) { return item.first.starts_with(".photomill"); });
    return outputs;
  }
  static std::string Name(int number) { return "IMG_" + std::to_string(number); }
};

TEST_F(Names, OfPhotosWithSidecarsAndFilms) {
  for (int i = 1; i <= 6; ++i) {
    WriteSource(Name(i) + ".AAE", kCorrections);
    WriteSource(Name(i) + ".CR2", kRaw);
    WriteSource(Name(i) + ".JPG", MakeJpeg(80, 60, 85, static_cast<uint64_t>(i)));
    WriteSource(Name(i) + ".JPG.json", "{\"title\": \"photo\"}");
    WriteSource(Name(i) + ".MOV", kFilm);
    WriteSource(Name(i) + ".xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
  }
  const Ended ended = RunTo(kDone);
  EXPECT_EQ(SummaryCount(ended.out, "done"), 6);
  EXPECT_THAT(ended.out, AllOf(HasSubstr("6 QuickTime"), HasSubstr("6 Canon CR2")));
  for (int i = 1; i <= 6; ++i) {
    ExpectOutputs({Name(i) + ".jpg", "thumbs/" + Name(i) + ".webp"});
    EXPECT_EQ(State(Name(i) + ".AAE"), "skipped not_an_image");
    EXPECT_EQ(State(Name(i) + ".JPG.json"), "skipped not_an_image");
    EXPECT_EQ(State(Name(i) + ".xmp"), "skipped not_an_image");
    EXPECT_EQ(State(Name(i) + ".MOV"), "skipped format_not_allowed");
    EXPECT_EQ(State(Name(i) + ".CR2"), "skipped format_not_allowed");
  }
}

TEST_F(Names, DoNotDependOnHowManyWorkersRace) {
  for (int i = 1; i <= 40; ++i) {
    WriteSource(Name(i) + ".CR2", kRaw);
    WriteSource(Name(i) + ".JPG", MakeJpeg(80, 60, 85, static_cast<uint64_t>(i)));
    WriteSource(Name(i) + ".png", MakePng(40, 30, static_cast<uint64_t>(i)));
  }
  const Contents one = FreshRun("one", {"--workers=1", "--threads=1"});
  for (int run = 0; run < 3; ++run) {
    EXPECT_EQ(FreshRun("many" + std::to_string(run), {"--workers=2", "--threads=4"}), one);
  }
  EXPECT_TRUE(one.contains("IMG_1.jpg"));
  EXPECT_TRUE(one.contains("IMG_1.png.jpg"));
}

TEST_F(Names, OfRawFilesGoToThePhotosBesideThem) {
  WriteSource("a.CR2", kRaw);
  WriteSource("a.JPG", MakeJpeg(80, 60));
  WriteSource("alone.CR2", kRaw);
  RunTo(kWithFailures);
  EXPECT_EQ(State("a.JPG"), "done");
  EXPECT_EQ(State("a.CR2"), "skipped format_not_allowed");
  EXPECT_EQ(State("alone.CR2"), "failed format_not_allowed");
  // The photo vanishes, and nothing shows the raw file's image any more.
  RemoveSource("a.JPG");
  RunTo(kWithFailures, {"--accept_gone"});
  EXPECT_EQ(State("a.CR2"), "failed format_not_allowed");
}

TEST_F(Names, OfTwoPhotosOfOneStemAreBothKept) {
  WriteSource("a.JPG", MakeJpeg(80, 60, 85, 1));
  WriteSource("a.png", MakePng(80, 60, 2));
  const Ended ended = RunTo(kDone);
  ExpectOutputs({"a.jpg", "a.png.jpg", "thumbs/a.webp", "thumbs/a.png.webp"});
  EXPECT_THAT(ended.out, HasSubstr("otherwise"));
}

TEST_F(Names, OfRenamedPhotosTakeTheirOutputsAlong) {
  for (int i = 1; i <= 20; ++i) {
    WriteSource(Name(i) + ".JPG", MakeJpeg(80, 60, 85, static_cast<uint64_t>(i)));
  }
  RunTo(kDone);
  const Contents before = Outputs();
  for (int i = 1; i <= 20; ++i) {
    std::filesystem::rename(source_ + "/" + Name(i) + ".JPG", source_ + "/" + Name(i) + ".jpg");
  }
  const Ended ended = RunTo(kDone);  // nobody has to accept twenty vanished photos
  EXPECT_EQ(SummaryCount(ended.out, "renamed"), 20);
  EXPECT_EQ(Outputs(), before);
  EXPECT_EQ(ledger_.Number("SELECT sum(attempts) FROM source WHERE key GLOB '*.jpg'"), 0);
}

TEST_F(Names, OfPhotosThatAreRenamedBackToo) {
  for (int i = 1; i <= 20; ++i) {
    WriteSource(Name(i) + ".JPG", MakeJpeg(80, 60, 85, static_cast<uint64_t>(i)));
  }
  RunTo(kDone);
  const Contents before = Outputs();
  for (const auto& [from, to] : {std::pair{".JPG", ".jpg"}, {".jpg", ".JPG"}}) {
    for (int i = 1; i <= 20; ++i) {
      std::filesystem::rename(source_ + "/" + Name(i) + from, source_ + "/" + Name(i) + to);
    }
    RunTo(kDone);
    EXPECT_EQ(Outputs(), before);
  }
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE otherwise <> 0"), 0);
}

// Without an `otherwise` in the recipe: a file that needs no name does not fail for lack of one.
TEST_F(Names, AreNotNeededBySidecarsThatComeLater) {
  WriteRecipe(R"(derivative { name: "photo" width: 64 height: 64 format: JPEG
                              key: "{dir}/{stem}.jpg" })");
  WriteSource("a.JPG", MakeJpeg(80, 60));
  WriteSource("a.MOV", kFilm);
  WriteSource("a.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>");
  RunTo(kDone);
  EXPECT_EQ(State("a.MOV"), "skipped format_not_allowed");
  EXPECT_EQ(State("a.xmp"), "skipped not_an_image");
}

// The same size but other bytes: these are other photos, and the old ones are gone.
TEST_F(Names, OtherPhotosOfTheSameSizeHaveNotMoved) {
  for (int i = 1; i <= 20; ++i) {
    std::string photo = MakeJpeg(80, 60, 85, 1);
    WriteSource(Name(i) + ".JPG", photo + std::string(1, static_cast<char>(i)));
  }
  RunTo(kDone);
  for (int i = 1; i <= 20; ++i) {
    RemoveSource(Name(i) + ".JPG");
    WriteSource(Name(i) + ".jpg", MakeJpeg(80, 60, 85, 1) + std::string(1, static_cast<char>(99)));
  }
  const Ended ended = Run();
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  EXPECT_THAT(ended.All(), HasSubstr("--accept_gone"));
  RunTo(kDone, {"--accept_gone"});
}

}  // namespace
}  // namespace photomill::test
