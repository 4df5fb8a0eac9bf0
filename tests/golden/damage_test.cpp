// Truncated or damaged files are never reported as valid images; files that are not images are
// refused, and nothing that they name is opened.
#include <gmock/gmock.h>

#include <fstream>

#include "common/base/random.h"
#include "tests/golden/golden.h"
#include "tests/support/pictures.h"

namespace photomill {
namespace {

using DamageTest = GoldenTest;

void ExpectCorruptWhereverCut(const std::string& file, const std::string& what) {
  for (int percent = 1; percent < 100; percent += 3) {
    const std::string cut = file.substr(0, file.size() * static_cast<size_t>(percent) / 100);
    const Result<DecodedPicture> decoded = DecodeFile(cut);
    ASSERT_FALSE(decoded.ok()) << what << " cut at " << percent << " %";
    EXPECT_THAT(ReasonWord(decoded.failure().reason), testing::AnyOf("corrupt", "not_an_image"))
        << what << " cut at " << percent << " %: " << decoded.failure().detail;
    EXPECT_NE(decoded.failure().detail, "");
    if (cut.size() > 16) {
      EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt") << what;
    }
  }
}

TEST_F(DamageTest, CutJpegsAreCorrupt) {
  for (const bool progressive : {false, true}) {
    test::FileSpec spec;
    spec.progressive = progressive;
    const std::string jpeg = test::MakeFile(test::PhotographLike(320, 240), spec);
    ExpectCorruptWhereverCut(jpeg, progressive ? "progressive JPEG" : "JPEG");
    for (const size_t missing : {3U, 10U, 100U}) {
      EXPECT_FALSE(DecodeFile(jpeg.substr(0, jpeg.size() - missing)).ok()) << missing;
    }
    const Result<DecodedPicture> scaled = DecodeFile(jpeg.substr(0, jpeg.size() / 2), 2);
    ASSERT_FALSE(scaled.ok());
    EXPECT_EQ(scaled.failure().reason, Reason::kCorrupt);
  }
}

TEST_F(DamageTest, OtherCutFilesAreCorrupt) {
  ExpectCorruptWhereverCut(test::MakePng(160, 120), "PNG");
  ExpectCorruptWhereverCut(test::MakeWebp(160, 120), "WebP");
  ExpectCorruptWhereverCut(test::MakeGif(160, 120), "GIF");
  ExpectCorruptWhereverCut(test::MakeBmp(160, 120), "BMP");
  for (const char* compression : {"None", "LZW", "Zip", "JPEG", "RLE"}) {
    test::FileSpec spec;
    spec.format = "TIFF";
    spec.compression = compression;
    ExpectCorruptWhereverCut(test::MakeFile(test::PhotographLike(160, 120), spec),
                             std::string("TIFF ") + compression);
  }
}

TEST_F(DamageTest, AHoleInAJpegIsCorrupt) {
  std::string jpeg = test::MakeJpeg(640, 480);
  std::fill(jpeg.begin() + static_cast<ptrdiff_t>(jpeg.size() / 2),
            jpeg.begin() + static_cast<ptrdiff_t>(jpeg.size() / 2 + 2048), '\0');
  const Result<DecodedPicture> decoded = DecodeFile(jpeg);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt);
}

TEST_F(DamageTest, DamagedExifAndBytesTooManyAreHarmless) {
  const std::string jpeg = test::MakeJpeg(64, 48);
  const Picture whole = Decoded(jpeg);
  std::string exif = test::ExifBlock(6);
  exif[9] = '\xFF';  // 255 entries in a block with room for one
  exif.resize(16);
  EXPECT_EQ(Compare(Decoded(test::JpegWithExif(jpeg, exif)), whole).largest, 0);
  EXPECT_EQ(Compare(Decoded(jpeg + "trailing bytes of a phone"), whole).largest, 0);

  std::string extraneous = jpeg;
  extraneous.insert(extraneous.size() - 2, std::string(50, '\x11'));
  const Result<DecodedPicture> decoded = DecodeFile(extraneous);
  ASSERT_TRUE(decoded.ok()) << decoded.failure().detail;
  EXPECT_NE(decoded->warning.text.find("extraneous"), std::string::npos) << decoded->warning.text;
  EXPECT_EQ(decoded->warning.kinds, WarningSet(Warning::kOther));
  EXPECT_EQ(Compare(decoded->picture, whole).largest, 0);
}

// Most flipped bits in a JPEG's data only change the image, without any error: the only trace is
// leftover bytes. None of these may be accepted.
TEST_F(DamageTest, FlippedBitsThatLeaveBytesOverAreCorrupt) {
  const std::string jpeg = test::MakeJpeg(160, 120);
  const Picture whole = Decoded(jpeg);
  const size_t scan = jpeg.find("\xFF\xDA");
  Random random(11);
  int told = 0;
  for (int round = 0; round < 300; ++round) {
    std::string damaged = jpeg;
    const size_t at = scan + 14 + random.Below(jpeg.size() - scan - 20);
    damaged[at] = static_cast<char>(damaged[at] ^ (1 << random.Below(8)));
    const Result<DecodedPicture> decoded = DecodeFile(damaged);
    if (!decoded.ok()) {
      told += decoded.failure().detail.find("extraneous") != std::string::npos ? 1 : 0;
      continue;
    }
    EXPECT_EQ(decoded->warning.text.find("extraneous"), std::string::npos)
        << Compare(decoded->picture, whole).mean;
  }
  EXPECT_GT(told, 10);
}

// The directory comes first and the data is missing, as when a scanner's disk is full.
TEST_F(DamageTest, ATiffWithoutTheEndOfItsDataIsCorrupt) {
  const auto number = [](uint32_t value, int bytes) {
    std::string out;
    for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
    return out;
  };
  const auto entry = [&](uint32_t tag, uint32_t type, uint32_t value) {
    return number(tag, 2) + number(type, 2) + number(1, 4) + number(value, 4);
  };
  constexpr uint32_t kData = 8 + 2 + 12 * 9 + 4;
  std::string tiff("II*\0\x08\0\0\0", 8);
  tiff += number(9, 2) + entry(256, 3, 40) + entry(257, 3, 30) + entry(258, 3, 8) +
          entry(259, 3, 1) + entry(262, 3, 1) + entry(273, 4, kData) + entry(277, 3, 1) +
          entry(278, 3, 30) + entry(279, 4, 1200) + number(0, 4);
  tiff += std::string(1200, '\x60');
  EXPECT_EQ(Decoded(tiff).width, 40U);
  for (const size_t missing : {1U, 100U, 1199U, 1200U}) {
    const Result<DecodedPicture> decoded = DecodeFile(tiff.substr(0, tiff.size() - missing));
    ASSERT_FALSE(decoded.ok()) << missing;
    EXPECT_EQ(ReasonWord(decoded.failure().reason), "corrupt");
  }
}

TEST_F(DamageTest, DecoderAndHeaderMustAgree) {
  const std::string jpeg = test::MakeJpeg(64, 48);
  Result<PictureHeader> header = ReadPictureHeader(jpeg, PictureLimits{});
  ASSERT_TRUE(header.ok());
  header->width = 65;
  const Result<DecodedPicture> decoded = DecodePicture(jpeg, *header, 1);
  ASSERT_FALSE(decoded.ok());
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt);
  EXPECT_THAT(decoded.failure().detail, testing::HasSubstr("65 x 48"));
}

// The library is also called directly: a gap in the sniffing must not let such a file through.
TEST_F(DamageTest, DrawingsAndScriptsAreRefusedByDecoderAndPolicy) {
  const std::filesystem::path folder = std::filesystem::path(testing::TempDir()) /
                                       ("photomill-secret-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  const std::string secret = (folder / "secret.png").string();
  std::ofstream(secret, std::ios::binary) << test::MakePng(8, 8);
  const std::vector<std::string> traps = {
      "<svg xmlns='http://www.w3.org/2000/svg' width='8' height='8'><image href='" + secret +
          "' width='8' height='8'/></svg>",
      "push graphic-context\nviewbox 0 0 8 8\nimage over 0,0 0,0 '" + secret +
          "'\npop graphic-context",
      "<?xml version='1.0'?><image><read filename='" + secret + "'/></image>",
      "#!/bin/sh\ntouch " + (folder / "touched").string() + "\n",
      "@" + secret,
      "%!PS\n(" + secret + ") run\n",
  };
  for (const std::string& trap : traps) {
    const Result<DecodedPicture> sniffed = DecodeFile(trap);
    ASSERT_FALSE(sniffed.ok());
    EXPECT_THAT(ReasonWord(sniffed.failure().reason),
                testing::AnyOf("format_not_allowed", "not_an_image"));
    for (const PictureFormat format :
         {PictureFormat::kJpeg, PictureFormat::kPng, PictureFormat::kGif, PictureFormat::kWebp,
          PictureFormat::kTiff, PictureFormat::kBmp}) {
      PictureHeader header;
      header.format = format;
      header.width = header.height = 8;
      EXPECT_FALSE(DecodePicture(trap, header, 1).ok());
    }
  }
  EXPECT_FALSE(std::filesystem::exists(folder / "touched"));
  std::filesystem::remove_all(folder);
}

// Random damage after the header: any outcome except a crash, and an image only of the header's
// size.
TEST_F(DamageTest, RandomDamageNeverCrashes) {
  const std::vector<std::string> seeds = {test::MakeJpeg(48, 40),   test::MakePng(48, 40),
                                          test::MakeGif(48, 40, 2), test::MakeWebp(48, 40),
                                          test::MakeTiff(48, 40),   test::MakeBmp(48, 40)};
  Random random(7);
  for (int round = 0; round < 1500; ++round) {
    std::string bytes = seeds[random.Below(seeds.size())];
    const uint64_t changes = 1 + random.Below(4);
    for (uint64_t i = 0; i < changes; ++i) {
      bytes[random.Below(bytes.size())] = static_cast<char>(random.Next());
    }
    PictureLimits limits;
    limits.pixels_max = 1'000'000;
    const Result<PictureHeader> header = ReadPictureHeader(bytes, limits);
    if (!header.ok()) continue;
    const Result<DecodedPicture> decoded = DecodePicture(bytes, *header, 1);
    if (!decoded.ok()) {
      EXPECT_NE(decoded.failure().detail, "");
      continue;
    }
    EXPECT_EQ(decoded->picture.width, header->width);
    EXPECT_EQ(decoded->orientation, header->orientation);
  }
}

}  // namespace
}  // namespace photomill
