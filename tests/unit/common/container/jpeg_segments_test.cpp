#include "common/container/jpeg_segments.h"

#include <gtest/gtest.h>

#include <vector>

#include "tests/unit/common/sniff/header_bytes.h"

namespace photomill {
namespace {

using Segment = JpegSegments::Segment;
using End = JpegSegments::End;

std::string Words(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string words;
  JpegSegments segments(bytes);
  while (const std::optional<Segment> segment = segments.Next()) {
    words += kDigits[segment->marker >> 4];
    words += kDigits[segment->marker & 15U];
    words += ":" + std::string(segment->body) + " ";
    if (segment->marker == jpeg_marker::kStartOfScan) segments.SkipScan();
  }
  return words;
}

const std::string kStart = "\xFF\xD8";

TEST(JpegSegmentsTest, AreGivenInTheirOrderWithTheirBodies) {
  const std::string file = kStart + JpegSegment(0xE0, "first") + JpegSegment(0xE1, "") +
                           JpegSegment(0xDA, "scan") + "data\xFF\xD9";
  EXPECT_EQ(Words(file), "E0:first E1: DA:scan D9: ");
}

TEST(JpegSegmentsTest, ABodyIsTheFilesOwnBytes) {
  const std::string file = kStart + JpegSegment(0xE0, "first") + JpegSegment(0xE1, "second");
  JpegSegments segments(file);
  while (const std::optional<Segment> segment = segments.Next()) {
    EXPECT_EQ(segment->body.data(), file.data() + segment->at);
    EXPECT_EQ(segments.position(), segment->at + segment->body.size());
  }
  EXPECT_EQ(segments.position(), file.size());
}

TEST(JpegSegmentsTest, FillBytesBelongToTheNextSegment) {
  const std::string file = kStart + "\xFF\xFF" + JpegSegment(0xE0, "a") + "\xFF" + "\xFF\xD9";
  JpegSegments segments(file);
  EXPECT_EQ(segments.Next()->marker, 0xE0);
  EXPECT_EQ(segments.Next()->marker, 0xD9);
  EXPECT_FALSE(segments.skipped_bytes());
}

TEST(JpegSegmentsTest, BytesOfNoSegmentAreSkippedAndNoticed) {
  const std::string file = kStart + JpegSegment(0xE0, "a") + "xyz" + JpegSegment(0xE1, "b");
  JpegSegments segments(file);
  EXPECT_EQ(segments.Next()->body, "a");
  EXPECT_FALSE(segments.skipped_bytes());
  EXPECT_EQ(segments.Next()->body, "b");
  EXPECT_TRUE(segments.skipped_bytes());
}

TEST(JpegSegmentsTest, SomeMarkersStandAlone) {
  EXPECT_EQ(Words(kStart + "\xFF\x01\xFF\xD0\xFF\xD8"s + "\xFF\0"s + JpegSegment(0xE0, "a")),
            "01: D0: D8: 00: E0:a ");
}

TEST(JpegSegmentsTest, AScanEndsAtTheNextMarker) {
  const std::string data = "da\xFF\0ta\xFF\xD7\xFF\xFF"s;
  const std::string begin = kStart + JpegSegment(0xDA, "scan");
  const std::string file = begin + data + "\xFF\xC4\0\2"s;
  JpegSegments segments(file);
  ASSERT_EQ(segments.Next()->marker, jpeg_marker::kStartOfScan);
  EXPECT_EQ(segments.SkipScan(), begin.size() + data.size());
  EXPECT_EQ(segments.Next()->marker, jpeg_marker::kHuffmanTables);
}

TEST(JpegSegmentsTest, AScanThatDoesNotEndTakesTheRest) {
  const std::string file = kStart + JpegSegment(0xDA, "scan") + "data\xFF\0data\xFF"s;
  JpegSegments segments(file);
  ASSERT_TRUE(segments.Next());
  EXPECT_EQ(segments.SkipScan(), file.size());
  EXPECT_FALSE(segments.Next());
  EXPECT_EQ(segments.end(), End::kCutOff);
}

TEST(JpegSegmentsTest, ALengthBelowItsOwnIsDamage) {
  for (const std::string& length : {"\0\0"s, "\0\1"s}) {
    const std::string file = kStart + "\xFF\xE0" + length + JpegSegment(0xE1, "a");
    JpegSegments segments(file);
    EXPECT_FALSE(segments.Next());
    EXPECT_EQ(segments.end(), End::kNoLength);
    EXPECT_FALSE(segments.Next()) << "damage is the end";
  }
}

TEST(JpegSegmentsTest, WhateverIsCutOffTheWholeSegmentsBeforeAreGiven) {
  const std::string first = kStart + JpegSegment(0xE0, "first");
  const std::string file = first + JpegSegment(0xE1, "second");
  for (size_t size = 0; size < file.size(); ++size) {
    JpegSegments segments(std::string_view(file).substr(0, size));
    EXPECT_EQ(segments.Next().has_value(), size >= first.size()) << size;
    EXPECT_FALSE(segments.Next()) << size;
    EXPECT_NE(segments.end(), End::kNone) << size;
  }
}

}  // namespace
}  // namespace photomill
