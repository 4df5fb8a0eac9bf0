#include "common/container/multi_picture.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

struct Listed {
  uint32_t type = 0;
  uint32_t offset = 0;
};

std::string ListSegment(const std::vector<Listed>& images, bool little) {
  const auto number = [&](uint64_t value, int bytes) {
    return little ? Little(value, bytes) : Big(value, bytes);
  };
  std::string entries;
  for (const Listed& image : images) {
    entries += number(image.type, 4) + number(10, 4) + number(image.offset, 4) + number(0, 4);
  }
  const std::string index =
      Tiff({{0xB001, 4, 1, static_cast<uint32_t>(images.size())},
            {0xB002, 7, static_cast<uint32_t>(entries.size()), 8 + 2 + 2 * 12 + 4}},
           0, little);
  return "MPF\0"s + index + entries;
}

uint32_t CountIn(const std::string& body, size_t file_bytes = 4000) {
  std::string file = "\xFF\xD8"s + JpegSegment(0xE2, body);
  file.resize(file_bytes, 'x');
  return FurtherPictures(file, {0xE2, std::string_view(file).substr(6, body.size()), 6});
}

TEST(FurtherPicturesTest, CountsViewsAndGainMaps) {
  for (const bool little : {true, false}) {
    EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}}, little)), 0U);
    EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}, {0x020002, 2000}}, little)), 1U);
    EXPECT_EQ(CountIn(ListSegment({{0x20030000, 0}, {0, 2000}}, little)), 1U);
    EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}, {0x020003, 2000}, {0x020003, 3000}}, little)),
              2U);
    EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}, {0x050000, 2000}}, little)), 1U);
  }
}

TEST(FurtherPicturesTest, LeavesOutPreviewsAndWhatIsNotInTheFile) {
  EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}, {0x010001, 2000}, {0x010002, 3000}}, true)), 0U);
  EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}, {0x020002, 5000}}, true)), 0U);
  EXPECT_EQ(CountIn(ListSegment({{0x030000, 0}, {0x020002, 0}}, true)), 0U);
  EXPECT_EQ(CountIn("ICC_PROFILE\0\1\1"s), 0U);
}

TEST(FurtherPicturesTest, ReadsNothingPastTheSegment) {
  const std::string body = ListSegment({{0x030000, 0}, {0x020002, 2000}}, true);
  for (size_t bytes = 0; bytes < body.size(); ++bytes) {
    EXPECT_EQ(CountIn(body.substr(0, bytes)), 0U) << bytes;
  }
}

}  // namespace
}  // namespace photomill
