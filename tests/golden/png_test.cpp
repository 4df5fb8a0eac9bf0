// Tests PNG: the colours of cICP, profiles that libpng rejects, and files without a valid end.
#include <gmock/gmock.h>
#include <zlib.h>

#include "tests/golden/golden.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using PngTest = GoldenTest;

constexpr size_t kEndBytes = 12;

std::string PlainPng(const Picture& picture, uint32_t depth = 8) {
  test::FileSpec spec;
  spec.format = "PNG";
  spec.depth = depth;
  return test::MakeFile(picture, spec);
}

std::string CodeChunk(uint8_t primaries, uint8_t transfer, uint8_t matrix, uint8_t full_range) {
  return {static_cast<char>(primaries), static_cast<char>(transfer), static_cast<char>(matrix),
          static_cast<char>(full_range)};
}

std::string ProfileChunk(const std::string& name, const std::string& profile) {
  uLongf bytes = compressBound(profile.size());
  std::string packed(bytes, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &bytes,
           reinterpret_cast<const Bytef*>(profile.data()), profile.size());
  return name + std::string(2, '\0') + packed.substr(0, bytes);
}

TEST_F(PngTest, CodePointsCountLikeAProfileAndBeforeIt) {
  const Picture picture = test::PhotographLike(64, 48);
  for (const uint32_t depth : {8U, 16U}) {
    const std::string png = PlainPng(picture, depth);
    const Picture p3 = Decoded(test::PngWithChunk(png, "cICP", CodeChunk(12, 13, 0, 1)));
    EXPECT_GT(Compare(p3, Decoded(png)).mean, 1);
    // cICP has sRGB's curve, the profile a gamma of 2.2.
    const Picture by_profile =
        Decoded(test::PngWithChunk(png, "iCCP", ProfileChunk("P3", test::P3Profile())));
    EXPECT_LT(Compare(p3, by_profile).mean, 2.5);
    const std::string both =
        test::PngWithChunk(test::PngWithChunk(png, "iCCP", ProfileChunk("P3", test::P3Profile())),
                           "cICP", CodeChunk(1, 13, 0, 1));
    EXPECT_EQ(Compare(Decoded(both), Decoded(png)).largest, 0);
  }
}

TEST_F(PngTest, CodePointsWithoutMeaningDoNotCount) {
  const Picture picture = test::PhotographLike(64, 48);
  const std::string png = PlainPng(picture);
  const std::string p3 = test::PngWithChunk(png, "iCCP", ProfileChunk("P3", test::P3Profile()));
  const Picture expected = Decoded(p3);
  for (const std::string& code : {CodeChunk(2, 2, 0, 1), CodeChunk(12, 13, 1, 1),
                                  CodeChunk(99, 13, 0, 1), std::string("abc")}) {
    EXPECT_EQ(Compare(Decoded(test::PngWithChunk(p3, "cICP", code)), expected).largest, 0);
  }
}

TEST_F(PngTest, HdrBecomesWhatTheSameSignalInAvifBecomes) {
  // Diffuse white of 203 cd/m² is a signal of 0.58 in PQ and of 0.75 in HLG.
  for (const auto& [transfer, level] : {std::pair{uint8_t{16}, uint8_t{148}}, {18, 191}}) {
    Picture white{8, 8, ColourModel::kRgb, {}, false};
    for (int i = 0; i < 3; ++i) {
      white.planes.push_back({8, 8, std::vector<uint8_t>(64, level)});
    }
    const Picture decoded =
        Decoded(test::PngWithChunk(PlainPng(white), "cICP", CodeChunk(9, transfer, 0, 1)));
    for (size_t i = 0; i < 3; ++i) EXPECT_NEAR(At(decoded, 4, 4)[i], 254, 3) << int{transfer};
  }
}

TEST_F(PngTest, NarrowRangeIsExpanded) {
  Picture picture = test::PhotographWithAlpha(64, 48);
  for (size_t i = 0; i < 3; ++i) {
    for (uint8_t& sample : picture.planes[i].samples) {
      sample = static_cast<uint8_t>(16 + sample * 219 / 255);
    }
  }
  const Picture full = test::PhotographWithAlpha(64, 48);
  for (const uint32_t depth : {8U, 16U}) {
    const Picture decoded =
        Decoded(test::PngWithChunk(PlainPng(picture, depth), "cICP", CodeChunk(1, 13, 0, 0)));
    EXPECT_LE(Compare(decoded, full).largest, 2);
    EXPECT_EQ(decoded.planes.back().samples, full.planes.back().samples);
  }
}

TEST_F(PngTest, ASoundProfileCountsWhateverItsName) {
  const Picture picture = test::PhotographLike(64, 48);
  const std::string png = PlainPng(picture);
  const Picture expected =
      Decoded(test::PngWithChunk(png, "iCCP", ProfileChunk("ICC profile", test::P3Profile())));
  EXPECT_GT(Compare(expected, picture).mean, 1);
  for (const std::string& name :
       {std::string(), std::string(" two  spaces "), std::string(90, 'x')}) {
    const Result<DecodedPicture> decoded =
        DecodeFile(test::PngWithChunk(png, "iCCP", ProfileChunk(name, test::P3Profile())));
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_EQ(decoded->warning.text, "");
    EXPECT_EQ(Compare(decoded->picture, expected).largest, 0) << name;
  }
}

TEST_F(PngTest, ADamagedProfileIsLeftOut) {
  const Picture picture = test::PhotographLike(64, 48);
  const std::string chunk = ProfileChunk("ICC", test::P3Profile());
  const std::string png = test::PngWithChunk(PlainPng(picture), "iCCP", chunk);
  std::string flipped = png;
  flipped[flipped.find("iCCP") + 40] ^= 1;
  const std::string cut =
      test::PngWithChunk(PlainPng(picture), "iCCP", chunk.substr(0, chunk.size() - 9));
  const std::string none = test::PngWithChunk(PlainPng(picture), "iCCP", "no zero byte");
  for (const std::string& damaged : {flipped, cut, none}) {
    const Result<DecodedPicture> decoded = DecodeFile(damaged);
    ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
    EXPECT_TRUE(decoded->warning.kinds.Has(Warning::kColoursLeftOut));
    EXPECT_EQ(Compare(decoded->picture, picture).largest, 0);
  }
}

TEST_F(PngTest, WithoutItsEndItIsWholeWithANote) {
  const Picture picture = test::PhotographLike(64, 48);
  const std::string png = PlainPng(picture);
  const std::string begin = png.substr(0, png.size() - kEndBytes);
  std::string wrong = png;
  wrong.back() ^= 1;
  for (const std::string& file :
       {begin, begin + std::string(2000, '\0'), png.substr(0, png.size() - 5), wrong}) {
    for (const Damage damage : {Damage::kRefuse, Damage::kKeep}) {
      PictureLimits limits;
      limits.cut_off_too = damage == Damage::kKeep;
      const Result<PictureHeader> header = ReadPictureHeader(file, limits);
      ASSERT_TRUE(header.ok()) << header.failure().detail;
      const Result<DecodedPicture> decoded =
          DecodePicture(file, *header, 1, ColourRule::kSrgb, damage);
      ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
      EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther)) << decoded->warning.text;
      EXPECT_EQ(Compare(decoded->picture, picture).largest, 0);
    }
  }
}

// The file is truncated between two chunks of image data.
TEST_F(PngTest, WithoutItsLastRowsItIsCorrupt) {
  const std::string png = PlainPng(test::PhotographLike(300, 200));
  const size_t at = png.find("IDAT") - 4;
  const size_t bytes = png.size() - kEndBytes - at - 12;
  const std::string half = png.substr(at + 8, bytes / 2);
  // PngWithChunk writes a chunk with its checksum directly after the header.
  const std::string head = png.substr(0, 8 + 12 + 13);
  const std::string with_half = test::PngWithChunk(head, "IDAT", half);
  const Result<DecodedPicture> decoded = DecodeFile(with_half);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt");
}

}  // namespace
}  // namespace photomill
