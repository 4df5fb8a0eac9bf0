// JPEG 2000: codestreams (ITU-T T.800, annex A) alone or in a JP2 file (annex I).
#include <algorithm>
#include <string>

#include "common/base/arithmetic.h"
#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/container/exif_view.h"
#include "common/container/iso_box.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kCodestreamStart = "\xFF\x4F\xFF\x51"sv;
constexpr uint64_t kSizeBytes = 36;  // of SIZ after its length, without its components
constexpr uint32_t kComponentsMax = 16;
constexpr uint64_t kTilesMax = 65535;
// Each tile has a start of tile-part and a start of data.
constexpr uint64_t kTileBytesLeast = 14;
// What OpenJPEG keeps for each tile and for each of its components, in bytes.
constexpr uint64_t kTileMemory = 6000;
constexpr uint64_t kTileComponentMemory = 1100;
// The box in which writers put EXIF: "JpgTiffExif->JP2".
constexpr std::string_view kExifId = "JpgTiffExif->JP2"sv;

// The width or height in samples of a component with one for each `step` px of the reference grid.
uint32_t Side(uint32_t begin, uint32_t end, uint32_t step) {
  return static_cast<uint32_t>(DivideUp<uint64_t>(end, step) - DivideUp<uint64_t>(begin, step));
}

// The size marker: the image is a rectangle of a grid that tiles cover.
Status ReadSize(const ByteView& view, PictureHeader* header) {
  if (!view.Is(0, kCodestreamStart)) return Corrupt("the JPEG 2000's codestream has no header");
  const uint64_t at = 6;  // after the marker's length
  const uint32_t components = view.U16(at + 34);
  if (!view.Has(at, kSizeBytes + uint64_t{components} * 3)) {
    return Corrupt("the JPEG 2000 ends within its header: it is truncated");
  }
  const uint32_t right = view.U32(at + 2);
  const uint32_t bottom = view.U32(at + 6);
  const uint32_t left = view.U32(at + 10);
  const uint32_t top = view.U32(at + 14);
  const uint64_t tile_width = view.U32(at + 18);
  const uint64_t tile_height = view.U32(at + 22);
  const uint64_t tile_left = view.U32(at + 26);
  const uint64_t tile_top = view.U32(at + 30);
  const uint32_t across = view.U8(at + 37);
  const uint32_t down = view.U8(at + 38);
  if (components == 0 || across == 0 || down == 0) {
    return Corrupt("the JPEG 2000's header is damaged: it has no samples");
  }
  if (components > kComponentsMax) {
    return NotAllowed("a JPEG 2000 with " + std::to_string(components) + " channels");
  }
  if (left >= right || top >= bottom || tile_width == 0 || tile_height == 0 || tile_left > left ||
      tile_top > top) {
    return Corrupt("the JPEG 2000's header is damaged: its tiles do not fit its size");
  }
  header->width = Side(left, right, across);
  header->height = Side(top, bottom, down);
  if (header->width == 0 || header->height == 0) {
    return Corrupt("the JPEG 2000 says that it is empty");
  }
  const uint64_t tiles = DivideUp<uint64_t>(right - tile_left, tile_width) *
                         DivideUp<uint64_t>(bottom - tile_top, tile_height);
  // A bomb is reported as too large rather than as damaged: header.cpp checks the limits.
  const bool small = header->width <= limits::kSideMax && header->height <= limits::kSideMax;
  if (tiles > kTilesMax && small) {
    return Corrupt("the JPEG 2000's header is damaged: " + HumanCount(tiles) + " tiles");
  }
  header->bits = (view.U8(at + 36) & 0x7FU) + 1;
  header->channels = components;
  if (components >= 3) {  // the second one describes both chroma components
    header->chroma_across = std::max<uint32_t>(1, view.U8(at + 40) / across);
    header->chroma_down = std::max<uint32_t>(1, view.U8(at + 41) / down);
  }
  const uint64_t counted = std::min(tiles, kTilesMax);
  header->coefficient_bytes = counted * (kTileMemory + kTileComponentMemory * components);
  header->data_bytes = view.size();
  header->data_bytes_least = counted * kTileBytesLeast;
  return {};
}

// Of the header box: what the samples mean.
Status ReadMeaning(std::string_view body, PictureHeader* header) {
  IsoBoxes boxes(body, "the JPEG 2000");
  while (const std::optional<IsoBox> box = boxes.Next()) {
    const ByteView view(box->body);
    if (box->type == "colr") {
      // 1 names a colour space, 2 and 3 are profiles.
      header->has_icc = header->has_icc || view.U8(0) == 2 || view.U8(0) == 3;
    } else if (box->type == "pclr") {
      header->channels = std::clamp<uint32_t>(view.U8(2), 1, kComponentsMax);
    } else if (box->type == "cdef") {
      for (uint64_t at = 2; view.Has(at, 6); at += 6) {
        const uint32_t kind = view.U16(at + 2);  // 0: colour, 1 and 2: alpha
        if (kind == 1 || kind == 2) header->has_alpha = true;
      }
    }
  }
  return boxes.status();
}

}  // namespace

Result<PictureHeader> ReadJpeg2000Header(std::string_view bytes) {
  PictureHeader header;
  header.format = PictureFormat::kJpeg2000;
  if (bytes.starts_with(kCodestreamStart)) {
    if (Status status = ReadSize(ByteView(bytes), &header); !status) return status.failure();
    header.has_alpha = header.channels == 2 || header.channels == 4;
    return header;
  }

  std::string_view meaning;
  std::string_view codestream;
  IsoBoxes boxes(bytes, "the JPEG 2000");
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type == "jp2h" && meaning.empty()) meaning = box->body;
    if (box->type == "jp2c" && codestream.empty()) codestream = box->body;
    if (box->type == "uuid" && box->body.starts_with(kExifId)) {
      const uint8_t orientation = ExifOrientation(box->body.substr(kExifId.size()));
      if (orientation != 0) header.orientation = orientation;
    }
  }
  if (!boxes.status()) return boxes.status().failure();
  if (codestream.empty()) return Corrupt("the JPEG 2000 contains no image");
  if (Status status = ReadSize(ByteView(codestream), &header); !status) return status.failure();
  if (Status status = ReadMeaning(meaning, &header); !status) return status.failure();
  return header;
}

}  // namespace photomill::sniff
