// Tests outputs with a palette: whole jobs, as a worker runs them.
#include "tests/golden/compare.h"
#include "tests/golden/produced.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using PaletteTest = GoldenTest;

// A photograph with this many colours, each with some px; if `alpha`, some are transparent.
Picture OfColours(uint32_t width, uint32_t height, uint32_t count, bool alpha) {
  Picture picture = test::PhotographLike(width, height);
  uint32_t state = 1;
  for (size_t i = 0; i < picture.planes[0].samples.size(); ++i) {
    state = state * 1664525 + 1013904223;
    const uint32_t colour = (state >> 16) % count;
    picture.planes[0].samples[i] = static_cast<uint8_t>(colour);
    picture.planes[1].samples[i] = static_cast<uint8_t>(colour * 7);
    picture.planes[2].samples[i] = static_cast<uint8_t>(255 - colour * 3);
  }
  if (!alpha) return picture;
  picture.has_alpha = true;
  picture.planes.push_back(picture.planes[0]);
  for (uint8_t& sample : picture.planes[3].samples) sample = sample == 1 ? 0 : 255;
  return picture;
}

std::string PaletteFile(Picture picture) {
  picture.from_palette = true;
  return *EncodePicture(picture, Full("source", OutputFormat::kPng), {});
}

bool HasPalette(const std::string& file) {
  const Result<PictureHeader> header = ReadPictureHeader(file, {});
  EXPECT_TRUE(header.ok());
  return header.ok() && header->format == PictureFormat::kPng && header->has_palette;
}

bool SameSamples(const std::string& a, const std::string& b) {
  const Picture one = Decoded(a);
  const Picture other = Decoded(b);
  bool same = one.planes.size() == other.planes.size();
  for (size_t i = 0; same && i < one.planes.size(); ++i) {
    same = one.planes[i].samples == other.planes[i].samples;
  }
  return same;
}

TEST_F(PaletteTest, APaletteStaysInAnImageOfTheSameSize) {
  for (const bool alpha : {false, true}) {
    for (const uint32_t count : {2U, 3U, 16U, 17U, 256U}) {
      const std::string source = PaletteFile(OfColours(90, 70, count, alpha));
      ASSERT_TRUE(HasPalette(source)) << count;
      const std::string file = ProducedOne(source, Full("a", OutputFormat::kPng));
      EXPECT_TRUE(HasPalette(file)) << count;
      EXPECT_TRUE(SameSamples(file, source)) << count;
      Picture colours = Decoded(source);
      EXPECT_EQ(colours.has_alpha, alpha);
      colours.from_palette = false;
      const Result<std::string> plain = EncodePicture(colours, Full("a", OutputFormat::kPng), {});
      EXPECT_LT(file.size(), plain->size());
      EXPECT_TRUE(SameSamples(file, *plain)) << count;
    }
  }
}

TEST_F(PaletteTest, AGifKeepsItsPalette) {
  const std::string source = test::MakeGif(90, 70);
  const std::string file = ProducedOne(source, Full("a", OutputFormat::kPng));
  EXPECT_TRUE(HasPalette(file));
  EXPECT_TRUE(SameSamples(file, source));
}

TEST_F(PaletteTest, ATurnedImageKeepsItsPalette) {
  const std::string source =
      test::PngWithChunk(PaletteFile(OfColours(90, 70, 9, false)), "eXIf", test::ExifBlock(6));
  const std::string file = ProducedOne(source, Full("a", OutputFormat::kPng));
  EXPECT_TRUE(HasPalette(file));
  EXPECT_EQ(ReadPictureHeader(file, {})->width, 70U);
}

TEST_F(PaletteTest, OtherImagesHaveNone) {
  const Picture picture = OfColours(90, 70, 9, false);
  const std::string source = PaletteFile(picture);
  Derivative small = Full("small", OutputFormat::kPng);
  small.width = small.height = 50;
  EXPECT_FALSE(HasPalette(ProducedOne(source, small)));
  Derivative padded = Full("padded", OutputFormat::kPng);
  padded.fit = Fit::kContain;
  padded.width = padded.height = 120;
  EXPECT_FALSE(HasPalette(ProducedOne(source, padded)));
  const std::string colours = *EncodePicture(picture, Full("source", OutputFormat::kPng), {});
  ASSERT_FALSE(HasPalette(colours));
  EXPECT_FALSE(HasPalette(ProducedOne(colours, Full("a", OutputFormat::kPng))))
      << "few colours alone do not change an output";
  EXPECT_FALSE(HasPalette(PaletteFile(OfColours(1, 1, 9, false)))) << "it would be larger";
}

// In a PNG, the profile must precede the palette, or readers ignore it.
TEST_F(PaletteTest, AProfileStaysWithThePalette) {
  Picture picture = OfColours(90, 70, 9, false);
  picture.from_palette = true;
  Attachments attachments;
  attachments.profile = test::P3Profile();
  const std::string source =
      *EncodePicture(picture, Full("source", OutputFormat::kPng), attachments);
  Derivative keep = Full("keep", OutputFormat::kPng);
  keep.colour = ColourRule::kKeep;
  const Produced produced = Produce(source, {{keep}});
  EXPECT_EQ(produced.warning, WarningText());
  EXPECT_TRUE(HasPalette(produced.files[0]));
  EXPECT_LT(produced.files[0].find("iCCP"), produced.files[0].find("PLTE"));
  const Result<PictureHeader> header = ReadPictureHeader(produced.files[0], {});
  const Result<DecodedPicture> decoded =
      DecodePicture(produced.files[0], *header, 1, ColourRule::kKeep);
  ASSERT_TRUE(decoded.ok());
  EXPECT_EQ(decoded->colour.profile == test::P3Profile(), true);
  EXPECT_EQ(decoded->picture.planes[1].samples == picture.planes[1].samples, true);
}

}  // namespace
}  // namespace photomill
