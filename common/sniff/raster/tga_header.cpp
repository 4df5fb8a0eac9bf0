#include "common/sniff/raster/tga_header.h"

#include <algorithm>
#include <array>
#include <string>

#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/sniff/content_kinds.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

constexpr uint64_t kHeaderBytes = 18;
constexpr uint64_t kFooterBytes = 26;
constexpr std::string_view kFooterSignature = "TRUEVISION-XFILE.\0"sv;
constexpr uint64_t kExtensionBytes = 495;
constexpr uint64_t kAttributesAt = 494;  // in the extension

constexpr uint8_t kRunLengths = 8;  // a flag in the type
enum Type : uint8_t { kPaletteType = 1, kColoursType = 2, kGreyType = 3 };

constexpr uint8_t kRightFirst = 0x10;  // flags in the descriptor
constexpr uint8_t kTopFirst = 0x20;
constexpr uint8_t kInterleaved = 0xC0;

struct Fields {
  explicit Fields(const ByteView& view)
      : has_palette(view.U8(1)),
        type(view.U8(2)),
        palette_first(view.U16(3)),
        palette_entries(view.U16(5)),
        palette_bits(view.U8(7)),
        width(view.U16(12)),
        height(view.U16(14)),
        bits(view.U8(16)),
        descriptor(view.U8(17)) {}
  uint8_t has_palette;
  uint8_t type;
  uint32_t palette_first;
  uint32_t palette_entries;
  uint8_t palette_bits;
  uint32_t width;
  uint32_t height;
  uint8_t bits;
  uint8_t descriptor;

  [[nodiscard]] uint8_t model() const { return type & ~kRunLengths; }
  [[nodiscard]] uint8_t attribute_bits() const { return descriptor & 0x0FU; }
};

bool IsColourDepth(uint8_t bits) {
  return bits == 15 || bits == 16 || bits == 24 || bits == 32;
}

bool IsPossible(const ByteView& view, const Fields& fields) {
  if (view.size() < kHeaderBytes || fields.width == 0 || fields.height == 0) return false;
  if (fields.has_palette > 1 || (fields.descriptor & kInterleaved) != 0) return false;
  if (fields.attribute_bits() > 8 || (fields.type & ~kRunLengths) > kGreyType) return false;
  switch (fields.model()) {
    case kPaletteType:
      return fields.has_palette == 1 && fields.palette_entries > 0 &&
             IsColourDepth(fields.palette_bits) && (fields.bits == 8 || fields.bits == 16);
    case kColoursType:
      return IsColourDepth(fields.bits);
    case kGreyType:
      return fields.bits == 8 || fields.bits == 16;
    default:
      return false;
  }
}

// Whether the header is as nearly all programs write it: the unused fields are 0, which is rare in
// other files.
bool IsUsual(const ByteView& view, const Fields& fields) {
  if (fields.palette_first != 0 || view.U16(8) != 0) return false;
  if (view.U16(10) != 0 && view.U16(10) != fields.height) return false;
  if (fields.model() == kPaletteType) {
    return fields.palette_entries <= 256 && fields.bits == 8 && fields.palette_bits >= 24 &&
           fields.attribute_bits() % 8 == 0;
  }
  if (fields.has_palette != 0 || fields.palette_entries != 0 || fields.palette_bits != 0) {
    return false;
  }
  const bool grey = fields.model() == kGreyType;
  const uint8_t attributes = fields.attribute_bits();
  switch (fields.bits) {
    case 8:
    case 24:
      return attributes == 0 && grey == (fields.bits == 8);
    case 16:
      return grey ? attributes == 8 : attributes <= 1;
    case 32:
      return attributes == 0 || attributes == 8;
    default:
      return false;
  }
}

bool HasFooter(const ByteView& view) {
  return view.size() >= kHeaderBytes + kFooterBytes &&
         view.Is(view.size() - kFooterSignature.size(), kFooterSignature);
}

// The extension states the meaning of the attribute bits; the header states only their number.
TgaAlpha AlphaOf(const ByteView& view, uint32_t attribute_bits) {
  const TgaAlpha by_header = attribute_bits > 0 ? TgaAlpha::kStraight : TgaAlpha::kNone;
  if (!HasFooter(view)) return by_header;
  const uint64_t extension = view.U32(view.size() - kFooterBytes);
  if (extension < kHeaderBytes || !view.Has(extension, kExtensionBytes)) return by_header;
  if (view.U16(extension) < kExtensionBytes) return by_header;
  constexpr uint8_t kUseful = 3;
  constexpr uint8_t kMultiplied = 4;
  switch (view.U8(extension + kAttributesAt)) {
    case kUseful:
      return by_header;
    case kMultiplied:
      return by_header == TgaAlpha::kNone ? by_header : TgaAlpha::kPremultiplied;
    default:
      return TgaAlpha::kNone;
  }
}

bool IsTgaExtension(std::string_view extension) {
  constexpr std::array kExtensions = {"tga"sv, "icb"sv, "vda"sv, "vst"sv};
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

}  // namespace

bool IsTga(std::string_view bytes, std::string_view extension) {
  const ByteView view(bytes, Endian::kLittle);
  const Fields fields(view);
  if (!IsPossible(view, fields)) return false;
  return IsTgaExtension(extension) || HasFooter(view) || IsUsual(view, fields);
}

std::optional<TgaLayout> ReadTgaLayout(std::string_view bytes) {
  const ByteView view(bytes, Endian::kLittle);
  const Fields fields(view);
  if (!IsPossible(view, fields)) return std::nullopt;
  TgaLayout layout;
  layout.width = fields.width;
  layout.height = fields.height;
  layout.model = fields.model() == kPaletteType   ? TgaModel::kPalette
                 : fields.model() == kColoursType ? TgaModel::kColours
                                                  : TgaModel::kGrey;
  layout.run_lengths = (fields.type & kRunLengths) != 0;
  layout.bits = fields.bits;
  layout.top_first = (fields.descriptor & kTopFirst) != 0;
  layout.right_first = (fields.descriptor & kRightFirst) != 0;
  layout.palette_at = kHeaderBytes + view.U8(0);
  layout.palette_first = fields.palette_first;
  layout.palette_entries = fields.palette_entries;
  layout.palette_bits = fields.palette_bits;
  // A file can have a palette that the pixels do not use.
  const uint64_t palette_bytes =
      fields.has_palette == 1 ? uint64_t{fields.palette_entries} * ((fields.palette_bits + 7U) / 8)
                              : 0;
  layout.pixels_at = layout.palette_at + palette_bytes;
  const uint32_t depth =
      layout.model == TgaModel::kPalette ? layout.palette_bits : uint32_t{fields.bits};
  const bool room = layout.model == TgaModel::kGrey ? depth == 16 : depth == 16 || depth == 32;
  layout.alpha = room ? AlphaOf(view, fields.attribute_bits()) : TgaAlpha::kNone;
  return layout;
}

Result<PictureHeader> ReadTgaHeader(std::string_view bytes, const PictureLimits& limits) {
  const std::optional<TgaLayout> found = ReadTgaLayout(bytes);
  if (!found) return Corrupt("the TGA's header is damaged");
  const TgaLayout& layout = *found;
  PictureHeader header;
  header.format = PictureFormat::kTga;
  header.width = layout.width;
  header.height = layout.height;
  header.has_alpha = layout.alpha != TgaAlpha::kNone;
  header.channels = header.has_alpha ? 4 : 3;
  const uint64_t pixels = uint64_t{layout.width} * layout.height;
  // A packet has at most 128 px.
  header.data_bytes_least = layout.run_lengths ? (pixels + 127) / 128 * (layout.px_bytes() + 1)
                                               : pixels * layout.px_bytes();
  header.data_bytes = bytes.size() - std::min<uint64_t>(bytes.size(), layout.pixels_at);
  if (header.data_bytes < header.data_bytes_least && !limits.cut_off_too &&
      limits.Admit(header.width, header.height)) {
    return Corrupt("the TGA is truncated: its pixels need at least " +
                   HumanBytes(header.data_bytes_least) + ", the file has " +
                   HumanBytes(bytes.size()));
  }
  return header;
}

}  // namespace photomill::sniff
