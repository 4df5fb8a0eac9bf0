// BMP: the headers of Windows (40, 52, 56, 108 and 124 bytes) and of OS/2 (12, 16 and 64).
#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint32_t kUncompressed = 0;
constexpr uint32_t kBitFields = 3;
constexpr uint32_t kJpegInside = 4;
constexpr uint32_t kPngInside = 5;
constexpr uint32_t kVersion5Bytes = 124;
constexpr uint32_t kEmbeddedProfile = 0x4D424544;  // "MBED"

Status CheckData(const ByteView& view, const PictureHeader& header, uint32_t bits_a_pixel) {
  const uint64_t row_bytes = (uint64_t{header.width} * bits_a_pixel + 31) / 32 * 4;
  const uint64_t needed = row_bytes * header.height;
  const uint64_t offset = view.U32(10);
  if (offset <= view.size() && needed <= view.size() - offset) return {};
  return Corrupt("the BMP is truncated: its pixels need " + HumanBytes(needed) + ", the file has " +
                 HumanBytes(view.size()));
}

}  // namespace

Result<PictureHeader> ReadBmpHeader(std::string_view bytes, const PictureLimits& limits) {
  const ByteView view(bytes, Endian::kLittle);
  PictureHeader header;
  header.format = PictureFormat::kBmp;
  const uint32_t header_bytes = view.U32(14);
  if (!view.Has(14, header_bytes)) {
    return Corrupt("the BMP ends within its header: it is truncated");
  }

  uint32_t bits_a_pixel = 0;
  uint32_t compression = kUncompressed;
  if (header_bytes == 12) {
    header.width = view.U16(18);
    header.height = view.U16(20);
    bits_a_pixel = view.U16(24);
  } else {
    const auto width = static_cast<int32_t>(view.U32(18));
    const auto height = static_cast<int64_t>(static_cast<int32_t>(view.U32(22)));
    header.width = width > 0 ? static_cast<uint32_t>(width) : 0;
    header.height = static_cast<uint32_t>(height < 0 ? -height : height);  // below 0: top first
    bits_a_pixel = view.U16(28);
    if (header_bytes >= 40) {
      compression = view.U32(30);
      header.density = CheckedDensity(static_cast<int32_t>(view.U32(38)),
                                      static_cast<int32_t>(view.U32(42)), true);
    }
    if (header_bytes >= kVersion5Bytes) header.has_icc = view.U32(70) == kEmbeddedProfile;
    if (header_bytes >= 56 && bits_a_pixel == 32) header.has_alpha = view.U32(66) != 0;
  }
  if (header.width == 0 || header.height == 0) return Corrupt("the BMP says that it is empty");
  if (compression == kJpegInside || compression == kPngInside) {
    return NotAllowed("a BMP that contains a JPEG or PNG: convert it first");
  }
  if (bits_a_pixel != 1 && bits_a_pixel != 4 && bits_a_pixel != 8 && bits_a_pixel != 16 &&
      bits_a_pixel != 24 && bits_a_pixel != 32) {
    return Corrupt("the BMP has " + std::to_string(bits_a_pixel) + " bits per pixel");
  }
  if (header.has_alpha) header.channels = 4;
  const bool plain = compression == kUncompressed || compression == kBitFields;
  // A bomb is reported as too large rather than as truncated: header.cpp checks the limits.
  if (plain && !limits.cut_off_too && header.width <= limits::kSideMax &&
      header.height <= limits::kSideMax) {
    if (Status status = CheckData(view, header, bits_a_pixel); !status.ok()) {
      return status.failure();
    }
  }
  return header;
}

}  // namespace photomill::sniff
