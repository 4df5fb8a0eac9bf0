#include "worker/image/png/bare_png.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include "tests/support/pictures.h"

namespace photomill {
namespace {

std::string Big(uint32_t number, int bytes = 4) {
  std::string out;
  for (int i = bytes - 1; i >= 0; --i) out += static_cast<char>(number >> 8 * i & 0xFF);
  return out;
}

std::string Packed(const std::string& bytes) {
  uLongf length = compressBound(static_cast<uLong>(bytes.size()));
  std::string packed(length, '\0');
  compress(reinterpret_cast<Bytef*>(packed.data()), &length,
           reinterpret_cast<const Bytef*>(bytes.data()), static_cast<uLong>(bytes.size()));
  packed.resize(length);
  return packed;
}

// Only the decoder checks checksums.
std::string Chunk(const std::string& name, const std::string& body) {
  return Big(static_cast<uint32_t>(body.size())) + name + body + Big(0);
}

struct Spec {
  uint32_t side = 8;  // px
  uint8_t depth = 8;
  uint8_t type = 2;  // RGB
  uint8_t interlace = 0;
  size_t row_bytes = 8 * (1 + 8 * 3);
};

// A square with some chunks before its data, and some between its data and its end.
std::string Png(const std::string& before = "", const Spec& spec = {},
                const std::string& behind = "") {
  const std::string header = Big(spec.side) + Big(spec.side) + Big(spec.depth, 1) +
                             Big(spec.type, 1) + Big(0, 2) + Big(spec.interlace, 1);
  return std::string("\x89PNG\r\n\x1A\n", 8) + Chunk("IHDR", header) + before +
         Chunk("IDAT", Packed(std::string(spec.row_bytes, '\0'))) + behind + Chunk("IEND", "");
}

bool IsBare(const std::string& png) {
  return IsBarePng(png, "");
}

constexpr Spec kPalette = {8, 2, 3, 0, 8 * (1 + 2)};
constexpr Spec kGrey = {8, 8, 0, 0, 8 * (1 + 8)};
constexpr Spec kRgba = {8, 8, 6, 0, 8 * (1 + 8 * 4)};

TEST(BarePngTest, ThePictureIs) {
  EXPECT_TRUE(IsBare(Png()));
  EXPECT_TRUE(IsBare(Png("", kGrey)));
  EXPECT_TRUE(IsBare(Png("", kRgba)));
  EXPECT_TRUE(IsBare(Png(Chunk("PLTE", "abcdef"), kPalette)));
  Derivative derivative;
  derivative.format = OutputFormat::kPng;
  const Picture alpha = test::PhotographWithAlpha(300, 200);
  EXPECT_TRUE(IsBare(*EncodePicture(alpha, derivative)));
}

TEST(BarePngTest, WhatADecoderReadsMayBeThere) {
  EXPECT_TRUE(IsBare(Png(Chunk("gAMA", Big(45'455)))));
  EXPECT_TRUE(IsBare(Png(Chunk("sRGB", Big(0, 1)))));
  EXPECT_TRUE(IsBare(Png(Chunk("sBIT", "\5\6\5"))));
  EXPECT_TRUE(IsBare(Png(Chunk("tRNS", Big(255, 2) + Big(0, 2) + Big(7, 2)))));
  EXPECT_TRUE(IsBare(Png(Chunk("PLTE", "abcdef") + Chunk("tRNS", "ab"), kPalette)));
  std::string chromaticities;
  for (int i = 0; i < 8; ++i) chromaticities += Big(31'270);
  EXPECT_TRUE(IsBare(Png(Chunk("cHRM", chromaticities))));
}

TEST(BarePngTest, OtherChunksAreMore) {
  for (const char* name : {"tEXt", "zTXt", "iTXt", "eXIf", "tIME", "pHYs", "bKGD", "hIST", "sPLT",
                           "cICP", "acTL", "fcTL", "prIV", "iCCP", "IHDR"}) {
    EXPECT_FALSE(IsBare(Png(Chunk(name, "private")))) << name;
    EXPECT_FALSE(IsBare(Png("", {}, Chunk(name, "private")))) << name;
    EXPECT_FALSE(IsBare(Png(Chunk(name, "")))) << name;
  }
}

// Chunks with known names are judged by their content.
TEST(BarePngTest, KnownNamesHideNothing) {
  EXPECT_FALSE(IsBare(Png(Chunk("gAMA", Big(45'455) + "private"))));
  EXPECT_FALSE(IsBare(Png(Chunk("gAMA", "text"))));
  EXPECT_FALSE(IsBare(Png(Chunk("gAMA", Big(45'455)) + Chunk("gAMA", Big(45'455)))));
  EXPECT_FALSE(IsBare(Png(Chunk("cHRM", "thirty-two letters of a private n"))));
  EXPECT_FALSE(IsBare(Png(Chunk("cHRM", "thirty-two letters of a private "))));
  EXPECT_FALSE(IsBare(Png(Chunk("sRGB", "p"))));
  EXPECT_FALSE(IsBare(Png(Chunk("sBIT", "abc"))));
  EXPECT_FALSE(IsBare(Png(Chunk("sBIT", "\5\6"))));
  EXPECT_FALSE(IsBare(Png(Chunk("PLTE", "abcdef")))) << "in RGB it is at most a hint";
  EXPECT_FALSE(IsBare(Png(Chunk("PLTE", "abcdefabcdefabc"), kPalette))) << "more than it may have";
  EXPECT_FALSE(IsBare(Png(Chunk("PLTE", "abcd"), kPalette)));
  EXPECT_FALSE(IsBare(Png("", kPalette)));
  EXPECT_FALSE(IsBare(Png(Chunk("tRNS", "secret")))) << "samples that 8 bits do not have";
  EXPECT_FALSE(IsBare(Png(Chunk("tRNS", std::string(8, '\0')))));
  EXPECT_FALSE(IsBare(Png(Chunk("tRNS", "secret"), kRgba)));
  EXPECT_FALSE(IsBare(Png(Chunk("PLTE", "abcdef") + Chunk("tRNS", "abc"), kPalette)));
  EXPECT_FALSE(IsBare(Png("", {}, Chunk("gAMA", Big(45'455))))) << "behind the data";
}

TEST(BarePngTest, NothingStandsBehindTheData) {
  EXPECT_FALSE(IsBare(Png("", {}, Chunk("IDAT", "private"))));
  EXPECT_TRUE(IsBare(Png("", {}, Chunk("IDAT", ""))));
  EXPECT_FALSE(IsBare(Png("", {}, Chunk("sRGB", "") + Chunk("IDAT", ""))));
  EXPECT_FALSE(IsBare(Png() + "more"));
  const std::string png = Png();
  const std::string cut = png.substr(0, png.size() - 12);
  EXPECT_FALSE(IsBare(cut));
  EXPECT_FALSE(IsBare(cut + Chunk("IEND", "private")));
  Spec more;
  more.row_bytes += 1;
  EXPECT_FALSE(IsBare(Png("", more))) << "rows that the picture does not have";
  more.row_bytes += 100'000;
  EXPECT_FALSE(IsBare(Png("", more)));
  Spec less;
  less.row_bytes -= 1;
  EXPECT_FALSE(IsBare(Png("", less)));
}

TEST(BarePngTest, InterlacedRowsAreCounted) {
  // Seven passes of 1 x 1, 1 x 1, 2 x 1, 2 x 2, 4 x 2, 4 x 4 and 8 x 4 px; each row with its filter
  // byte.
  Spec spec = {8, 8, 0, 1, 2 + 2 + 3 + 6 + 10 + 20 + 36};
  EXPECT_TRUE(IsBare(Png("", spec)));
  spec.row_bytes += 1;
  EXPECT_FALSE(IsBare(Png("", spec)));
  // At 1 px, all passes except the first are empty.
  EXPECT_TRUE(IsBare(Png("", {1, 8, 0, 1, 2})));
}

TEST(BarePngTest, TheProfileIsTheOneThatIsAskedFor) {
  const std::string profile = test::P3Profile();
  const auto with = [](const std::string& body) { return Png(Chunk("iCCP", body)); };
  const std::string packed = Packed(profile);
  const std::string sound = with(std::string("ICC profile\0\0", 13) + packed);
  EXPECT_TRUE(IsBarePng(sound, profile));
  EXPECT_FALSE(IsBarePng(sound, ""));
  EXPECT_FALSE(IsBarePng(sound, profile + "more"));
  EXPECT_FALSE(IsBarePng(sound, profile.substr(0, profile.size() - 1)));
  EXPECT_FALSE(IsBarePng(Png(), profile));
  EXPECT_FALSE(IsBarePng(with(std::string("Ann Example\0\0", 13) + packed), profile)) << "a name";
  EXPECT_FALSE(IsBarePng(with(std::string("ICC profile\0\0", 13) + packed + "more"), profile));
  EXPECT_FALSE(IsBarePng(with(std::string("ICC profile\0\0", 13) + packed.substr(0, 40)), profile));
  EXPECT_FALSE(IsBarePng(with("ICC profile"), profile));
}

}  // namespace
}  // namespace photomill
