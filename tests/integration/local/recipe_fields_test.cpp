// Recipe fields whose effect shows in the destination's tree and in the ledger: keys with output
// properties, metadata, and outputs that are never larger than their sources.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using RecipeFields = LocalRun;

constexpr const char* kNamed =
    "derivative { name: \"photo\" width: 48 height: 48 "
    "key: \"{dir}/{stem}-{width}x{height}.{hash}.jpg\" }\n";

TEST_F(RecipeFields, KeysTellOfTheOutputAndStayOverRuns) {
  WritePhotos(folder_, "src", 5);
  WriteRecipe(kNamed);
  RunTo(kDone);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM output WHERE key LIKE '%-' || width || 'x' || "
                           "height || '.' || substr(digest, 1, 16) || '.jpg'"),
            5);
  CheckEveryOutput(state_, destination_);
  const Tree before = TreeOf(destination_);
  EXPECT_EQ(before.size(), 5U);
  RunTo(kDone);
  EXPECT_EQ(TreeOf(destination_), before);
  EXPECT_EQ(ContentsOf(destination_), FreshRun("fresh"));
}

TEST_F(RecipeFields, ASourceThatChangesGetsAnotherNameAndLeavesAnOrphan) {
  WriteSource("a.jpg", SmallJpeg(1));
  WriteRecipe(kNamed);
  RunTo(kDone);
  WriteSource("a.jpg", SmallJpeg(2) + "more");
  RunTo(kDone);
  EXPECT_EQ(TreeOf(destination_).size(), 2U);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM output"), 1);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM orphan"), 1);
}

// The possible name of one source's output is another's output: the later source fails before
// anything is written.
TEST_F(RecipeFields, KeysThatMightMeetAreFoundInTheListing) {
  WriteRecipe(
      "derivative { name: \"photo\" key: \"{dir}/{name}\" }\n"
      "derivative { name: \"small\" width: 32 key: \"{dir}/{stem}-{width}.jpg\" }\n");
  WriteSource("sea-32.jpg", SmallJpeg(1));
  WriteSource("sea.jpg", SmallJpeg(2));
  WriteSource("sea-wide.jpg", SmallJpeg(3));
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.CountOf("done"), 2);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE reason = 'key_collision' AND detail "
                           "LIKE '%may collide with the output%'"),
            1);
  CheckEveryOutput(state_, destination_);
}

TEST_F(RecipeFields, WhatWouldOnlyGrowIsKept) {
  const std::string source = WithComment(SmallJpeg(), "by the sea");
  WriteSource("a.jpg", source);
  WriteRecipe(
      "derivative { name: \"kept\" quality: 100 metadata: KEEP colour: KEEP never_larger: true "
      "key: \"kept/{dir}/{name}\" }\n"
      "derivative { name: \"bare\" quality: 100 never_larger: true key: \"bare/{dir}/{name}\" }\n");
  const Ended ended = RunTo(kDone);
  EXPECT_EQ(SummaryCount(ended.out, "source_kept"), 1);
  EXPECT_EQ(SummaryCount(ended.out, "other"), 0) << ended.out;
  const Contents made = ContentsOf(destination_);
  EXPECT_EQ(made.at("kept/a.jpg"), DigestOf(source));
  EXPECT_NE(made.at("bare/a.jpg"), DigestOf(source)) << "the comment would have been copied";
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE detail LIKE "
                           "'kept: the source''s own bytes%'"),
            1);
}

// The density in its JFIF segment, as a ratio.
std::string WithDensity(std::string jpeg, char across, char down) {
  constexpr size_t kNameAt = 6;
  EXPECT_EQ(jpeg.substr(kNameAt, 4), "JFIF");
  const char density[] = {0, 0, across, 0, down};
  return jpeg.replace(kNameAt + 7, sizeof(density), density, sizeof(density));
}

TEST_F(RecipeFields, PixelsAreMadeSquareUnlessTheRecipeSaysOtherwise) {
  WriteSource("scan.jpg", WithDensity(MakeJpeg(40, 20), 2, 1));
  const std::string derivative =
      "derivative { name: \"photo\" width: 48 height: 48 key: \"{dir}/{stem}.jpg\" }\n";
  const auto size = [&] {
    return ledger_.Text("SELECT width || ' x ' || height FROM output WHERE key = 'scan.jpg'");
  };
  WriteRecipe(derivative);
  RunTo(kDone);
  EXPECT_EQ(size(), "40 x 40");
  WriteRecipe(derivative + "reading { pixels: STORED }\n");
  EXPECT_THAT(RunTo(kDone).out, testing::HasSubstr("pixels as stored"));
  EXPECT_EQ(size(), "40 x 20");
}

}  // namespace
}  // namespace photomill::test
