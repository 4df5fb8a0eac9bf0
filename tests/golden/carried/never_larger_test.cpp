// The source's own bytes become an output if a new file would only be larger.
#include <gmock/gmock.h>

#include "tests/golden/carried/carried.h"
#include "tests/golden/produced.h"
#include "tests/support/pictures.h"
#include "worker/image/format_table.h"

namespace photomill {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Compressed so well that no re-encoding is smaller.
std::string SmallJpeg() {
  return test::MakeJpeg(200, 150, 20);
}

Derivative NeverLarger() {
  Derivative derivative = Full("copy", OutputFormat::kJpeg);
  derivative.quality = 95;
  derivative.never_larger = true;
  return derivative;
}

std::string Clean(const std::string& jpeg) {
  return ProducedOne(jpeg, [] {
    Derivative derivative = Full("clean", OutputFormat::kJpeg);
    derivative.quality = 20;
    return derivative;
  }());
}

TEST_F(CarriedTest, ASmallerSourceIsKeptAsItIs) {
  const std::string source = Clean(SmallJpeg());
  ASSERT_TRUE(HoldsPictureOnly(source, PictureFormat::kJpeg, ""));
  const Produced produced = Produce(source, {{NeverLarger()}});
  EXPECT_EQ(produced.files[0] == source, true);
  EXPECT_THAT(produced.warning.text, HasSubstr("copy: the source's own bytes"));
  EXPECT_EQ(produced.warning.kinds, WarningSet(Warning::kSourceKept));
  Derivative small = NeverLarger();
  small.quality = 5;
  const Produced smaller = Produce(source, {{small}});
  EXPECT_LT(smaller.files[0].size(), source.size());
  EXPECT_EQ(smaller.warning, WarningText());
}

TEST_F(CarriedTest, WhereMoreThanSizeWouldChangeTheFileIsNew) {
  const std::string source = Clean(SmallJpeg());
  const auto is_source = [](const std::string& file, auto change) {
    Derivative derivative = NeverLarger();
    change(derivative);
    return ProducedOne(file, derivative) == file;
  };
  const auto as_is = [](Derivative&) {};
  EXPECT_TRUE(is_source(source, as_is));
  EXPECT_TRUE(is_source(source, [](Derivative& d) { d.format = OutputFormat::kSame; }));
  EXPECT_TRUE(is_source(source, [](Derivative& d) { d.width = d.height = 200; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) { d.never_larger = false; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) { d.format = OutputFormat::kPng; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) { d.width = d.height = 199; }));
  EXPECT_FALSE(is_source(source, [](Derivative& d) {
    d.fit = Fit::kContain;
    d.width = d.height = 200;
  }));
  const std::string turned = test::JpegWithExif(source, test::ExifBlock(6));
  EXPECT_FALSE(is_source(turned, [](Derivative& d) { d.metadata = MetadataRule::kKeep; }));
  const std::string tells = test::JpegWithExif(source, test::ExifBlock(1));
  EXPECT_FALSE(is_source(tells, as_is)) << "stripped metadata must not be copied";
  EXPECT_FALSE(is_source(tells, [](Derivative& d) { d.metadata = MetadataRule::kCopyright; }));
  EXPECT_TRUE(is_source(tells, [](Derivative& d) { d.metadata = MetadataRule::kKeep; }));
  EXPECT_FALSE(is_source(source + "more", as_is)) << "nor bytes after the end";
}

// Every decoder would show another image.
TEST_F(CarriedTest, ADamagedSourceIsNeverAnOutput) {
  std::string source = Clean(SmallJpeg());
  const size_t middle = source.size() / 2;
  source.replace(middle, 2, "\xFF\xFE");
  ASSERT_TRUE(source.ends_with("\xFF\xD9"));
  for (const std::string& file : {source, source.substr(0, middle)}) {
    Derivative copy = NeverLarger();
    copy.metadata = MetadataRule::kKeep;
    const Produced produced = Produce(file, {{copy}}, Parts::kAccepted);
    EXPECT_EQ(produced.files[0] == file, false);
    EXPECT_THAT(produced.warning.text, StartsWith("partly decoded: "));
    EXPECT_TRUE(produced.warning.kinds.Has(Warning::kPartlyDecoded));
    EXPECT_FALSE(produced.warning.kinds.Has(Warning::kSourceKept));
  }
}

TEST_F(CarriedTest, APartOfAPictureIsInTheKeptColours) {
  const std::string source = TaggedJpeg(test::P3Profile());
  Derivative keep = Full("keep", OutputFormat::kJpeg);
  keep.colour = ColourRule::kKeep;
  const Produced produced =
      Produce(source.substr(0, source.size() * 2 / 3), {{keep}}, Parts::kAccepted);
  EXPECT_THAT(produced.warning.text, StartsWith("partly decoded: "));
  EXPECT_EQ(KeptColours(produced.files[0]).colour.profile == test::P3Profile(), true);
}

TEST_F(CarriedTest, ProfilesStayWhereTheyAreKept) {
  Derivative plain = Full("copy", OutputFormat::kJpeg);
  plain.colour = ColourRule::kKeep;
  plain.quality = 20;
  const std::string source = ProducedOne(TaggedJpeg(test::P3Profile()), plain);
  Derivative copy = NeverLarger();
  EXPECT_EQ(ProducedOne(source, copy) == source, false);
  copy.colour = ColourRule::kKeep;
  EXPECT_EQ(ProducedOne(source, copy) == source, true);
}

// The samples would change, or their meaning would.
TEST_F(CarriedTest, WhatIsConvertedIsNew) {
  Derivative copy = NeverLarger();
  Derivative keep = NeverLarger();
  keep.colour = ColourRule::kKeep;
  Picture grey{64, 64, ColourModel::kGrey, {{64, 64, {}}}, false};
  for (int i = 0; i < 64 * 64; ++i) grey.planes[0].samples.push_back(static_cast<uint8_t>(i / 16));
  test::FileSpec spec;
  spec.quality = 20;
  for (const std::string& icc : {test::P3Profile(), test::SrgbProfile()}) {
    spec.icc = icc;
    const std::string source = test::MakeFile(grey, spec);
    ASSERT_THAT(source, HasSubstr("ICC_PROFILE"));
    keep.metadata = copy.metadata = MetadataRule::kKeep;
    EXPECT_EQ(ProducedOne(source, copy) == source, false);
    EXPECT_EQ(ProducedOne(source, keep) == source, false) << "grey ones still become sRGB";
  }
}

TEST_F(CarriedTest, APngThatTellsOtherColoursIsNew) {
  Derivative small = Full("small", OutputFormat::kPng);
  small.encoding.level = 9;
  Derivative copy = Full("copy", OutputFormat::kPng);
  copy.encoding.level = 0;
  copy.never_larger = true;
  const std::string plain = ProducedOne(test::MakePng(90, 70), small);
  ASSERT_EQ(ProducedOne(plain, copy) == plain, true);
  std::string display_p3;
  for (const uint32_t number :
       {31'270U, 32'900U, 68'000U, 32'000U, 26'500U, 69'000U, 15'000U, 6'000U}) {
    AppendNumber(display_p3, number, 4);
  }
  std::string srgb_gamma;
  std::string linear;
  AppendNumber(srgb_gamma, 45'455, 4);
  AppendNumber(linear, 100'000, 4);
  const std::string as_srgb = test::PngWithChunk(plain, "gAMA", srgb_gamma);
  EXPECT_EQ(ProducedOne(as_srgb, copy) == as_srgb, true);
  for (const std::string& source : {test::PngWithChunk(as_srgb, "cHRM", display_p3),
                                    test::PngWithChunk(plain, "gAMA", linear)}) {
    ASSERT_TRUE(HoldsPictureOnly(source, PictureFormat::kPng, ""));
    EXPECT_EQ(ProducedOne(source, copy) == source, false);
    copy.colour = ColourRule::kKeep;
    EXPECT_EQ(ProducedOne(source, copy) == source, false);
  }
}

TEST_F(CarriedTest, PngAndWebpAreKeptAsWell) {
  Derivative png = Full("png", OutputFormat::kPng);
  png.encoding.level = 9;
  Derivative webp = Full("webp", OutputFormat::kWebp);
  webp.quality = 10;
  const Produced small = Produce(test::MakePng(90, 70), {{png, webp}});
  png.encoding.level = 0;
  webp.quality = 100;
  png.never_larger = webp.never_larger = true;
  EXPECT_EQ(ProducedOne(small.files[0], png) == small.files[0], true);
  EXPECT_EQ(ProducedOne(small.files[1], webp) == small.files[1], false)
      << "a WebP's coded image may be followed by other, invisible bytes";
  webp.metadata = MetadataRule::kKeep;
  EXPECT_EQ(ProducedOne(small.files[1], webp) == small.files[1], true);
}

// A segment's name does not determine its content.
TEST_F(CarriedTest, WhatIsStrippedIsNotCarriedUnderAnotherName) {
  const std::string source = Clean(SmallJpeg());
  const std::string segments[] = {
      std::string("\xFF\xEE\0\x10", 4) + "private remark",                    // not Adobe's
      std::string("\xFF\xE2\0\x1A", 4) + "ICC_PROFILE private rema",          // not a profile
      std::string("\xFF\xDB\0\x43\3", 5) + "private" + std::string(57, 'x'),  // for no component
  };
  for (const std::string& segment : segments) {
    std::string hiding = source;
    hiding.insert(2, segment);
    for (const MetadataRule rule : {MetadataRule::kStrip, MetadataRule::kCopyright}) {
      Derivative copy = NeverLarger();
      copy.metadata = rule;
      EXPECT_THAT(ProducedOne(hiding, copy), Not(HasSubstr("private")));
    }
  }
}

}  // namespace
}  // namespace photomill
