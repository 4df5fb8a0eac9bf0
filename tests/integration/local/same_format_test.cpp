// Derivatives in the source's own format and in full size.
#include "tests/integration/local/local_run.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kKeep = "derivative { name: \"keep\" format: SAME key: \"{dir}/{name}\" }\n";

class SameFormat : public LocalRun {
 protected:
  SameFormat() {
    OpenPicture(SmallJpeg());  // initialises the imaging libraries
    WriteRecipe(kKeep);
  }

  [[nodiscard]] std::string Output(const std::string& key) const {
    return ReadFile(destination_ + "/" + key);
  }
};

TEST_F(SameFormat, IsThatOfTheContentWhateverTheName) {
  WriteSource("a.jpg", MakeJpeg(80, 60));
  WriteSource("b.jpg", MakePng(80, 60, 1, true));
  WriteSource("c", MakeWebp(80, 60, 1, true));
  RunTo(kDone);
  EXPECT_THAT(Output("a.jpg"), testing::StartsWith("\xFF\xD8\xFF"));
  EXPECT_THAT(Output("b.jpg"), testing::StartsWith("\x89PNG"));
  EXPECT_THAT(Output("c").substr(8), testing::StartsWith("WEBP"));
  EXPECT_TRUE(OpenPicture(Output("b.jpg")).has_alpha);
  EXPECT_TRUE(OpenPicture(Output("c")).has_alpha);
  EXPECT_EQ(MeanDifference(OpenPicture(Output("b.jpg")), OpenPicture(MakePng(80, 60, 1, true))), 0)
      << "PNG in full size loses nothing";
}

TEST_F(SameFormat, InFullSizeStandsUpright) {
  WriteSource("turned.jpg", MakeJpeg(80, 60, 95, 6));
  RunTo(kDone);
  const Picture picture = OpenPicture(Output("turned.jpg"));
  EXPECT_EQ(picture.width, 80U);
  EXPECT_EQ(picture.height, 60U);
  EXPECT_LT(MeanDifference(picture, OpenPicture(MakeJpeg(80, 60, 95))), 10);
}

TEST_F(SameFormat, HasTheDefaultQualityOfEachFormat) {
  WriteSource("a.jpg", MakeJpeg(80, 60));
  WriteSource("b.webp", MakeWebp(80, 60));
  RunTo(kDone);
  const Contents by_default = ContentsOf(destination_);
  const auto with = [&](const std::string& fields, const std::string& folder) {
    WriteRecipe("derivative { name: \"keep\" key: \"{dir}/{name}\" " + fields + " }");
    return FreshRun(folder);
  };
  EXPECT_EQ(with("format: JPEG quality: 82", "jpeg").at("a.jpg"), by_default.at("a.jpg"));
  EXPECT_EQ(with("format: WEBP quality: 80", "webp").at("b.webp"), by_default.at("b.webp"));
  const Contents coarse = with("format: SAME quality: 30", "coarse");
  EXPECT_NE(coarse.at("a.jpg"), by_default.at("a.jpg"));
  EXPECT_NE(coarse.at("b.webp"), by_default.at("b.webp"));
}

TEST_F(SameFormat, OfWhatIsNotWrittenFailsWithTheRemedyAndTheRestGoesOn) {
  WriteSource("a.jpg", MakeJpeg(80, 60));
  WriteSource("b.gif", MakeGif(80, 60));
  WriteSource("c.tif", MakeTiff(80, 60));
  WriteSource("d.bmp", MakeBmp(80, 60));
  const Ended ended = RunTo(kWithFailures);
  EXPECT_EQ(SummaryCount(ended.out, "not_encodable"), 3);
  EXPECT_EQ(ledger_.States().at("b.gif"), "failed not_encodable");
  EXPECT_THAT(ledger_.DetailOf("b.gif"),
              AllOf(HasSubstr("keep: the source is a gif"), HasSubstr("JPEG, WEBP or PNG"),
                    HasSubstr("--exclude")));
  EXPECT_THAT(ledger_.DetailOf("c.tif"), HasSubstr("a tiff"));
  EXPECT_THAT(ledger_.DetailOf("d.bmp"), HasSubstr("a bmp"));
  EXPECT_EQ(TreeOf(destination_).size(), 1U);

  // Either remedy: excluding these sources, or a format that can hold them.
  folder_.MakeFolder("without");
  EXPECT_EQ(FreshRun("without", {"--exclude=*.gif,*.tif,*.bmp"}).size(), 1U);
  WriteRecipe("derivative { name: \"keep\" format: PNG key: \"{dir}/{name}\" }");
  RunTo(kDone);
  EXPECT_EQ(TreeOf(destination_).size(), 4U);
}

TEST_F(SameFormat, ConcernsOnlyWhatIsStillToBeMade) {
  WriteSource("a.gif", MakeGif(80, 60));
  WriteRecipe(SmallRecipe());
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  WriteRecipe(SmallRecipe() +
              "\nderivative { name: \"keep\" width: 20 format: SAME key: \"keep/{name}\" }");
  const Ended ended = RunTo(kWithFailures);
  EXPECT_THAT(ended.out, HasSubstr("new: keep: inside 20xany, the source's format, keep/{name}"));
  EXPECT_EQ(TreeOf(destination_), before);
}

TEST_F(SameFormat, FullSizeBesideSmallOnesLeavesThemTheirSizes) {
  WriteSource("a.jpg", MakeJpeg(400, 300));
  WriteRecipe(SmallRecipe() +
              "\nderivative { name: \"full\" format: PNG key: \"full/{stem}.png\" }");
  RunTo(kDone);
  EXPECT_EQ(OpenPicture(Output("full/a.png")).width, 400U);
  EXPECT_EQ(MeanDifference(OpenPicture(Output("full/a.png")), OpenPicture(MakeJpeg(400, 300))), 0);
  EXPECT_EQ(OpenPicture(Output("a.jpg")).width, 48U);
  EXPECT_EQ(OpenPicture(Output("thumbs/a.webp")).width, 16U);
}

}  // namespace
}  // namespace photomill::test
