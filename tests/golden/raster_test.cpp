// Tests the colours and the damage of BMP, GIF, Netpbm and TGA files, which it assembles byte by
// byte.
#include <gmock/gmock.h>

#include "tests/golden/golden.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using RasterTest = GoldenTest;
using testing::HasSubstr;

constexpr uint32_t kWide = 5;  // rows need padding
constexpr uint32_t kHigh = 3;

// Returns the colour index of a px of the drawing.
uint32_t IndexAt(uint32_t x, uint32_t y) {
  return (x + 2 * y) % 4;
}
constexpr std::array<Colour, 4> kFourColours = {Colour{10, 20, 30, 255}, Colour{200, 40, 50, 255},
                                                Colour{60, 220, 70, 255}, Colour{80, 90, 240, 255}};

std::string PaletteBytes(size_t count, size_t entry_bytes) {
  std::string bytes;
  for (size_t i = 0; i < count; ++i) {
    const Colour colour = i < kFourColours.size() ? kFourColours[i] : Colour{};
    for (const size_t channel : {2U, 1U, 0U})
      bytes += Little(static_cast<uint64_t>(colour[channel]), 1);
    bytes.append(entry_bytes - 3, '\0');
  }
  return bytes;
}

// Returns the rows from the bottom up, each padded to four bytes.
std::string BmpRows(uint32_t bits) {
  std::string rows;
  for (uint32_t row = 0; row < kHigh; ++row) {
    std::string packed((kWide * bits + 31) / 32 * 4, '\0');
    for (uint32_t x = 0; x < kWide; ++x) {
      const uint32_t value =
          bits == 1 ? IndexAt(x, kHigh - 1 - row) % 2 : IndexAt(x, kHigh - 1 - row);
      const uint32_t shift = 8 - bits * (x % (8 / bits) + 1);
      char& byte = packed[x * bits / 8];
      byte = static_cast<char>(static_cast<uint8_t>(byte) | value << shift);
    }
    rows += packed;
  }
  return rows;
}

std::string BmpFile(uint32_t header_bytes, uint32_t bits, uint32_t compression,
                    std::string_view between, std::string_view rows) {
  std::string header = Little(header_bytes, 4);
  if (header_bytes == 12) {
    header += Little(kWide, 2) + Little(kHigh, 2) + Little(1, 2) + Little(bits, 2);
  } else {
    header += Little(kWide, 4) + Little(kHigh, 4) + Little(1, 2) + Little(bits, 2) +
              Little(compression, 4);
  }
  header.resize(header_bytes, '\0');
  const size_t start = 14 + header.size() + between.size();
  return "BM" + Little(0, 8) + Little(start, 4) + header + std::string(between) + std::string(rows);
}

void ExpectDrawing(const std::string& file, const std::string& what, uint32_t colours = 4,
                   const std::string& note = "") {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_TRUE(decoded.ok()) << what << ": " << decoded.failure().detail;
  EXPECT_THAT(decoded->warning.text, HasSubstr(note)) << what;
  if (note.empty()) {
    EXPECT_EQ(decoded->warning.text, "") << what;
  }
  for (uint32_t y = 0; y < kHigh; ++y) {
    for (uint32_t x = 0; x < kWide; ++x) {
      EXPECT_EQ(At(decoded->picture, x, y), kFourColours[IndexAt(x, y) % colours])
          << what << " at " << x << ", " << y;
    }
  }
}

void ExpectCorrupt(const std::string& file, const std::string& what) {
  const Result<DecodedPicture> decoded = DecodeFile(file);
  ASSERT_FALSE(decoded.ok()) << what;
  EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt) << what << decoded.failure().detail;
}

TEST_F(RasterTest, BmpPalettesOfEveryHeaderAndDepth) {
  for (const uint32_t header : {12U, 16U, 36U, 40U, 64U, 108U, 124U}) {
    for (const uint32_t bits : {1U, 2U, 4U, 8U}) {
      const uint32_t colours = bits == 1 ? 2 : 4;
      const std::string what = std::to_string(header) + " bytes, " + std::to_string(bits) + " bits";
      const size_t entry = header == 12 ? 3 : 4;
      ExpectDrawing(BmpFile(header, bits, 0, PaletteBytes(1U << bits, entry), BmpRows(bits)), what,
                    colours);
      ExpectDrawing(BmpFile(header, bits, 0, PaletteBytes(colours, entry), BmpRows(bits)),
                    what + ", a short palette", colours);
    }
  }
}

TEST_F(RasterTest, BmpMasksFillTheRange) {
  const auto px = [](uint32_t value, uint32_t bytes) {
    std::string row;
    for (uint32_t x = 0; x < kWide; ++x) row += Little(value, bytes);
    row.resize((row.size() + 3) / 4 * 4, '\0');
    return row + row + row;
  };
  const auto masks = [](uint32_t red, uint32_t green, uint32_t blue, uint32_t alpha) {
    return Little(red, 4) + Little(green, 4) + Little(blue, 4) + Little(alpha, 4);
  };
  const auto colour = [](const std::string& file) {
    const Result<DecodedPicture> decoded = DecodeFile(file);
    EXPECT_TRUE(decoded.ok());
    return decoded ? At(decoded->picture, 0, 0) : Colour{};
  };
  EXPECT_EQ(colour(BmpFile(40, 16, 6, masks(0xF00, 0xF0, 0xF, 0xF000), px(0x5F3A, 2))),
            (Colour{255, 51, 170, 85}));
  EXPECT_EQ(colour(BmpFile(40, 16, 0, "", px(0x7FE0, 2))), (Colour{255, 255, 0, 255}));
  EXPECT_EQ(
      colour(BmpFile(40, 32, 6, masks(0x3FF00000, 0xFFC00, 0x3FF, 0xC0000000), px(0x7FF80000, 4))),
      (Colour{255, 128, 0, 85}));
  EXPECT_EQ(colour(BmpFile(40, 32, 0, "", px(0x00102030, 4))), (Colour{16, 32, 48, 255}))
      << "no alpha anywhere";
  EXPECT_EQ(colour(BmpFile(40, 32, 0, "", px(0x40102030, 4))), (Colour{16, 32, 48, 64}));
  EXPECT_EQ(
      colour(BmpFile(40, 32, 6, masks(0xFF0000, 0xFF00, 0xFF, 0xFF000000), px(0x00102030, 4))),
      (Colour{16, 32, 48, 255}))
      << "an alpha that is stated, but empty";
}

// Returns the rows of the drawing as runs of one px.
std::string BmpRuns(bool end_of_picture = true) {
  std::string runs;
  for (uint32_t row = 0; row < kHigh; ++row) {
    for (uint32_t x = 0; x < kWide; ++x) runs += "\1"s + Little(IndexAt(x, kHigh - 1 - row), 1);
    runs += "\0\0"s;
  }
  return runs + (end_of_picture ? "\0\1"s : "");
}

TEST_F(RasterTest, BmpRunLengths) {
  const std::string palette = PaletteBytes(256, 4);
  const auto file = [&](const std::string& runs) { return BmpFile(40, 8, 1, palette, runs); };
  ExpectDrawing(file(BmpRuns()), "runs");
  ExpectDrawing(file(BmpRuns(false)), "no end of the picture", 4, "not marked");
  std::string padded;  // with the padding of uncompressed rows
  for (uint32_t row = 0; row < kHigh; ++row) {
    for (uint32_t x = 0; x < kWide; ++x) padded += "\1"s + Little(IndexAt(x, kHigh - 1 - row), 1);
    padded += "\3\0\0\0"s;
  }
  ExpectDrawing(file(padded + "\0\1"s), "padded runs");
  const std::string first = file("\3\1\0\2\1\1\1\2\0\1"s);  // three px, a skip, one px, the end
  const Result<DecodedPicture> skipped = DecodeFile(first);
  ASSERT_TRUE(skipped.ok()) << skipped.failure().detail;
  EXPECT_THAT(skipped->warning.text, HasSubstr("leave pixels out"));
  EXPECT_EQ(At(skipped->picture, 2, 2), kFourColours[1]);
  EXPECT_EQ(At(skipped->picture, 4, 1), kFourColours[2]);
  EXPECT_EQ(At(skipped->picture, 0, 0), kFourColours[0]);

  ExpectCorrupt(file("\x40\1"s + BmpRuns()), "a run beyond its row");
  ExpectCorrupt(file(BmpRuns().substr(0, 20)), "cut off");
  ExpectCorrupt(file("\2\1\0\1"s + BmpRuns()), "an end with data after it");
  ExpectCorrupt(file("\0\2\x40\0"s + BmpRuns()), "a skip out of the picture");
  ExpectCorrupt(file("\0\x20\1"s), "a literal without its px");
}

TEST_F(RasterTest, BmpFourBitRuns) {
  std::string runs;
  for (uint32_t row = 0; row < kHigh; ++row) {
    const uint32_t y = kHigh - 1 - row;
    runs += "\0\5"s;
    for (uint32_t x = 0; x < kWide; x += 2) {
      runs += Little(IndexAt(x, y) << 4 | (x + 1 < kWide ? IndexAt(x + 1, y) : 0), 1);
    }
    runs += "\0\0\0"s;  // padding, and the end of the row
  }
  ExpectDrawing(BmpFile(40, 4, 2, PaletteBytes(16, 4), runs + "\0\1"s), "four bits");
}

TEST_F(RasterTest, BmpOfAWrongLengthIsWhole) {
  std::string file = BmpFile(40, 8, 0, PaletteBytes(256, 4), BmpRows(8));
  for (const uint32_t length : {0U, 26U, 0x7FFFFFFFU}) {
    file.replace(2, 4, Little(length, 4));
    ExpectDrawing(file, "length " + std::to_string(length));
  }
  ExpectDrawing(file.substr(0, file.size() - 3), "without the last padding");
  ExpectDrawing(file + "junk", "with junk");
  ExpectCorrupt(file.substr(0, file.size() - 4), "cut off");
}

// --- GIF -----------------------------------------------------------------------------------------

// A GIF has no checksum, so a change to another code of the same length cannot be detected. Any
// other change gives a wrong number of px or a code that does not exist.
TEST_F(RasterTest, GifDamageIsNoticed) {
  const std::string gif = test::MakeGif(160, 120);
  int noticed = 0;
  for (size_t at = gif.size() / 4; at + 40 < gif.size(); at += gif.size() / 61) {
    std::string flipped = gif;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x10);
    const Result<DecodedPicture> decoded = DecodeFile(flipped);
    if (decoded) continue;
    EXPECT_EQ(decoded.failure().reason, Reason::kCorrupt);
    ++noticed;
  }
  EXPECT_GE(noticed, 8);
}

// A frame of 4 x 1 px with codes of three bits, lowest bits first.
std::string GifOfCodes(std::initializer_list<uint32_t> codes) {
  uint32_t packed = 0;
  uint32_t bits = 0;
  for (const uint32_t code : codes) {
    packed |= code << bits;
    bits += 3;
  }
  const uint32_t bytes = (bits + 7) / 8;
  return "GIF89a\4\0\1\0\x81\0\0"s + PaletteBytes(4, 3) + ",\0\0\0\0\4\0\1\0\0\2"s +
         Little(bytes, 1) + Little(packed, bytes) + "\0;"s;
}

TEST_F(RasterTest, GifCodesThatCannotBeAreDamage) {
  constexpr uint32_t kClear = 4;
  constexpr uint32_t kEnd = 5;
  const auto decodes = [](const std::string& gif) { return DecodeFile(gif).ok(); };
  EXPECT_TRUE(decodes(GifOfCodes({kClear, 1, 2, kClear, 3, 0, kEnd})));
  EXPECT_TRUE(decodes(GifOfCodes({kClear, 1, 2, kClear, 3, 0}))) << "no end code";
  EXPECT_TRUE(decodes(GifOfCodes({kClear, 1, 6, kClear, 3, kEnd}))) << "a code of itself";
  ExpectCorrupt(GifOfCodes({kClear, 1, 7, kClear, 3, kEnd}), "a code that does not exist yet");
  ExpectCorrupt(GifOfCodes({kClear, 6, 1, kClear, 3, kEnd}), "one at the start");
  ExpectCorrupt(GifOfCodes({kClear, 1, 2, kClear, 3, kEnd}), "a px is missing");
  ExpectCorrupt(GifOfCodes({kClear, 1, 2, kClear, 3, 0, kClear, 1, kEnd}), "a px too many");
}

TEST_F(RasterTest, GifIsWholeWithoutItsEnd) {
  const std::string gif = test::MakeGif(40, 30);
  const Result<DecodedPicture> whole = DecodeFile(gif);
  ASSERT_TRUE(whole.ok());
  ASSERT_EQ(gif.substr(gif.size() - 2), "\0;"s);
  for (const size_t missing : {1U, 2U}) {
    const Result<DecodedPicture> cut = DecodeFile(gif.substr(0, gif.size() - missing));
    ASSERT_TRUE(cut.ok()) << missing << cut.failure().detail;
    EXPECT_EQ(Compare(cut->picture, whole->picture).largest, 0);
  }
  ExpectCorrupt(gif.substr(0, gif.size() - 8), "pixels are missing");
}

TEST_F(RasterTest, AnAnimationCutAfterItsFirstFrameIsWhole) {
  test::FileSpec spec;
  spec.frames = 3;
  for (const char* format : {"GIF", "WEBP"}) {
    spec.format = format;
    const std::string file = test::MakeFile(test::PhotographLike(160, 120), spec);
    const Result<DecodedPicture> whole = DecodeFile(file);
    ASSERT_TRUE(whole.ok());
    const Result<DecodedPicture> cut = DecodeFile(file.substr(0, file.size() * 3 / 5));
    ASSERT_TRUE(cut.ok()) << format << cut.failure().detail;
    EXPECT_EQ(Compare(cut->picture, whole->picture).largest, 0) << format;
    EXPECT_THAT(cut->warning.text, HasSubstr("truncated, but after the image"));
    EXPECT_FALSE(cut->warning.kinds.Has(Warning::kPartlyDecoded));
    ExpectCorrupt(file.substr(0, file.size() / 6), format);
  }
}

// --- Netpbm --------------------------------------------------------------------------------------

TEST_F(RasterTest, NetpbmOfEveryKind) {
  const auto at = [](const std::string& file, uint32_t x) {
    const Result<DecodedPicture> decoded = DecodeFile(file);
    EXPECT_TRUE(decoded.ok()) << (decoded.ok() ? "" : decoded.failure().detail);
    return decoded ? At(decoded->picture, x, 0) : Colour{};
  };
  const Colour black = {0, 0, 0, 255};
  const Colour white = {255, 255, 255, 255};
  EXPECT_EQ(at("P1\n3 1\n#c\n1 0\n1", 0), black);
  EXPECT_EQ(at("P1\n3 1\n101", 1), white);
  EXPECT_EQ(at("P4\n3 1\n\xA0", 1), white);
  EXPECT_EQ(at("P4\n3 1\n\xA0", 2), black);
  EXPECT_EQ(at("P2\n2 1\n15\n5 15", 0), (Colour{85, 85, 85, 255}));
  EXPECT_EQ(at("P5\n2 1\n65535\n\x80\x80\xFF\xFF"s, 0), (Colour{128, 128, 128, 255}));
  EXPECT_EQ(at("P3\n1 1\n100\n100 0 20", 0), (Colour{255, 0, 51, 255}));
  EXPECT_EQ(at("P6\n1 1\n1023\n\x03\xFF\0\0\x02\0"s, 0), (Colour{255, 0, 128, 255}));
  const std::string pam = "P7\nWIDTH 1\nHEIGHT 1\nMAXVAL 255\nDEPTH ";
  EXPECT_EQ(at(pam + "4\nTUPLTYPE RGB_ALPHA\nENDHDR\n\x0A\x14\x1E\x28", 0),
            (Colour{10, 20, 30, 40}));
  EXPECT_EQ(at(pam + "2\nENDHDR\n\x0A\x28", 0), (Colour{10, 10, 10, 40}));
  ExpectCorrupt("P2\n2 2\n255\n1 2 3 x", "a row is missing");
  EXPECT_EQ(DecodeFile(pam + "5\nENDHDR\n12345").failure().reason, Reason::kFormatNotAllowed);
}

// --- TGA -----------------------------------------------------------------------------------------

std::string TgaFile(uint32_t type, uint32_t bits, uint32_t descriptor, std::string_view data) {
  const bool palette = (type & 7U) == 1;
  return Little(0, 1) + Little(palette ? 1 : 0, 1) + Little(type, 1) + Little(0, 2) +
         Little(palette ? 4 : 0, 2) + Little(palette ? 24 : 0, 1) + Little(0, 4) +
         Little(kWide, 2) + Little(kHigh, 2) + Little(bits, 1) + Little(descriptor, 1) +
         (palette ? PaletteBytes(4, 3) : "") + std::string(data);
}

TEST_F(RasterTest, TgaOfEveryOrigin) {
  for (const uint32_t origin : {0x00U, 0x10U, 0x20U, 0x30U}) {
    std::string indexes;
    std::string colours;
    std::string packets;
    for (uint32_t row = 0; row < kHigh; ++row) {
      for (uint32_t column = 0; column < kWide; ++column) {
        const uint32_t y = (origin & 0x20U) != 0 ? row : kHigh - 1 - row;
        const uint32_t x = (origin & 0x10U) != 0 ? kWide - 1 - column : column;
        const std::string colour = PaletteBytes(4, 3).substr(size_t{3} * IndexAt(x, y), 3);
        indexes += Little(IndexAt(x, y), 1);
        colours += colour;
        packets += "\0"s + colour;
      }
    }
    const std::string what = "origin " + std::to_string(origin);
    ExpectDrawing(TgaFile(1, 8, origin, indexes), what);
    ExpectDrawing(TgaFile(2, 24, origin, colours), what);
    ExpectDrawing(TgaFile(10, 24, origin, packets), what);
    ExpectCorrupt(TgaFile(10, 24, origin, packets.substr(0, packets.size() - 1)), what);
  }
  const std::string run = TgaFile(11, 8, 0, "\x8E\x50"s);  // 15 px, across all rows
  const Result<DecodedPicture> grey = DecodeFile(run);
  ASSERT_TRUE(grey.ok()) << grey.failure().detail;
  EXPECT_EQ(At(grey->picture, 4, 2), (Colour{80, 80, 80, 255}));
  ExpectCorrupt(TgaFile(11, 8, 0, "\x8F\x50"s), "16 px");
}

TEST_F(RasterTest, TgaAlphaIsWhatTheHeaderSays) {
  std::string data;
  for (uint32_t i = 0; i < kWide * kHigh; ++i) data += "\x1E\x14\x0A\x40";
  EXPECT_EQ(At(DecodeFile(TgaFile(2, 32, 8, data))->picture, 0, 0), (Colour{10, 20, 30, 64}));
  EXPECT_EQ(At(DecodeFile(TgaFile(2, 32, 0, data))->picture, 0, 0), (Colour{10, 20, 30, 255}));
}

}  // namespace
}  // namespace photomill
