// --formats and --accept_partial: which sources every worker accepts, and which ones a later run
// with other rules processes again.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using testing::HasSubstr;
using testing::Not;
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
  RunTo(kWithFailures, {"--formats=jpeg,webp"});
  EXPECT_EQ(State("b/drawing.png"), "failed format_not_allowed") << "nobody asked for it";
  RunTo(kWithFailures);
  EXPECT_EQ(State("b/drawing.png"), "done") << "every format is accepted now";
  EXPECT_EQ(State("c/cut.jpg"), "failed corrupt");
  // A shorter list undoes nothing.
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
  ExpectRefused(Command({"--formats=,"}), {"--formats", "is empty", "omit the flag"});
}

TEST_F(SourceRulesRun, LimitsOnTheSizeAreKeptByEveryProcessAndOtherOnesTriedAgain) {
  const std::string gif = MakeGif(40, 40, 3);
  const std::string small = MakeJpeg(60, 60);
  const std::string large = small + std::string(100'000, '\0');
  WriteSource("frames.gif", gif);
  WriteSource("heavy.jpg", large);
  WriteSource("high.jpg", MakeJpeg(20, 101));
  WriteSource("many.jpg", MakeJpeg(80, 80));
  WriteSource("small.jpg", small);
  WriteSource("wide.jpg", MakeJpeg(121, 20));
  const Arguments limits = {"--max_width=120", "--max_height=100", "--max_pixels=4000",
                            "--max_frame_pixels=4700", "--max_file_bytes=100000"};
  const std::map<std::string, std::string> told = {
      {"frames.gif", "3 frames of 40 x 40 px, together more than the limit of 4,700 pixels"},
      {"heavy.jpg", "more than the 100 kB that are allowed"},
      {"high.jpg", "20 x 101 px: width or height exceeds the limit of 100 px"},
      {"many.jpg", "80 x 80 px, more than the limit of 4,000 pixels"},
      {"wide.jpg", "121 x 20 px: width or height exceeds the limit of 120 px"}};
  for (const char* isolate : {"auto", "always"}) {
    std::filesystem::remove_all(destination_);
    Arguments flags = limits;
    flags.push_back("--isolate=" + std::string(isolate));
    flags.emplace_back("--new_destination");
    RunTo(kWithFailures, flags);
    EXPECT_EQ(State("small.jpg"), "done");
    for (const auto& [key, words] : told) {
      EXPECT_EQ(State(key), "failed too_large") << key;
      EXPECT_THAT(ledger_.DetailOf(key), HasSubstr(words)) << key;
    }
  }
  const std::string tried_again = "too_large under other limits are retried";
  EXPECT_THAT(RunTo(kWithFailures, limits).err, Not(HasSubstr(tried_again)));
  EXPECT_EQ(ledger_.CountOf("failed"), 5);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM run_tally WHERE what = 'retried'"), 0)
      << "the limits are the same";
  const Arguments wider = {"--max_width=121", "--max_pixels=4800"};
  EXPECT_THAT(RunTo(kWithFailures, wider).err, HasSubstr(tried_again));
  EXPECT_EQ(ledger_.CountOf("failed"), 1);
  EXPECT_EQ(State("many.jpg"), "failed too_large");
  EXPECT_THAT(RunTo(kDone).err, HasSubstr(tried_again)) << "there are no limits any more";
}

// Sources that a run with other limits did not reach are still processed by the next run.
TEST_F(SourceRulesRun, AFailureIsTriedAgainWhereTheRunThatSawItHadOtherLimits) {
  WriteSource("a.jpg", MakeJpeg(121, 20));
  WriteSource("b.jpg", MakeJpeg(122, 20));
  RunTo(kWithFailures, {"--max_width=120"});
  RunTo(kDone, {"--limit=1"});
  EXPECT_EQ(State("a.jpg"), "done");
  EXPECT_EQ(State("b.jpg"), "failed too_large");
  RunTo(kDone);
  EXPECT_EQ(State("b.jpg"), "done");
}

TEST_F(SourceRulesRun, LimitsAboveThoseOfPhotomillAreRefusedAtOnce) {
  ExpectRefused(Command({"--max_width=1000001"}), {"--max_width=1000001", "1000000"});
  ExpectRefused(Command({"--max_pixels=5000000000"}), {"--max_pixels", "4294967296"});
  ExpectRefused(Command({"--max_file_bytes=20000000000"}), {"--max_file_bytes", "17179869184"});
}

class PartialSources : public SourceRulesRun {
 protected:
  PartialSources() {
    WritePhotos(folder_, "src", 3);
    const auto cut = [](const std::string& file) { return file.substr(0, file.size() * 3 / 5); };
    WriteSource("cut.jpg", cut(MakeJpeg(320, 240)));
    WriteSource("png/cut.png", cut(MakePng(160, 120)));
    WriteSource("webp/cut.webp", cut(MakeWebp(320, 240)));
    WriteSource("gif/cut.gif", cut(MakeGif(160, 120)));
    const std::string jpeg = MakeJpeg(320, 240);
    WriteSource("nothing.jpg", jpeg.substr(0, jpeg.find("\xFF\xDA") + 14));
  }

  void ExpectKept() {
    for (const std::string key : {"cut.jpg", "png/cut.png", "webp/cut.webp", "gif/cut.gif"}) {
      EXPECT_EQ(State(key), "done") << key << ": " << ledger_.DetailOf(key);
      EXPECT_THAT(ledger_.DetailOf(key), StartsWith("partly decoded: ")) << key;
    }
    EXPECT_EQ(State("nothing.jpg"), "failed corrupt");
    EXPECT_THAT(ledger_.DetailOf("nothing.jpg"), HasSubstr("no part of it can be decoded"));
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
  // Without the flag, the partial photos stay.
  RunTo(kWithFailures);
  ExpectKept();
}

}  // namespace
}  // namespace photomill::test
