#include "common/container/png_chunks.h"

#include <gtest/gtest.h>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using Chunk = PngChunks::Chunk;

const std::string kFirst = std::string(kPngSignature) + PngChunk("IHDR", "first");
const std::string kFile = kFirst + PngChunk("IEND", "");

TEST(PngChunksTest, AreGivenInTheirOrderWithTheirBodies) {
  PngChunks chunks(kFile);
  std::optional<Chunk> chunk = chunks.Next();
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->type, "IHDR");
  EXPECT_EQ(chunk->body, "first");
  EXPECT_TRUE(chunk->whole);
  EXPECT_EQ(chunks.position(), kFirst.size());
  chunk = chunks.Next();
  ASSERT_TRUE(chunk);
  EXPECT_EQ(chunk->type, "IEND");
  EXPECT_EQ(chunk->body, "");
  EXPECT_EQ(chunks.position(), kFile.size());
  EXPECT_FALSE(chunks.Next());
}

// A chunk's frame is 12 bytes long: fewer bytes are not a chunk.
TEST(PngChunksTest, AChunkThatIsCutOffIsTheLastAndSaysSo) {
  const size_t begin = kPngSignature.size();
  for (size_t size = 0; size < kFile.size(); ++size) {
    PngChunks chunks(std::string_view(kFile).substr(0, size));
    const std::optional<Chunk> first = chunks.Next();
    ASSERT_EQ(first.has_value(), size >= begin + 12) << size;
    if (!first) continue;
    EXPECT_EQ(first->type, "IHDR");
    EXPECT_EQ(first->whole, size >= kFirst.size()) << size;
    EXPECT_TRUE(std::string_view("first").starts_with(first->body.substr(0, 4))) << size;
    EXPECT_FALSE(chunks.Next()) << size;
  }
}

TEST(PngChunksTest, ALengthBeyondTheFileIsCutOff) {
  const std::string file =
      std::string(kPngSignature) + Big(UINT32_MAX, 4) + "IDAT" + "data" + PngChunk("IEND", "");
  PngChunks chunks(file);
  const std::optional<Chunk> chunk = chunks.Next();
  ASSERT_TRUE(chunk);
  EXPECT_FALSE(chunk->whole);
  EXPECT_TRUE(chunk->body.starts_with("data"));
  EXPECT_FALSE(chunks.Next());
}

TEST(PngChunksTest, TextsEndWithAZeroByte) {
  const std::string body = "key\0\0\0en\0word\0text"s;
  EXPECT_EQ(BehindTexts(body, 0), body);
  EXPECT_EQ(BehindTexts(body, 1), "\0\0en\0word\0text"s);
  EXPECT_EQ(BehindTexts(BehindTexts(body, 1).substr(2), 2), "text");
  EXPECT_EQ(BehindTexts(body, 6), "");
}

}  // namespace
}  // namespace photomill
