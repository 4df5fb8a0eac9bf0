#include "common/sniff/raster/tga_header.h"

#include <gtest/gtest.h>

#include "common/sniff/content.h"
#include "common/sniff/content_kinds.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill::sniff {
namespace {

std::string Tga(uint32_t type, uint32_t bits, uint32_t descriptor, size_t data,
                uint32_t palette = 0) {
  return Little(0, 1) + Little(palette > 0 ? 1 : 0, 1) + Little(type, 1) + Little(0, 2) +
         Little(palette, 2) + Little(palette > 0 ? 24 : 0, 1) + Little(0, 4) + Little(4, 2) +
         Little(3, 2) + Little(bits, 1) + Little(descriptor, 1) +
         std::string(size_t{3} * palette + data, '\x40');
}

std::string Footer(uint32_t extension) {
  return Little(extension, 4) + Little(0, 4) + "TRUEVISION-XFILE.\0"s;
}

TEST(TgaHeaderTest, UsualHeadersAreRecognisedWithoutAName) {
  EXPECT_EQ(IdentifyContent(Tga(2, 24, 0, 36), "dat"), FileFormat::kTga);
  EXPECT_EQ(IdentifyContent(Tga(10, 32, 0x28, 36), ""), FileFormat::kTga);
  EXPECT_EQ(IdentifyContent(Tga(1, 8, 0, 12, 16), ""), FileFormat::kTga);
  EXPECT_EQ(IdentifyContent(Tga(3, 8, 0x20, 12), ""), FileFormat::kTga);
}

TEST(TgaHeaderTest, UnusualOnesNeedTheNameOrTheFooter) {
  const std::string odd = Tga(2, 15, 3, 24);
  EXPECT_FALSE(IsTga(odd, ""));
  EXPECT_FALSE(IsTga(odd, "jpg"));
  for (const std::string_view extension : {"tga", "icb", "vda", "vst"}) {
    EXPECT_TRUE(IsTga(odd, extension)) << extension;
  }
  EXPECT_TRUE(IsTga(odd + Footer(0), ""));
}

TEST(TgaHeaderTest, NothingElseIsOne) {
  const std::string cursor = "\0\0\2\0\1\0\x10\x10\0\0\0\0\0\0\x30\1\0\0\x16\0\0\0"s;
  EXPECT_EQ(IdentifyContent(cursor, "cur"), FileFormat::kCur);
  EXPECT_EQ(IdentifyContent(cursor, "tga"), FileFormat::kCur);
  for (const std::string& bytes : {Tga(4, 24, 0, 36), Tga(1, 8, 0, 12), Tga(2, 23, 0, 36),
                                   Tga(2, 24, 0x40, 36), Tga(3, 24, 0, 36), std::string(400, '\0'),
                                   "A text that is named so."s, Tga(2, 24, 0, 36).substr(0, 17)}) {
    EXPECT_FALSE(IsTga(bytes, "tga"));
  }
}

TEST(TgaHeaderTest, TheExtensionSaysWhatTheAttributesAre) {
  const auto alpha = [](uint8_t type) {
    std::string body = Tga(2, 32, 8, 48);
    const auto at = static_cast<uint32_t>(body.size());
    body += Little(495, 2) + std::string(492, '\0') + std::string(1, static_cast<char>(type));
    const std::string file = body + Footer(at);
    return ReadTgaLayout(file)->alpha;
  };
  const std::string bare = Tga(2, 32, 8, 48);
  EXPECT_EQ(ReadTgaLayout(bare)->alpha, TgaAlpha::kStraight);
  const std::string none = Tga(2, 32, 0, 48);
  EXPECT_EQ(ReadTgaLayout(none)->alpha, TgaAlpha::kNone);
  EXPECT_EQ(alpha(0), TgaAlpha::kNone);
  EXPECT_EQ(alpha(2), TgaAlpha::kNone);
  EXPECT_EQ(alpha(3), TgaAlpha::kStraight);
  EXPECT_EQ(alpha(4), TgaAlpha::kPremultiplied);
}

TEST(TgaHeaderTest, RefusesEveryCut) {
  const std::string tga = Tga(2, 24, 0, 36);
  EXPECT_TRUE(Read(tga).ok());
  for (size_t length = 18; length < tga.size(); ++length) {
    const std::string cut = tga.substr(0, length);
    EXPECT_EQ(Read(cut).failure().reason, Reason::kCorrupt) << length;
  }
}

}  // namespace
}  // namespace photomill::sniff
