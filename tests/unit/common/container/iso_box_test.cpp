#include "common/container/iso_box.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"
#include "tests/unit/common/sniff/iso_bytes.h"

namespace photomill {
namespace {

using testing::HasSubstr;

std::string LargeBox(std::string_view type, std::string_view body) {
  return Big(1, 4) + std::string(type) + Big(16 + body.size(), 8) + std::string(body);
}

const std::string kFirst = IsoBoxBytes("ftyp", "brand");
const std::string kLarge = LargeBox("mdat", "data");

TEST(IsoBoxTest, AreGivenWithTheirPlaces) {
  const std::string file = kFirst + kLarge + Big(0, 4) + "moovrest";
  IsoBoxes boxes(file, "the file");
  std::string words;
  uint64_t end = 0;
  while (const std::optional<IsoBox> box = boxes.Next()) {
    words += std::string(box->type) + ":" + std::string(box->body) + " ";
    EXPECT_EQ(box->begin, end);
    EXPECT_EQ(file.substr(box->body_begin(), box->body.size()), box->body);
    end = box->end;
    EXPECT_EQ(boxes.position(), end);
  }
  EXPECT_EQ(words, "ftyp:brand mdat:data moov:rest ");
  EXPECT_TRUE(boxes.status().ok());
  EXPECT_EQ(end, file.size());
}

TEST(IsoBoxTest, AnEmptyBoxEndsBehindItsFrame) {
  for (const std::string& file : {IsoBoxBytes("free", ""), LargeBox("free", "")}) {
    IsoBoxes boxes(file, "the file");
    const std::optional<IsoBox> box = boxes.Next();
    ASSERT_TRUE(box);
    EXPECT_EQ(box->end, file.size());
    EXPECT_EQ(box->body_begin(), file.size());
  }
}

TEST(IsoBoxTest, WhateverIsCutOffIsPaddingOrCorrupt) {
  const std::string file = kFirst + kLarge;
  for (size_t size = 0; size < file.size(); ++size) {
    IsoBoxes boxes(std::string_view(file).substr(0, size), "the file");
    EXPECT_EQ(boxes.Next().has_value(), size >= kFirst.size()) << size;
    EXPECT_FALSE(boxes.Next()) << size;
    const size_t left = size < kFirst.size() ? size : size - kFirst.size();
    ASSERT_EQ(boxes.status().ok(), left < 8) << size;
    if (boxes.status()) continue;
    EXPECT_EQ(boxes.status().failure().reason, Reason::kCorrupt);
  }
}

TEST(IsoBoxTest, ALengthBelowTheFramesIsCorrupt) {
  for (const std::string& box : {Big(7, 4) + "free", Big(1, 4) + "free" + Big(15, 8)}) {
    IsoBoxes boxes(box, "the file");
    EXPECT_FALSE(boxes.Next());
    EXPECT_THAT(boxes.status().failure().detail, HasSubstr("shorter than its own header"));
    EXPECT_FALSE(ReadIsoFrame(box).IsSound());
  }
}

TEST(IsoBoxTest, TheLargestLengthIsCutOff) {
  const std::string box = Big(1, 4) + "free" + Big(UINT64_MAX, 8);
  IsoBoxes boxes(box, "the file");
  EXPECT_FALSE(boxes.Next());
  EXPECT_THAT(boxes.status().failure().detail, HasSubstr("truncated"));
}

TEST(IsoBoxTest, AFrameTellsOfABoxThatIsNotThere) {
  const std::string bytes = Big(1000, 4) + "mdat";
  const IsoFrame plain = ReadIsoFrame(bytes);
  EXPECT_EQ(plain.type, "mdat");
  EXPECT_EQ(plain.length, 1000U);
  EXPECT_EQ(plain.bytes, 8U);
  const IsoFrame large = ReadIsoFrame(Big(1, 4) + "mdat" + Big(uint64_t{1} << 40, 8));
  EXPECT_EQ(large.length, uint64_t{1} << 40);
  EXPECT_EQ(large.bytes, 16U);
  const IsoFrame open = ReadIsoFrame(Big(0, 4) + "mdat");
  EXPECT_TRUE(open.to_the_end && open.IsSound());
}

TEST(IsoBoxTest, TheirNumberIsBounded) {
  std::string file;
  for (uint32_t i = 0; i < limits::kMetadataChunksMax; ++i) file += IsoBoxBytes("free", "");
  EXPECT_TRUE(FirstBox(file, "the file", "moov").ok());
  EXPECT_FALSE(FirstBox(file + IsoBoxBytes("free", ""), "the file", "moov").ok());
}

TEST(IsoBoxTest, TheFirstOfAType) {
  const std::string file = kFirst + IsoBoxBytes("moov", "one") + IsoBoxBytes("moov", "two");
  EXPECT_EQ(*FirstBox(file, "the file", "moov"), "one");
  EXPECT_EQ(*FirstBox(file, "the file", "meta"), "");
  EXPECT_EQ(*FirstBox(file + Big(3, 4) + "free", "the file", "moov"), "one") << "damage is behind";
  EXPECT_FALSE(FirstBox(file + Big(3, 4) + "free", "the file", "meta").ok());
}

TEST(IsoBoxTest, OneThatMustBeThereOnceIsNotThereTwice) {
  const std::string file = kFirst + IsoBoxBytes("iinf", "one");
  EXPECT_EQ(SingleBoxes(file, "the file", {"iinf", "iloc"})->at("iinf"), "one");
  const auto twice = SingleBoxes(file + IsoBoxBytes("iinf", "two"), "the file", {"iinf"});
  ASSERT_FALSE(twice.ok());
  EXPECT_THAT(twice.failure().detail, HasSubstr("two boxes iinf"));
}

}  // namespace
}  // namespace photomill
