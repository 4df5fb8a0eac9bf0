// Reads the marker segments of a JPEG (ITU-T T.81, annex B). Nothing is copied, allocated or
// decoded: callers interpret the segments, and judge damaged files.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

// Markers (table B.1). APP0 to APP15 are from kApp0 on.
namespace jpeg_marker {

inline constexpr uint8_t kStuffed = 0x00;  // not a marker: a byte of 0xFF in coded data
inline constexpr uint8_t kTemporary = 0x01;
inline constexpr uint8_t kBaselineFrame = 0xC0;
inline constexpr uint8_t kExtendedFrame = 0xC1;
inline constexpr uint8_t kProgressiveFrame = 0xC2;
inline constexpr uint8_t kHuffmanTables = 0xC4;
inline constexpr uint8_t kJpegExtension = 0xC8;
inline constexpr uint8_t kArithmeticFrame = 0xC9;
inline constexpr uint8_t kArithmeticProgressiveFrame = 0xCA;
inline constexpr uint8_t kArithmeticTables = 0xCC;
inline constexpr uint8_t kLastFrame = 0xCF;
inline constexpr uint8_t kFirstRestart = 0xD0;
inline constexpr uint8_t kLastRestart = 0xD7;
inline constexpr uint8_t kStartOfImage = 0xD8;
inline constexpr uint8_t kEndOfImage = 0xD9;
inline constexpr uint8_t kStartOfScan = 0xDA;
inline constexpr uint8_t kQuantisation = 0xDB;
inline constexpr uint8_t kNumberOfLines = 0xDC;
inline constexpr uint8_t kRestartInterval = 0xDD;
inline constexpr uint8_t kHierarchy = 0xDE;
inline constexpr uint8_t kApp0 = 0xE0;
inline constexpr uint8_t kApp15 = 0xEF;
inline constexpr uint8_t kLosslessFrame = 0xF7;  // JPEG-LS (ITU-T T.87)
inline constexpr uint8_t kComment = 0xFE;
inline constexpr uint8_t kFill = 0xFF;

constexpr bool IsRestart(uint8_t marker) {
  return marker >= kFirstRestart && marker <= kLastRestart;
}

// Whether the marker has neither a length nor a body.
constexpr bool StandsAlone(uint8_t marker) {
  return marker == kStuffed || marker == kTemporary ||
         (marker >= kFirstRestart && marker <= kEndOfImage);
}

}  // namespace jpeg_marker

// Returns the end of the coded data that begins at `at`. In coded data, a byte of 0xFF is followed
// by a zero, a restart marker or another 0xFF.
uint64_t EndOfCodedData(const ByteView& jpeg, uint64_t at);

// The prefix of XMP in an APP1 segment. For EXIF see exif_view.h.
inline constexpr std::string_view kJpegXmpPrefix("http://ns.adobe.com/xap/1.0/\0", 29);

class JpegSegments {
 public:
  struct Segment {
    uint8_t marker = 0;
    std::string_view body;  // without its length; empty for markers without one
    uint64_t at = 0;        // where the body begins
  };

  enum class End : uint8_t {
    kNone,      // there was a segment
    kCutOff,    // the bytes end, before a marker or within a segment
    kNoLength,  // a segment states a length that does not even cover the length itself
  };

  // `bytes` begin with a start of image, which is not read again.
  explicit JpegSegments(std::string_view bytes) : view_(bytes) {}

  // Returns the next segment; an end of image is one, too. Like decoders, it skips fill bytes and
  // bytes that belong to no segment. After a start of scan, call SkipScan(). Returns none at the
  // end of the bytes and at damage: end() says which.
  std::optional<Segment> Next();

  // Moves past the coded data of a scan and returns its end.
  uint64_t SkipScan();

  [[nodiscard]] End end() const { return end_; }
  // Whether bytes that belong to no segment were skipped so far.
  [[nodiscard]] bool skipped_bytes() const { return skipped_bytes_; }
  // The position at which the search for the next segment begins.
  [[nodiscard]] uint64_t position() const { return at_; }

 private:
  ByteView view_;
  uint64_t at_ = 2;
  bool skipped_bytes_ = false;
  End end_ = End::kNone;
};

}  // namespace photomill
