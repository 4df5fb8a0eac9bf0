// HEIC and AVIF: upright, with their alpha and their colours, complete or refused.
#include <gmock/gmock.h>

#include <malloc.h>

#include <algorithm>

#include "common/base/random.h"
#include "tests/golden/colour_reference.h"
#include "tests/golden/golden.h"
#include "tests/support/heif_files.h"
#include "tests/support/phone_heif.h"
#include "tests/support/pictures.h"
#include "tests/support/profiles.h"

namespace photomill {
namespace {

using HeifTest = GoldenTest;

std::string Name(const test::HeifSpec& spec) {
  return std::string(spec.av1 ? "AVIF " : "HEIC ") + spec.chroma + ", " +
         std::to_string(spec.bits) + " bits";
}

// Lossless, as R, G and B.
test::HeifSpec Lossless(bool av1) {
  test::HeifSpec spec;
  spec.av1 = av1;
  spec.chroma = "444";
  spec.quality = 101;
  spec.bits = 12;
  spec.matrix = 0;
  return spec;
}

TEST_F(HeifTest, EveryChromaAndDepthComesClose) {
  const Picture picture = test::PhotographLike(203, 149);
  for (const bool av1 : {false, true}) {
    for (const char* chroma : {"420", "422", "444"}) {
      for (const uint32_t bits : {8U, 12U}) {
        test::HeifSpec spec;
        spec.av1 = av1;
        spec.chroma = chroma;
        spec.bits = bits;
        const Result<DecodedPicture> decoded = DecodeFile(test::MakeHeif(picture, spec));
        ASSERT_TRUE(decoded.ok()) << Name(spec) << ": " << decoded.failure().detail;
        EXPECT_EQ(decoded->warning.text, "") << Name(spec);
        EXPECT_LT(Compare(decoded->picture, picture).mean, 1.5) << Name(spec);
      }
    }
  }
}

TEST_F(HeifTest, LosslessOnesGiveTheVerySamples) {
  const Picture picture = test::PhotographLike(61, 43);
  for (const bool av1 : {false, true}) {
    EXPECT_EQ(Compare(Decoded(test::MakeHeif(picture, Lossless(av1))), picture).largest, 0);
  }
}

TEST_F(HeifTest, AllEightOrientationsComeUprightOnce) {
  const Picture picture = test::PhotographLike(64, 40);
  for (const bool av1 : {false, true}) {
    for (uint32_t orientation = 1; orientation <= 8; ++orientation) {
      test::HeifSpec spec;
      spec.av1 = av1;
      spec.orientation = orientation;
      const std::string file = test::MakeHeif(test::StoredAs(picture, orientation), spec);
      const Result<PictureHeader> header = ReadPictureHeader(file, PictureLimits{});
      ASSERT_TRUE(header.ok()) << header.failure().detail;
      EXPECT_EQ(header->width, 64U) << orientation;
      EXPECT_EQ(header->height, 40U) << orientation;
      EXPECT_EQ(header->orientation, 1) << "libheif has already rotated it";
      EXPECT_LT(Compare(Decoded(file), picture).mean, 2.5) << Name(spec) << " " << orientation;
    }
  }
}

TEST_F(HeifTest, OddAndSmallestSidesAreKept) {
  for (const bool av1 : {false, true}) {
    for (const auto& [width, height] :
         {std::pair{1U, 1U}, {1U, 33U}, {65U, 1U}, {17U, 19U}, {3U, 2U}}) {
      test::HeifSpec spec;
      spec.av1 = av1;
      // Chroma that covers four pixels cannot represent the noise of single ones.
      Picture picture = test::PhotographLike(width, height);
      picture.planes[1] = picture.planes[2] = picture.planes[0];
      const std::string file = test::MakeHeif(picture, spec);
      const Picture decoded = Decoded(file);
      EXPECT_EQ(decoded.width, width) << Name(spec);
      EXPECT_EQ(decoded.height, height) << Name(spec);
      EXPECT_LT(Compare(decoded, picture).mean, 8) << Name(spec);
    }
  }
}

TEST_F(HeifTest, AlphaIsKept) {
  const Picture picture = test::PhotographWithAlpha(64, 48);
  for (const bool av1 : {false, true}) {
    test::HeifSpec spec;
    spec.av1 = av1;
    const Picture decoded = Decoded(test::MakeHeif(picture, spec));
    ASSERT_TRUE(decoded.has_alpha) << Name(spec);
    const auto& alpha = decoded.planes.back().samples;
    for (size_t i = 0; i < alpha.size(); ++i) {
      ASSERT_NEAR(alpha[i], picture.planes.back().samples[i], 2) << Name(spec);
    }
  }
}

TEST_F(HeifTest, PremultipliedColoursAreDivided) {
  Picture picture{16, 16, ColourModel::kRgb, {}, true};
  for (const uint8_t value : {uint8_t{100}, uint8_t{50}, uint8_t{0}, uint8_t{128}}) {
    picture.planes.push_back({16, 16, std::vector<uint8_t>(256, value)});
  }
  test::HeifSpec spec;
  spec.chroma = "444";
  spec.premultiplied = true;
  const Colour colour = At(Decoded(test::MakeHeif(picture, spec)), 8, 8);
  EXPECT_NEAR(colour[0], 199, 4);
  EXPECT_NEAR(colour[1], 100, 4);
  EXPECT_NEAR(colour[2], 0, 4);
  EXPECT_NEAR(colour[3], 128, 1);
}

// As phones write it: Display P3, by a profile or by code points.
TEST_F(HeifTest, WideColoursAreWithinDeltaE2) {
  Picture chart{24, 16, ColourModel::kRgb, {}, false};
  chart.planes.assign(3, {24, 16, {}});
  for (int i = 0; i < 24 * 16; ++i) {
    chart.planes[0].samples.push_back(static_cast<uint8_t>(i * 97 % 256));
    chart.planes[1].samples.push_back(static_cast<uint8_t>(i * 41 % 256));
    chart.planes[2].samples.push_back(static_cast<uint8_t>(i * 13 % 256));
  }
  for (const bool av1 : {false, true}) {
    for (const bool profile : {true, false}) {
      test::HeifSpec spec = Lossless(av1);
      if (profile) spec.icc = test::GammaProfile(test::kDisplayP3, 2.2);
      if (!profile) spec.primaries = 12;
      if (!profile) spec.transfer = 4;  // a gamma of 2.2
      const Picture decoded = Decoded(test::MakeHeif(chart, spec));
      double largest = 0;
      for (uint32_t y = 0; y < 16; ++y) {
        for (uint32_t x = 0; x < 24; ++x) {
          const Colour stored = At(chart, x, y);
          const Colour shown = At(decoded, x, y);
          const auto triple = [](const Colour& colour) {
            return Triple{colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0};
          };
          const Triple wanted = ReferenceSrgb(triple(stored), test::kDisplayP3, 2.2);
          largest = std::max(largest, DeltaE(triple(shown), wanted));
        }
      }
      EXPECT_LE(largest, 2) << (av1 ? "AVIF" : "HEIC") << (profile ? ", profile" : ", code points");
    }
  }
}

// 16 and 17 are YCgCo-R, which libheif would show dark.
TEST_F(HeifTest, AnUnknownMatrixIsRefusedByName) {
  const std::string file = test::MakeHeif(test::PhotographLike(40, 30), {.av1 = true});
  const size_t nclx = file.find("nclx");
  ASSERT_NE(nclx, std::string::npos);
  for (const char matrix : {'\x10', '\x11'}) {
    std::string other = file;
    other[nclx + 9] = matrix;
    const Result<DecodedPicture> decoded = DecodeFile(other);
    ASSERT_FALSE(decoded.ok());
    EXPECT_EQ(decoded.failure().reason, Reason::kFormatNotAllowed) << decoded.failure().detail;
    EXPECT_THAT(decoded.failure().detail, testing::HasSubstr("matrix"));
  }
}

// The file also sets the matrix and the range of Y, Cb and Cr.
TEST_F(HeifTest, MatrixAndRangeAreAsTheFileSays) {
  const Picture picture = test::PhotographLike(64, 48);
  for (const bool av1 : {false, true}) {
    for (const int matrix : {1, 6, 9}) {
      for (const bool full : {true, false}) {
        test::HeifSpec spec;
        spec.av1 = av1;
        spec.chroma = "444";
        spec.matrix = matrix;
        spec.full_range = full;
        EXPECT_LT(Compare(Decoded(test::MakeHeif(picture, spec)), picture).mean, 2.5)
            << Name(spec) << ", matrix " << matrix << (full ? ", full" : ", video");
      }
    }
  }
}

TEST_F(HeifTest, GradientsOfTwelveBitsStaySmooth) {
  std::vector<uint16_t> samples;
  for (uint32_t i = 0; i < 4096; ++i) samples.insert(samples.end(), 3, static_cast<uint16_t>(i));
  for (const bool av1 : {false, true}) {
    const Picture decoded = Decoded(test::MakeDeepHeif(1024, 4, samples, Lossless(av1)));
    ASSERT_EQ(decoded.planes[0].samples.size(), 4096U);
    for (uint32_t i = 0; i < 4096; ++i) {
      ASSERT_EQ(decoded.planes[0].samples[i], (i * 255 + 2047) / 4095) << i;
    }
  }
}

TEST_F(HeifTest, ABrokenProfileIsLeftOutWithAWarning) {
  test::HeifSpec spec = Lossless(false);
  spec.icc = "this is no profile, only some bytes where one should be";
  const Picture picture = test::PhotographLike(32, 24);
  const Result<DecodedPicture> decoded = DecodeFile(test::MakeHeif(picture, spec));
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning, DamagedProfile());
  EXPECT_EQ(Compare(decoded->picture, picture).largest, 0);
}

TEST_F(HeifTest, CutOnesAreCorrupt) {
  for (const bool av1 : {false, true}) {
    test::HeifSpec spec;
    spec.av1 = av1;
    const std::string file = test::MakeHeif(test::PhotographWithAlpha(96, 64), spec);
    for (size_t percent = 2; percent < 100; percent += 3) {
      const Result<DecodedPicture> decoded =
          DecodeFile(std::string_view(file).substr(0, file.size() * percent / 100));
      ASSERT_FALSE(decoded.ok()) << Name(spec) << " cut at " << percent << " %";
      EXPECT_THAT(ReasonWord(decoded.failure().reason), testing::AnyOf("corrupt", "not_an_image"))
          << Name(spec) << " cut at " << percent << " %: " << decoded.failure().detail;
    }
  }
}

TEST_F(HeifTest, AnySliceThatIsMissingMakesItCorrupt) {
  const Picture picture = test::PhotographLike(120, 200);
  for (const char* chroma : {"420", "422", "444"}) {
    for (const uint32_t bits : {8U, 10U}) {
      test::HeifSpec spec;
      spec.chroma = chroma;
      spec.bits = bits;
      spec.slices = 4;
      const std::string file = test::MakeHeif(picture, spec);
      EXPECT_LT(Compare(Decoded(file), picture).mean, 1.5) << Name(spec);
      const std::vector<test::HeicSlice> slices = test::SlicesOf(file);
      ASSERT_EQ(slices.size(), 4U);
      for (const test::HeicSlice& slice : slices) {
        const Result<DecodedPicture> decoded = DecodeFile(test::WithoutSlice(file, slice));
        ASSERT_FALSE(decoded.ok()) << Name(spec) << ", slice from byte " << slice.begin;
        EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt") << decoded.failure().detail;
      }
    }
  }
}

// A file whose last blocks never reached the disk: all lengths are there, and the data is zeros.
TEST_F(HeifTest, ASliceThatEndsInZerosIsCorrupt) {
  for (const uint32_t bits : {8U, 12U}) {
    test::HeifSpec spec;
    spec.bits = bits;
    const std::string file = test::MakeHeif(test::PhotographLike(320, 240), spec);
    const std::vector<test::HeicSlice> slices = test::SlicesOf(file);
    ASSERT_EQ(slices.size(), 1U);
    const size_t length = slices[0].end - slices[0].begin;
    for (size_t percent = 5; percent < 100; percent += 5) {
      std::string damaged = file;
      std::fill(damaged.end() - static_cast<ptrdiff_t>(length * percent / 100), damaged.end(),
                '\0');
      const Result<DecodedPicture> decoded = DecodeFile(damaged);
      ASSERT_FALSE(decoded.ok()) << Name(spec) << ", " << percent << " % are zero";
      EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt") << decoded.failure().detail;
    }
  }
}

// Fills the memory that malloc returns with a chosen byte, during its lifetime.
class FilledMemory {
 public:
  explicit FilledMemory(int byte) { mallopt(M_PERTURB, byte); }
  ~FilledMemory() { mallopt(M_PERTURB, 0); }
  FilledMemory(const FilledMemory&) = delete;
  FilledMemory& operator=(const FilledMemory&) = delete;
};

// No remains of other photos may be visible, whatever is damaged.
TEST_F(HeifTest, WhatIsMadeOfDamageDoesNotDependOnTheMemory) {
  test::HeifSpec spec;
  spec.slices = 2;
  const std::string file = test::MakeHeif(test::PhotographLike(120, 100), spec);
  const size_t data = file.find("mdat") + 4;
  const auto decode = [](const std::string& damaged, int byte) {
    const FilledMemory filled(byte);
    return DecodeFile(damaged);
  };
  Random random(7);
  int refused = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = file;
    const size_t at = data + random.Below(file.size() - data);
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.Below(8)));
    const Result<DecodedPicture> one = decode(damaged, 0x55);
    const Result<DecodedPicture> other = decode(damaged, 0xAA);
    ASSERT_EQ(one.ok(), other.ok()) << "byte " << at;
    refused += one.ok() ? 0 : 1;
    if (!one.ok()) continue;
    ASSERT_EQ(Compare(one->picture, other->picture).largest, 0) << "byte " << at;
  }
  EXPECT_GT(refused, 200);
}

// Flips bytes of the coded image one by one. None may give another image without a failure.
TEST_F(HeifTest, ADamagedAvifIsCorrupt) {
  const Picture picture = test::PhotographLike(160, 120);
  const Picture alpha = test::PhotographWithAlpha(160, 120);
  for (const Picture* subject : {&picture, &alpha}) {
    test::HeifSpec spec;
    spec.av1 = true;
    spec.quality = 80;
    const std::string avif = test::MakeHeif(*subject, spec);
    const Picture sound = Decoded(avif);
    const size_t begin = avif.find("mdat") + 4;
    Random random(20);
    int unnoticed = 0;
    for (int i = 0; i < 60; ++i) {
      std::string damaged = avif;
      damaged[begin + random.Below(avif.size() - begin)] ^=
          static_cast<char>(1 + random.Below(255));
      const Result<DecodedPicture> decoded = DecodeFile(damaged);
      if (!decoded.ok()) {
        EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt") << decoded.failure().detail;
      } else if (Compare(decoded->picture, sound).mean > 1) {
        ++unnoticed;
      }
    }
    EXPECT_LE(unnoticed, 2);
  }
}

TEST_F(HeifTest, ATrailerIsANote) {
  const Picture picture = test::PhotographLike(64, 48);
  const std::string heic = test::MakeHeif(picture, {});
  const Result<DecodedPicture> decoded = DecodeFile(heic + "SEFHj and what phones append");
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther));
  EXPECT_EQ(Compare(decoded->picture, Decoded(heic)).largest, 0);
}

TEST_F(HeifTest, ARotationByExifAloneIsANote) {
  test::HeifSpec spec;
  spec.exif = test::ExifBlock(6);
  const Picture picture = test::PhotographLike(64, 48);
  const std::string heic = test::MakeHeif(picture, spec);
  const Result<DecodedPicture> decoded = DecodeFile(heic);
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther));
  EXPECT_EQ(decoded->picture.width, 64U);
  // As if the recipe's field were set.
  PictureHeader header = *ReadPictureHeader(heic, PictureLimits{});
  header.orientation = header.untaken_orientation;
  const Result<DecodedPicture> rotated = DecodePicture(heic, header, 1);
  ASSERT_TRUE(rotated.ok());
  EXPECT_EQ(rotated->orientation, 6);
  EXPECT_TRUE(rotated->warning.empty()) << rotated->warning.text;
}

TEST_F(HeifTest, AnAlphaOfAnotherSizeIsFitted) {
  const Picture picture = test::PhotographWithAlpha(96, 64);
  test::PhoneSpec spec;
  spec.alpha = true;
  const auto decoded = [&](int32_t excess) {
    spec.alpha_excess = excess;
    return DecodeFile(test::PhoneFile(test::MakePhoneHeif(picture, spec), test::Named::kBoth));
  };
  for (const auto& [av1, premultiplied, excess] : {std::tuple{true, false, 1},
                                                   {true, false, 8},
                                                   {true, false, -1},
                                                   {true, true, 1},
                                                   {false, false, 2},
                                                   {false, true, 16}}) {
    spec.av1 = av1;
    spec.premultiplied = premultiplied;
    const Result<DecodedPicture> other = decoded(excess);
    ASSERT_TRUE(other.ok()) << other.failure().detail;
    EXPECT_EQ(other->warning.kinds, Warning::kOther);
    EXPECT_THAT(other->warning.text, testing::HasSubstr("its alpha has another size"));
    const Result<DecodedPicture> expected = decoded(0);
    ASSERT_TRUE(expected.ok());
    EXPECT_TRUE(expected->warning.empty()) << expected->warning.text;
    ASSERT_TRUE(other->picture.has_alpha && expected->picture.has_alpha);
    ASSERT_EQ(other->picture.width, 96U);
    ASSERT_EQ(other->picture.height, 64U);
    if (!premultiplied) {
      EXPECT_EQ(other->picture.planes[0].samples, expected->picture.planes[0].samples);
    }
    const auto& alpha = other->picture.planes.back().samples;
    double sum = 0;
    for (size_t i = 0; i < alpha.size(); ++i) {
      sum += std::abs(alpha[i] - expected->picture.planes.back().samples[i]);
    }
    EXPECT_LE(sum / static_cast<double>(alpha.size()), 1) << excess;
  }
  spec.av1 = true;
  EXPECT_EQ(ReasonWord(decoded(-2).failure().reason), "corrupt");
  EXPECT_EQ(ReasonWord(decoded(66).failure().reason), "corrupt");
}

}  // namespace
}  // namespace photomill
