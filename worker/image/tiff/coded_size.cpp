#include "worker/image/tiff/coded_size.h"

#include <optional>

#include "common/container/byte_view.h"
#include "common/container/jpeg_segments.h"
#include "common/container/tiff_blocks.h"

namespace photomill::tiff {
namespace {

struct Size {
  uint32_t width = 0;  // px
  uint32_t height = 0;
};

bool IsFrame(uint8_t marker) {
  using namespace jpeg_marker;  // NOLINT: names of markers
  return marker >= kBaselineFrame && marker <= kLastFrame && marker != kHuffmanTables &&
         marker != kJpegExtension && marker != kArithmeticTables;
}

std::optional<Size> SizeOfJpeg(std::string_view coded) {
  JpegSegments segments(coded);
  while (const std::optional<JpegSegments::Segment> segment = segments.Next()) {
    if (segment->marker == jpeg_marker::kStartOfScan) break;
    if (!IsFrame(segment->marker)) continue;
    const ByteView frame(segment->body);
    if (!frame.Has(1, 4)) break;
    return Size{frame.U16(3), frame.U16(1)};
  }
  return std::nullopt;
}

// The first chunk follows the 12-byte RIFF header. Its body follows its name and length.
std::optional<Size> SizeOfWebp(std::string_view coded) {
  constexpr uint64_t kChunk = 12;
  constexpr uint64_t kBody = kChunk + 8;
  constexpr uint32_t kSideBits = 0x3FFF;
  const ByteView view(coded, Endian::kLittle);
  if (!view.Has(kBody, 10)) return std::nullopt;
  if (view.Is(kChunk, "VP8X")) return Size{view.U24(kBody + 4) + 1, view.U24(kBody + 7) + 1};
  if (view.Is(kChunk, "VP8L")) {
    const uint32_t packed = view.U32(kBody + 1);
    return Size{(packed & kSideBits) + 1, (packed >> 14 & kSideBits) + 1};
  }
  if (view.Is(kChunk, "VP8 ")) {
    return Size{view.U16(kBody + 6) & kSideBits, view.U16(kBody + 8) & kSideBits};
  }
  return std::nullopt;
}

}  // namespace

bool IsTooSmall(std::string_view coded, uint32_t compression, uint32_t width, uint32_t height) {
  std::optional<Size> size;
  if (compression == tiff_compression::kJpeg) size = SizeOfJpeg(coded);
  if (compression == tiff_compression::kWebp) size = SizeOfWebp(coded);
  return size && (size->width < width || size->height < height);
}

}  // namespace photomill::tiff
