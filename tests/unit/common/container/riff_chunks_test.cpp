#include "common/container/riff_chunks.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using Chunk = RiffChunks::Chunk;

const std::string kFirst = "RIFF    WEBP" + WebpChunk("EXIF", "odd");
const std::string kFile = kFirst + WebpChunk("XMP ", "even");

TEST(RiffChunksTest, BeginAtEvenOffsets) {
  RiffChunks chunks(kFile);
  const std::optional<Chunk> first = chunks.Next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->type, "EXIF");
  EXPECT_EQ(first->body, "odd");
  EXPECT_EQ(first->at, kRiffHeaderBytes + 8);
  const std::optional<Chunk> second = chunks.Next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->type, "XMP ");
  EXPECT_EQ(second->body, "even");
  EXPECT_EQ(second->at, kFirst.size() + 8);
  EXPECT_FALSE(chunks.Next());
}

TEST(RiffChunksTest, AFramesChunksFollowItsHeader) {
  const std::string frame = std::string(16, 'h') + WebpChunk("ALPH", "a") + WebpChunk("VP8 ", "p");
  RiffChunks chunks(frame, 16);
  EXPECT_EQ(chunks.Next()->type, "ALPH");
  EXPECT_EQ(chunks.Next()->type, "VP8 ");
  EXPECT_FALSE(chunks.Next());
}

TEST(RiffChunksTest, AChunkThatIsCutOffIsTheLastAndSaysSo) {
  for (size_t size = 0; size < kFirst.size(); ++size) {
    RiffChunks chunks(std::string_view(kFirst).substr(0, size));
    const std::optional<Chunk> chunk = chunks.Next();
    ASSERT_EQ(chunk.has_value(), size >= kRiffHeaderBytes + 8) << size;
    if (!chunk) continue;
    EXPECT_EQ(chunk->length, 3U);
    EXPECT_EQ(chunk->whole, size + 1 >= kFirst.size()) << size << ": padding may be missing";
    EXPECT_TRUE(std::string_view("odd").starts_with(chunk->body)) << size;
    EXPECT_FALSE(chunks.Next()) << size;
  }
}

TEST(RiffChunksTest, TheLargestLengthIsCutOff) {
  const std::string file = "RIFF    WEBPVP8 " + Little(UINT32_MAX, 4) + "data";
  RiffChunks chunks(file);
  const std::optional<Chunk> chunk = chunks.Next();
  ASSERT_TRUE(chunk);
  EXPECT_FALSE(chunk->whole);
  EXPECT_EQ(chunk->body, "data");
  EXPECT_FALSE(chunks.Next());
}

}  // namespace
}  // namespace photomill
