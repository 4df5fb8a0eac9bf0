// --formats and --accept_partial: what is taken of the sources, by every worker alike, and what a
// later run with other rules does again.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class SourceRulesRun : public LocalRun {
 protected:
  [[nodiscard]] std::string State(const std::string& key) const { return ledger_.States().at(key); }
};

TEST_F(SourceRulesRun, FormatsAreJudgedByContentAndTheOthersRefused) {
  WriteSource("a/photo.png", MakeJpeg(64, 48));  // whatever its name says
  WriteSource("b/drawing.jpg", MakePng(64, 48));
  RunTo(kWithFailures, {"--formats=jpeg,webp", "--isolate=always"});
  EXPECT_EQ(State("a/photo.png"), "done");
  EXPECT_EQ(State("b/drawing.jpg"), "failed format_not_allowed");
  EXPECT_EQ(ledger_.DetailOf("b/drawing.jpg"), "PNG is not on the list of formats: jpeg, webp");
}

TEST_F(SourceRulesRun, NamedFormatsAreTriedAgain) {
  WriteSource("a/photo.jpg", MakeJpeg(64, 48));
  WriteSource("b/drawing.png", MakePng(64, 48));
  WriteSource("c/cut.jpg", SmallJpeg().substr(0, 200));
  RunTo(kWithFailures, {"--formats=jpeg"});
  const Tree before = TreeOf(destination_);
  RunTo(kWithFailures);
  EXPECT_EQ(State("b/drawing.png"), "failed format_not_allowed") << "nobody asked for it";
  RunTo(kWithFailures, {"--formats=jpeg,png"});
  EXPECT_EQ(State("b/drawing.png"), "done");
  EXPECT_EQ(State("c/cut.jpg"), "failed corrupt");
  // A shorter list takes nothing back.
  RunTo(kWithFailures, {"--formats=webp"});
  EXPECT_EQ(State("a/photo.jpg"), "done");
  Tree after = TreeOf(destination_);
  for (const auto& file : before) {
    EXPECT_EQ(after.count(file.first), 1U);
    EXPECT_EQ(after.at(file.first), file.second) << "made once";
  }
}

TEST_F(SourceRulesRun, FormatsThatNobodyReadsAreRefusedAtOnce) {
  ExpectRefused(Command({"--formats=jpeg,svg"}), {"--formats", "\"svg\"", "jpeg, png"});
  ExpectRefused(Command({"--formats=,"}), {"--formats", "jpeg, png"});
}

class PartialSources : public SourceRulesRun {
 protected:
  PartialSources() {
    WritePhotos(folder_, "src", 3);
    const auto cut = [](const std::string& file) { return file.substr(0, file.size() * 3 / 5); };
    WriteSource("cut.jpg", cut(MakeJpeg(320, 240)));
    WriteSource("png/cut.png", cut(MakePng(160, 120)));
    WriteSource("webp/cut.webp", cut(MakeWebp(320, 240)));
    WriteSource("gif/cut.gif", cut(MakeGif(160, 120, 3)));
    const std::string jpeg = MakeJpeg(320, 240);
    WriteSource("nothing.jpg", jpeg.substr(0, jpeg.find("\xFF\xDA") + 14));
  }

  void ExpectKept() {
    for (const std::string key : {"cut.jpg", "png/cut.png", "webp/cut.webp", "gif/cut.gif"}) {
      EXPECT_EQ(State(key), "done") << key << ": " << ledger_.DetailOf(key);
      EXPECT_THAT(ledger_.DetailOf(key), StartsWith("partly decoded: ")) << key;
    }
    EXPECT_EQ(State("nothing.jpg"), "failed corrupt");
    EXPECT_THAT(ledger_.DetailOf("nothing.jpg"), HasSubstr("nothing of it can be decoded"));
    EXPECT_EQ(ledger_.DetailOf(PhotoKey(0)), "");
    EXPECT_EQ(CheckEveryOutput(state_, destination_), 2 * 7);
  }
};

TEST_F(PartialSources, AreKeptWhereTheUserAsksForItInEveryProcess) {
  RunTo(kWithFailures, {"--accept_partial"});
  ExpectKept();
  const Contents together = ContentsOf(destination_);
  EXPECT_EQ(RunPhotomill(CommandInto(folder_.At("alone"), {"--accept_partial", "--isolate=always"}))
                .exit.code,
            kWithFailures);
  EXPECT_EQ(ContentsOf(folder_.At("alone")), together);
}

TEST_F(PartialSources, ALaterRunDoesThoseAgainThatWereCorruptAndNoOthers) {
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.CountOf("failed"), 5);
  const Tree before = TreeOf(destination_);
  RunTo(kWithFailures, {"--accept_partial"});
  ExpectKept();
  Tree after = TreeOf(destination_);
  for (const auto& file : before) EXPECT_EQ(after.at(file.first), file.second) << "made once";
  // And without the flag what was kept stays.
  RunTo(kWithFailures);
  ExpectKept();
}

}  // namespace
}  // namespace photomill::test
