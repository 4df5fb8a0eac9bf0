#include "common/container/gif_blocks.h"

#include <string>

#include <gtest/gtest.h>

namespace photomill {
namespace {

using std::string_literals::operator""s;

const std::string kGif =
    "GIF89a\4\0\3\0\x80\0\0abcdef"s +                // a palette of two colours
    "!\xF9\4\1\0\0\0\0"s +                           // a graphic control
    ",\0\0\0\0\4\0\3\0\0\2\2\x4C\1\1\x05\0"s +       // a frame of two sub-blocks
    ",\1\0\1\0\1\0\1\0\x80ghijkl\2\1\x4C\0;after"s;  // one with its own colours

TEST(GifBlocksTest, FindsEachBlockAndStopsAtTheTrailer) {
  GifBlocks blocks(kGif);
  const std::optional<GifBlocks::Block> control = blocks.Next();
  ASSERT_TRUE(control.has_value());
  EXPECT_EQ(control->kind, kGifExtension);
  EXPECT_EQ(control->label, kGifGraphicControl);
  const std::optional<GifBlocks::Block> frame = blocks.Next();
  ASSERT_TRUE(frame.has_value());
  EXPECT_EQ(frame->kind, kGifImage);
  EXPECT_TRUE(frame->whole);
  GifSubBlocks parts(ByteView(kGif), frame->data_at);
  EXPECT_EQ(parts.Next(), "\x4C\1");
  EXPECT_EQ(parts.Next(), "\x05");
  EXPECT_FALSE(parts.Next().has_value());
  EXPECT_TRUE(parts.ended());
  EXPECT_TRUE(blocks.Next()->whole);
  EXPECT_FALSE(blocks.Next().has_value());
}

TEST(GifBlocksTest, TheLastBlockOfEveryCutIsNotWhole) {
  const size_t start = kGif.find('!');
  const size_t end = kGif.find(';');
  for (size_t length = start; length < end; ++length) {
    const std::string cut = kGif.substr(0, length);
    GifBlocks blocks(cut);
    bool whole = true;
    int count = 0;
    while (const std::optional<GifBlocks::Block> block = blocks.Next()) {
      whole = block->whole;
      ++count;
    }
    const bool between =
        length == start || cut.size() == kGif.find(',') || cut.size() == kGif.find(",\1");
    EXPECT_EQ(whole, between) << length;
    EXPECT_LE(count, 3);
  }
}

}  // namespace
}  // namespace photomill
