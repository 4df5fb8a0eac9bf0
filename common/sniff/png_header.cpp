// PNG: W3C PNG (third edition). Reads all chunks: eXIf and acTL can be anywhere, and a
// truncated file shows in its chunk lengths.
#include <algorithm>
#include <string>

#include "common/base/dimensions.h"
#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/container/png_chunks.h"
#include "common/container/zlib_stream.h"
#include "common/sniff/formats.h"
#include "common/sniff/png_metadata.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kHeaderBytes = 13;
constexpr uint8_t kGrey = 0;
constexpr uint8_t kRgb = 2;
constexpr uint8_t kPalette = 3;
constexpr uint8_t kGreyAlpha = 4;
constexpr uint8_t kRgbAlpha = 6;

Status ReadImageHeader(const ByteView& body, PictureHeader* header) {
  header->width = body.U32(0);
  header->height = body.U32(4);
  header->bits = body.U8(8);
  const uint8_t colour_type = body.U8(9);
  if (header->width == 0 || header->height == 0) {
    return Corrupt("the PNG says that it is " + DimensionsText(header->width, header->height));
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
  header->has_palette = colour_type == kPalette;
  header->grey = colour_type == kGrey || colour_type == kGreyAlpha;
  header->interlaced = body.U8(12) != 0;
  header->has_alpha = colour_type == kGreyAlpha || colour_type == kRgbAlpha;
  const uint32_t bits = header->bits;
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16) {
    return Corrupt("the PNG's bit depth " + std::to_string(bits) + " does not exist");
  }
  const uint64_t samples = colour_type == kPalette ? 1 : header->channels;
  const uint64_t row_bytes = (uint64_t{header->width} * samples * bits + 7) / 8;
  // Two 32-bit numbers and up to 8 bytes per px: it might not fit.
  header->data_bytes_least = row_bytes > UINT64_MAX / header->height
                                 ? UINT64_MAX / kDeflateRatioMax
                                 : row_bytes * header->height / kDeflateRatioMax;
  return {};
}

// The chunks besides the image and its frames.
bool IsMetadata(std::string_view type) {
  return type != "IDAT" && type != "fdAT" && type != "fcTL";
}

bool IsType(std::string_view type) {
  return std::all_of(type.begin(), type.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
}

// A file that ends within its image data.
Result<PictureHeader> CutOff(PictureHeader header, const PngMetadata& metadata) {
  if (Status status = metadata.CheckSize(); !status.ok()) return status.failure();
  header.cut_off = true;
  return header;
}

// A file with damage only after its image data. The decoder finds out whether the image data is
// complete.
Result<PictureHeader> WithoutEnd(PictureHeader header, uint64_t complete_bytes,
                                 const PngMetadata& metadata) {
  if (Status status = metadata.CheckSize(); !status.ok()) return status.failure();
  header.complete_bytes = complete_bytes;
  return header;
}

// Reads the chunks that change how the image is shown.
void ReadDescription(std::string_view file, const PngChunks::Chunk& chunk, PictureHeader* header) {
  if (chunk.type == "tRNS") {
    header->has_alpha = true;
  } else if (chunk.type == "iCCP") {
    header->has_icc = true;
  } else if (chunk.type == "pHYs") {
    header->density = DensityOfPhys(chunk.body);
  } else if (chunk.type == "acTL" && chunk.body.size() >= 8) {
    header->frames = std::max<uint32_t>(1, ByteView(chunk.body).U32(0));
  } else if (chunk.type == "eXIf") {
    const uint8_t orientation = NoteExif(file, chunk.body, header);
    if (orientation != 0) header->orientation = orientation;
  }
}

}  // namespace

Result<PictureHeader> ReadPngHeader(std::string_view bytes, const PictureLimits& limits) {
  PictureHeader header;
  header.format = PictureFormat::kPng;
  const ByteView view(bytes);
  const uint64_t first_at = kPngSignature.size();
  if (view.Is(first_at + 4, "CgBI")) {
    return NotAllowed(
        "a PNG in Apple's form for iOS (CgBI), which is not a standard PNG: convert it first");
  }
  if (!view.Is(first_at + 4, "IHDR") || view.U32(first_at) != kHeaderBytes) {
    return Corrupt("the PNG does not begin with its header");
  }

  bool has_data = false;
  PngMetadata metadata;
  bool first = true;
  PngChunks chunks(bytes);
  uint64_t begin = chunks.position();  // where the chunk begins
  for (; const std::optional<PngChunks::Chunk> chunk = chunks.Next(); begin = chunks.position()) {
    const bool data = chunk->type == "IDAT";
    if (has_data && !data && !(chunk->whole && IsType(chunk->type))) {
      return WithoutEnd(header, begin, metadata);
    }
    if (!chunk->whole) {
      if (limits.cut_off_too && !first && data) {
        header.data_bytes += chunk->body.size();
        return CutOff(header, metadata);
      }
      return Corrupt("the PNG ends within its chunk " + Escaped(chunk->type) + ": it is truncated");
    }
    if (IsMetadata(chunk->type)) {
      if (Status status = metadata.Add(chunk->type, chunk->body); !status) return status.failure();
    }
    if (first) {
      if (Status status = ReadImageHeader(ByteView(chunk->body), &header); !status) {
        return status.failure();
      }
      first = false;
    } else if (data) {
      has_data = true;
      header.data_bytes += chunk->body.size();
    } else if (chunk->type == "IEND") {
      if (!has_data) return Corrupt("the PNG has no image data");
      if (!view.Is(begin, kPngEnd)) return WithoutEnd(header, begin, metadata);
      if (Status status = metadata.CheckSize(); !status) return status.failure();
      return header;
    } else {
      ReadDescription(bytes, *chunk, &header);
    }
  }
  if (has_data) return WithoutEnd(header, begin, metadata);
  return Corrupt("the PNG ends before its end chunk: it is truncated");
}

}  // namespace photomill::sniff
