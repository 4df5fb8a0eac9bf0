// PNG: W3C PNG (third edition). Walks all chunks: eXIf and acTL may stand anywhere, and a file that
// is cut off shows in its chunk lengths.
#include <algorithm>
#include <string>

#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/sniff/exif.h"
#include "common/sniff/formats.h"
#include "common/sniff/png_metadata.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kSignatureBytes = 8;
constexpr uint64_t kChunkFrameBytes = 12;  // length, type, checksum
constexpr uint64_t kDeflateMax = 1032;     // bytes that one byte can expand to
constexpr uint8_t kGrey = 0;
constexpr uint8_t kRgb = 2;
constexpr uint8_t kPalette = 3;
constexpr uint8_t kGreyAlpha = 4;
constexpr uint8_t kRgbAlpha = 6;

Status ReadImageHeader(const ByteView& view, uint64_t body, PictureHeader* header) {
  header->width = view.U32(body);
  header->height = view.U32(body + 4);
  header->bits = view.U8(body + 8);
  const uint8_t colour_type = view.U8(body + 9);
  if (header->width == 0 || header->height == 0) {
    return Corrupt("the PNG says that it is " + std::to_string(header->width) + " x " +
                   std::to_string(header->height) + " px");
  }
  switch (colour_type) {
    case kGrey:
      header->channels = 1;
      break;
    case kGreyAlpha:
      header->channels = 2;
      break;
    case kRgb:
    case kPalette:
      header->channels = 3;
      break;
    case kRgbAlpha:
      header->channels = 4;
      break;
    default:
      return Corrupt("the PNG's colour type " + std::to_string(colour_type) + " does not exist");
  }
  header->interlaced = view.U8(body + 12) != 0;
  header->has_alpha = colour_type == kGreyAlpha || colour_type == kRgbAlpha;
  const uint32_t bits = header->bits;
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
    return Corrupt("the PNG's bit depth " + std::to_string(bits) + " does not exist");
  }
  const uint64_t samples = colour_type == kPalette ? 1 : header->channels;
  const uint64_t row_bytes = (uint64_t{header->width} * samples * bits + 7) / 8;
  // Two 32-bit sides and at most 8 bytes a px: it might not fit.
  header->data_bytes_least = row_bytes > UINT64_MAX / header->height
                                 ? UINT64_MAX / kDeflateMax
                                 : row_bytes * header->height / kDeflateMax;
  return {};
}

// What stands beside the picture and its frames.
bool IsMetadata(std::string_view type) {
  return type != "IDAT" && type != "fdAT" && type != "fcTL";
}

// A file that ends within its pixels or behind them.
Result<PictureHeader> CutOff(PictureHeader header, const PngMetadata& metadata) {
  if (Status status = metadata.CheckSize(); !status.ok()) return status.failure();
  header.cut_off = true;
  return header;
}

}  // namespace

Result<PictureHeader> ReadPngHeader(std::string_view bytes, const PictureLimits& limits) {
  const ByteView view(bytes);
  PictureHeader header;
  header.format = PictureFormat::kPng;
  if (!view.Is(kSignatureBytes + 4, "IHDR") || view.U32(kSignatureBytes) != 13) {
    return Corrupt("the PNG does not begin with its header");
  }

  bool has_data = false;
  PngMetadata metadata;
  bool first = true;
  uint64_t at = kSignatureBytes;
  while (view.Has(at, kChunkFrameBytes)) {
    const uint64_t length = view.U32(at);
    const std::string_view type = view.Slice(at + 4, 4);
    const uint64_t body = at + 8;
    if (!view.Has(at, kChunkFrameBytes + length)) {
      if (limits.cut_off_too && !first && (has_data || type == "IDAT")) {
        if (type == "IDAT") header.data_bytes += view.Slice(body, length).size();
        return CutOff(header, metadata);
      }
      return Corrupt("the PNG ends within its chunk " + Escaped(type) + ": it is cut off");
    }
    if (IsMetadata(type)) {
      if (Status status = metadata.Add(type, view.Slice(body, length)); !status.ok()) {
        return status.failure();
      }
    }
    if (first) {
      if (Status status = ReadImageHeader(view, body, &header); !status.ok()) {
        return status.failure();
      }
      first = false;
    } else if (type == "IDAT") {
      has_data = true;
      header.data_bytes += length;
    } else if (type == "tRNS") {
      header.has_alpha = true;
    } else if (type == "iCCP") {
      header.has_icc = true;
    } else if (type == "acTL" && length >= 8) {
      header.frames = std::max<uint32_t>(1, view.U32(body));
    } else if (type == "eXIf") {
      const uint8_t orientation = ExifOrientation(view.Slice(body, length));
      if (orientation != 0) header.orientation = orientation;
    } else if (type == "IEND") {
      if (!has_data) return Corrupt("the PNG has no picture data");
      if (Status status = metadata.CheckSize(); !status.ok()) return status.failure();
      return header;
    }
    at += kChunkFrameBytes + length;
  }
  if (limits.cut_off_too && has_data) return CutOff(header, metadata);
  return Corrupt("the PNG ends before its end chunk: it is cut off");
}

}  // namespace photomill::sniff
