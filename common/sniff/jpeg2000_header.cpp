// JPEG 2000: codestreams (ITU-T T.800, annex A) alone or in a JP2 file (annex I).
#include <algorithm>
#include <string>

#include "common/base/arithmetic.h"
#include "common/base/dimensions.h"
#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/container/exif_view.h"
#include "common/container/iso_box.h"
#include "common/container/jpeg2000_parts.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kSizeBytes = 36;  // of SIZ after its length, without its components
constexpr uint32_t kComponentsMax = 16;
constexpr uint64_t kTilesMax = 65535;
// Each tile has a start of tile-part and a start of data.
constexpr uint64_t kTileBytesLeast = 14;
// What OpenJPEG keeps for each tile and for each of its components, in bytes.
constexpr uint64_t kTileMemory = 6000;
constexpr uint64_t kTileComponentMemory = 1100;
constexpr uint64_t kBlockMemory = 400;
constexpr uint64_t kPrecinctMemory = 300;
constexpr uint64_t kPacketsMax = UINT32_MAX;  // of a tile; it refuses more

// The width or height in samples of a component with one for each `step` px of the reference grid.
uint32_t Side(uint32_t begin, uint32_t end, uint32_t step) {
  return static_cast<uint32_t>(DivideUp<uint64_t>(end, step) - DivideUp<uint64_t>(begin, step));
}

// Each component has three bytes: the bits of a sample, and the distances between samples. Those of
// the first one are the px.
Status CheckComponents(const ByteView& view, uint64_t at, uint32_t components) {
  if (components == 0) return Corrupt("the JPEG 2000's header is damaged: it has no samples");
  if (components > kComponentsMax) {
    return NotAllowed("a JPEG 2000 with " + std::to_string(components) + " channels");
  }
  for (uint32_t i = 0; i < components; ++i) {
    const uint32_t across = view.U8(at + 3 * i + 1);
    const uint32_t down = view.U8(at + 3 * i + 2);
    if (across == 0 || down == 0) {
      return Corrupt("the JPEG 2000's header is damaged: it has no samples");
    }
    if (across < view.U8(at + 1) || down < view.U8(at + 2)) {
      return NotAllowed("a JPEG 2000 whose first channel is coarser than others");
    }
  }
  return {};
}

// The default coding style (annex A.6.1): how samples are coded in blocks, and blocks in precincts.
class CodingStyle {
 public:
  explicit CodingStyle(std::string_view codestream)
      : view_(ReadJpeg2000MainHeader(codestream).coding_style) {}

  // The marker's numbers; zero where it has none.
  [[nodiscard]] bool known() const { return view_.Has(kBlockSidesAt, 2); }
  [[nodiscard]] uint32_t layers() const { return view_.U16(6); }
  [[nodiscard]] uint32_t levels() const { return std::min<uint32_t>(view_.U8(9), kLevelsMax); }

  // Powers of two.
  struct Sides {
    uint32_t across = 0;
    uint32_t down = 0;
  };
  // Of the precincts of a resolution, counted from the coarsest, which is 0.
  [[nodiscard]] Sides Precinct(uint32_t resolution) const {
    if ((view_.U8(4) & 1U) == 0) return {15, 15};
    const uint32_t sides = view_.U8(kBlockSidesAt + 4 + resolution);
    return {sides & 0xFU, sides >> 4};
  }
  // The part of a precinct in each band of a resolution. Bands have half its width and height.
  [[nodiscard]] Sides PrecinctOfBand(uint32_t resolution) const {
    const Sides sides = Precinct(resolution);
    const uint32_t halved = resolution == 0 ? 0 : 1;
    return {std::max(sides.across, halved) - halved, std::max(sides.down, halved) - halved};
  }
  // Blocks end with their precinct.
  [[nodiscard]] Sides Block(uint32_t resolution) const {
    const Sides most = PrecinctOfBand(resolution);
    return {std::min((view_.U8(kBlockSidesAt) & 0xFU) + 2, most.across),
            std::min((view_.U8(kBlockSidesAt + 1) & 0xFU) + 2, most.down)};
  }

 private:
  static constexpr uint64_t kBlockSidesAt = 10;
  static constexpr uint32_t kLevelsMax = 32;

  ByteView view_;
};

// What OpenJPEG keeps of blocks and precincts.
uint64_t BlockMemory(const CodingStyle& style, uint64_t samples) {
  const auto count = [](uint64_t of, CodingStyle::Sides sides) {
    return of >> (sides.across + sides.down);
  };
  uint64_t memory = 0;
  for (uint32_t resolution = 0; resolution <= style.levels(); ++resolution) {
    const uint32_t halvings = style.levels() - resolution;
    const uint64_t at = halvings < 32 ? samples >> (2 * halvings) : 0;
    const uint64_t bands = at - (resolution == 0 ? 0 : at >> 2);  // without the coarser ones
    memory += count(bands, style.Block(resolution)) * kBlockMemory +
              count(bands, style.PrecinctOfBand(resolution)) * kPrecinctMemory;
  }
  return memory;
}

// OpenJPEG keeps a mark for each packet of a tile: one per layer, component, resolution and
// precinct. For every resolution it allocates as many precincts as the largest one has.
uint64_t PacketMemory(const CodingStyle& style, uint64_t width, uint64_t height,
                      uint32_t components) {
  uint64_t precincts = 1;
  for (uint32_t resolution = 0; resolution <= style.levels(); ++resolution) {
    const uint32_t halvings = style.levels() - resolution;
    const CodingStyle::Sides sides = style.Precinct(resolution);
    // A tile can begin within a precinct.
    const uint64_t across = (width >> (halvings + sides.across)) + 2;
    const uint64_t down = (height >> (halvings + sides.down)) + 2;
    precincts = std::max(precincts, across * down);
  }
  const uint64_t each = uint64_t{style.layers() + 1} * components * (style.levels() + 1);
  return std::min(kPacketsMax, each * std::min(precincts, kPacketsMax)) * sizeof(uint16_t);
}

// The size marker: the image is a rectangle of a grid that tiles cover.
Status ReadSize(const ByteView& view, const PictureLimits& limits, PictureHeader* header) {
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
  if (Status status = CheckComponents(view, at + kSizeBytes, components); !status) return status;
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
  if (tiles > kTilesMax && limits.Admit(header->width, header->height)) {
    return Corrupt("the JPEG 2000's header is damaged: " + HumanCount(tiles) + " tiles");
  }
  header->bits = (view.U8(at + 36) & 0x7FU) + 1;
  header->channels = components;
  if (components >= 3) {  // the second one describes both chroma components
    header->chroma_across = std::max<uint32_t>(1, view.U8(at + 40) / across);
    header->chroma_down = std::max<uint32_t>(1, view.U8(at + 41) / down);
  }
  const uint64_t samples = uint64_t{header->width} * header->height * components;
  const uint64_t counted = std::min(tiles, kTilesMax);
  header->coefficient_bytes = counted * (kTileMemory + kTileComponentMemory * components);
  if (const CodingStyle style(view.bytes()); style.known()) {
    header->coefficient_bytes += BlockMemory(style, samples);
    header->coefficient_bytes +=
        PacketMemory(style, std::min<uint64_t>(header->width, tile_width),
                     std::min<uint64_t>(header->height, tile_height), components);
  }
  header->data_bytes = view.size();
  header->data_bytes_least = counted * kTileBytesLeast;
  return {};
}

// Reads the meaning of the samples from the header box. If it states none, a second channel next to
// grey and a fourth next to colours count as alpha.
Status ReadMeaning(std::string_view body, PictureHeader* header) {
  IsoBoxes boxes(body, "the JPEG 2000");
  bool defined = false;
  while (const std::optional<IsoBox> box = boxes.Next()) {
    const ByteView view(box->body);
    if (box->type == "colr") {
      // 1 names a colour space, 2 and 3 are profiles.
      header->has_icc = header->has_icc || view.U8(0) == 2 || view.U8(0) == 3;
    } else if (box->type == "pclr") {
      // The components are decoded, whether the palette is for all of them or not.
      header->channels = std::max(header->channels, std::min<uint32_t>(view.U8(2), kComponentsMax));
    } else if (box->type == "cdef") {
      for (uint64_t at = 2; view.Has(at, 6); at += 6) {
        defined = true;
        const uint32_t kind = view.U16(at + 2);  // 0: colour, 1 and 2: alpha
        if (kind == 1 || kind == 2) header->has_alpha = true;
      }
    }
  }
  if (!defined) header->has_alpha = header->channels == 2 || header->channels == 4;
  return boxes.status();
}

// A codestream in boxes needs a header box, which states its colours and repeats its size.
Status CheckBoxes(std::string_view bytes, const Jpeg2000Parts& parts, const PictureHeader& header) {
  if (bytes.starts_with(kCodestreamStart)) return {};
  if (!parts.has_header && parts.layer.empty()) {
    return Corrupt("the JPEG 2000 lacks its header box: its colours are not known");
  }
  const Result<std::string_view> found = FirstBox(parts.header, "the JPEG 2000", "ihdr");
  if (!found) return found.failure();
  const ByteView size(*found);
  if (size.size() < 8 || (size.U32(0) == header.height && size.U32(4) == header.width)) return {};
  return Corrupt("the JPEG 2000 states an image of " + DimensionsText(size.U32(4), size.U32(0)) +
                 ", but codes one of " + DimensionsText(header.width, header.height));
}

}  // namespace

Result<PictureHeader> ReadJpeg2000Header(std::string_view bytes, const PictureLimits& limits) {
  PictureHeader header;
  header.format = PictureFormat::kJpeg2000;
  const Result<Jpeg2000Parts> parts = ReadJpeg2000Parts(bytes, limits.cut_off_too);
  if (!parts) return parts.failure();
  header.cut_off = parts->cut_off;
  if (const uint8_t orientation = ReadExif(parts->exif).orientation; orientation != 0) {
    header.orientation = orientation;
  }
  if (Status status = ReadSize(ByteView(parts->codestream), limits, &header); !status)
    return status.failure();
  if (Status status = CheckBoxes(bytes, *parts, header); !status) return status.failure();
  if (Status status = ReadMeaning(parts->header, &header); !status) return status.failure();
  return header;
}

}  // namespace photomill::sniff
