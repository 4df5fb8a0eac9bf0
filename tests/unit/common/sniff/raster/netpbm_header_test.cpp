#include "common/sniff/raster/netpbm_header.h"

#include <gtest/gtest.h>

#include "common/sniff/content.h"
#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill::sniff {
namespace {

std::optional<NetpbmLayout> Layout(std::string_view bytes) {
  return ReadNetpbmLayout(bytes, 0, false);
}

TEST(NetpbmHeaderTest, ReadsCommentsWhereverTheyStand) {
  constexpr std::string_view kFile = "P5#one\n# two\n 3 #three\n2\n#four\n300# five\nabcdefghijkl";
  const std::optional<NetpbmLayout> layout = Layout(kFile);
  ASSERT_TRUE(layout.has_value());
  EXPECT_EQ(layout->width, 3U);
  EXPECT_EQ(layout->height, 2U);
  EXPECT_EQ(layout->largest, 300U);
  EXPECT_EQ(layout->row_bytes(), 6U);
  EXPECT_EQ(kFile.substr(layout->pixels_at), "abcdefghijkl");
}

TEST(NetpbmHeaderTest, ReadsPam) {
  const auto alpha = [](std::string_view type, uint32_t samples) {
    const std::string file = "P7\n# made here\nHEIGHT 2\nWIDTH 3\nMAXVAL 255\nDEPTH " +
                             std::to_string(samples) + "\n" + std::string(type) + "ENDHDR\nxxxx";
    const std::optional<NetpbmLayout> layout = Layout(file);
    return layout ? std::pair(layout->colours(), layout->alpha) : std::pair(0U, false);
  };
  EXPECT_EQ(alpha("TUPLTYPE RGB_ALPHA\n", 4), std::pair(3U, true));
  EXPECT_EQ(alpha("TUPLTYPE GRAYSCALE_ALPHA\n", 2), std::pair(1U, true));
  EXPECT_EQ(alpha("TUPLTYPE RGB\n", 4), std::pair(3U, false));
  EXPECT_EQ(alpha("TUPLTYPE CMYK\n", 4), std::pair(4U, false));
  EXPECT_EQ(alpha("", 1), std::pair(1U, false));
  EXPECT_EQ(alpha("", 2), std::pair(1U, true));
  EXPECT_EQ(alpha("", 4), std::pair(3U, true));
}

TEST(NetpbmHeaderTest, TextsAreTexts) {
  for (const std::string_view text :
       {"P5 is better than P4", "P6 1 2 3 and so on", "P1 10 20 people", "P7 332",
        "P7\nWIDTH of it", "P3\n4 5 6 seven", "P5\n3 2\n65536\n", "P5\n3 2\n0\n",
        "P2 99999999999 1 1 1", "P", "P6", "P6\n", "P6\n640", "P8\n1 1\n1\n"}) {
    EXPECT_FALSE(Layout(text).has_value()) << text;
    EXPECT_NE(IdentifyContent(text, ""), FileFormat::kNetpbm) << text;
  }
  EXPECT_EQ(IdentifyContent("P6 1 2 3 abc", "ppm"), FileFormat::kNetpbm) << "by its name";
  EXPECT_EQ(IdentifyContent("P6\n1 2 3\nabc", "txt"), FileFormat::kNetpbm) << "by its lines";
}

TEST(NetpbmHeaderTest, CountsPicturesAndSeesCuts) {
  const std::string one = "P5\n3 2\n255\nabcdef";
  EXPECT_EQ(Read(one)->frames, 1U);
  EXPECT_EQ(Read(one + one + one)->frames, 3U);
  EXPECT_EQ(Read(one + "junk")->frames, 1U);
  for (size_t length = one.size() - 6; length < one.size(); ++length) {
    const std::string cut = one.substr(0, length);
    EXPECT_EQ(Read(cut).failure().reason, Reason::kCorrupt) << length;
  }
  const std::string bomb = "P5\n60000 60000\n255\nabc";
  EXPECT_EQ(Read(bomb).failure().reason, Reason::kTooLarge) << "not truncated";
  const std::string huge = "P4\n999999999 999999999\nabc";
  EXPECT_EQ(Read(huge).failure().reason, Reason::kTooLarge);
  const std::string empty = "P5\n0 2\n255\nabc";
  EXPECT_EQ(Read(empty).failure().reason, Reason::kCorrupt);
}

}  // namespace
}  // namespace photomill::sniff
