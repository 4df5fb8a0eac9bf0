#include "common/sniff/raster/bmp_header.h"

#include <algorithm>
#include <bit>
#include <string>

#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/sniff/content_kinds.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

enum Compression : uint32_t {
  kUncompressed = 0,
  kRle8 = 1,
  kRle4 = 2,
  kBitFields = 3,   // in OS/2 with 1 bit: Huffman
  kJpegInside = 4,  // in OS/2 with 24 bits: RLE24
  kPngInside = 5,
  kAlphaBitFields = 6,  // Windows CE
};

constexpr uint32_t kOs2Bytes = 12;
constexpr uint32_t kInfoBytes = 40;
constexpr uint32_t kVersion2Bytes = 52;  // with masks
constexpr uint32_t kVersion3Bytes = 56;  // with an alpha mask
constexpr uint32_t kOs2Version2BytesMax = 64;
constexpr uint32_t kEmbeddedProfile = 0x4D424544;  // "MBED"

// Reads the fields of a header that can be too short to have them.
class Fields {
 public:
  Fields(const ByteView& view, uint32_t header_bytes) : view_(view), bytes_(header_bytes) {}
  // `at` is an offset in the header. Returns 0 if the header does not have the field.
  [[nodiscard]] uint32_t U32(uint32_t at) const {
    return at + 4 <= bytes_ ? view_.U32(kBmpHeaderAt + at) : 0;
  }
  [[nodiscard]] uint16_t U16(uint32_t at) const {
    return at + 2 <= bytes_ ? view_.U16(kBmpHeaderAt + at) : uint16_t{0};
  }

 private:
  const ByteView& view_;
  uint32_t bytes_;
};

bool HasMasks(uint32_t header_bytes) {
  return header_bytes == kVersion2Bytes || header_bytes == kVersion3Bytes ||
         header_bytes >= kBmpVersion4Bytes;
}

void ReadSize(const Fields& fields, BmpLayout* layout) {
  if (layout->header_bytes == kOs2Bytes) {
    layout->width = fields.U16(4);
    layout->height = fields.U16(6);
    layout->bits = fields.U16(10);
    return;
  }
  const auto width = static_cast<int32_t>(fields.U32(4));
  const auto height = static_cast<int64_t>(static_cast<int32_t>(fields.U32(8)));
  layout->width = width > 0 ? static_cast<uint32_t>(width) : 0;
  layout->height = static_cast<uint32_t>(height < 0 ? -height : height);
  layout->top_first = height < 0;
  layout->bits = fields.U16(14);
}

// Some programs state fewer bits than RLE uses if the palette is small.
Status ReadCoding(uint32_t compression, BmpLayout* layout) {
  const uint32_t bits = layout->bits;
  const bool huffman = compression == kBitFields && bits == 1;
  if (huffman || (compression == kJpegInside && bits == 24)) {
    return NotAllowed("a BMP of OS/2 with a compression that photomill does not decode (" +
                      std::string(huffman ? "Huffman" : "RLE24") + "): convert it first");
  }
  if (compression == kJpegInside || compression == kPngInside) {
    return NotAllowed("a BMP that contains a JPEG or PNG: convert it first");
  }
  if (bits == 64) {
    return NotAllowed("a BMP with 64 bits per pixel, which photomill does not decode");
  }
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16 && bits != 24 && bits != 32) {
    return Corrupt("the BMP has " + std::to_string(bits) + " bits per pixel");
  }
  const bool fields = compression == kBitFields || compression == kAlphaBitFields;
  const bool rle = (compression == kRle8 && bits <= 8) || (compression == kRle4 && bits <= 4);
  if (compression != kUncompressed && !rle && !(fields && bits >= 16)) {
    return Corrupt("the BMP has the compression " + std::to_string(compression) + " with " +
                   std::to_string(bits) + " bits per pixel, which does not exist");
  }
  if (rle) {
    layout->coding = compression == kRle8 ? BmpCoding::kRle8 : BmpCoding::kRle4;
    layout->bits = compression == kRle8 ? 8 : 4;
  }
  return {};
}

void ReadPalette(uint32_t used, BmpLayout* layout) {
  const uint32_t most = uint32_t{1} << layout->bits;
  layout->entry_bytes = layout->header_bytes == kOs2Bytes ? 3 : 4;
  layout->palette_at = kBmpHeaderAt + layout->header_bytes;
  layout->palette_entries = used == 0 || used > most ? most : used;
}

// Microsoft's defaults for files without masks.
void SetUsualMasks(BmpLayout* layout) {
  const uint32_t alpha = layout->masks[kBmpAlpha];
  if (layout->bits == 16) {
    layout->masks = {0x7C00, 0x03E0, 0x001F, alpha};
  } else {
    layout->masks = {0xFF0000, 0xFF00, 0xFF, alpha};
  }
}

Status CheckMasks(BmpLayout* layout) {
  bool colours = false;
  for (size_t i = 0; i < layout->masks.size(); ++i) {
    uint32_t& mask = layout->masks[i];
    // Some programs state an alpha mask outside the pixel.
    if (layout->bits < 32) mask &= (uint32_t{1} << layout->bits) - 1;
    if (mask == 0) continue;
    colours = colours || i != kBmpAlpha;
    const uint32_t from_its_end = mask >> std::countr_zero(mask);
    if ((from_its_end & (from_its_end + 1)) != 0) {
      return Corrupt("the BMP says that a colour has bits that are not adjacent");
    }
  }
  if (!colours) SetUsualMasks(layout);
  return {};
}

// Returns the number of bytes of masks that follow the header.
uint32_t ReadMasks(const ByteView& view, const Fields& fields, uint32_t compression,
                   BmpLayout* layout) {
  const bool stated = compression == kBitFields || compression == kAlphaBitFields;
  if (!stated) {
    SetUsualMasks(layout);
    layout->alpha_by_content = layout->bits == 32 && layout->header_bytes == kInfoBytes;
    if (layout->alpha_by_content) layout->masks[kBmpAlpha] = 0xFF000000;
    return 0;
  }
  if (HasMasks(layout->header_bytes)) {
    for (uint32_t i = 0; i < 4; ++i) layout->masks[i] = fields.U32(40 + 4 * i);
    return 0;
  }
  const uint32_t count = compression == kAlphaBitFields ? 4 : 3;
  for (uint32_t i = 0; i < count; ++i) {
    layout->masks[i] = view.U32(kBmpHeaderAt + layout->header_bytes + uint64_t{4} * i);
  }
  return 4 * count;
}

// Finds where the rows begin. The palette ends there, even if it should be longer.
Status PlacePixels(uint64_t stated, uint32_t mask_bytes, BmpLayout* layout) {
  const uint64_t earliest = kBmpHeaderAt + layout->header_bytes + mask_bytes;
  const uint64_t palette_bytes = uint64_t{layout->palette_entries} * layout->entry_bytes;
  layout->pixels_at = stated == 0 ? earliest + palette_bytes : stated;
  if (layout->pixels_at < earliest) {
    return Corrupt("the BMP says that its pixels begin within its header");
  }
  if (!layout->has_palette()) return {};
  const uint64_t room = (layout->pixels_at - earliest) / layout->entry_bytes;
  layout->palette_entries =
      static_cast<uint32_t>(std::min<uint64_t>(layout->palette_entries, room));
  if (layout->palette_entries == 0) return Corrupt("the BMP has no palette");
  return {};
}

Status CheckData(const ByteView& view, const BmpLayout& layout) {
  if (layout.RowsWithin(view.size()) == layout.height) return {};
  const uint64_t needed = layout.row_bytes() * layout.height;
  return Corrupt("the BMP is truncated: its pixels need " + HumanBytes(needed) + ", the file has " +
                 HumanBytes(view.size()));
}

}  // namespace

uint32_t BmpLayout::RowsWithin(uint64_t file_bytes) const {
  if (file_bytes < pixels_at) return 0;
  const uint64_t padding = row_bytes() - row_bytes_without_padding();
  const uint64_t rows = (file_bytes - pixels_at + padding) / row_bytes();
  return static_cast<uint32_t>(std::min<uint64_t>(rows, height));
}

bool IsBmpHeaderLength(uint32_t bytes) {
  if (bytes == kOs2Bytes || bytes == kBmpVersion4Bytes || bytes == kBmpVersion5Bytes) return true;
  if (bytes < 16 || bytes > kOs2Version2BytesMax) return false;
  return bytes % 4 == 0 || bytes == 42 || bytes == 46;
}

bool IsBmp(std::string_view bytes) {
  return bytes.starts_with("BM") &&
         IsBmpHeaderLength(ByteView(bytes, Endian::kLittle).U32(kBmpHeaderAt));
}

Result<BmpLayout> ReadBmpLayout(std::string_view bytes) {
  const ByteView view(bytes, Endian::kLittle);
  BmpLayout layout;
  layout.header_bytes = view.U32(kBmpHeaderAt);
  if (!view.Has(kBmpHeaderAt, layout.header_bytes)) {
    return Corrupt("the BMP ends within its header: it is truncated");
  }
  const Fields fields(view, layout.header_bytes);
  ReadSize(fields, &layout);
  if (layout.width == 0 || layout.height == 0) return Corrupt("the BMP says that it is empty");
  const uint32_t compression = fields.U32(16);
  if (Status status = ReadCoding(compression, &layout); !status) return status.failure();
  layout.image_bytes = fields.U32(20);
  uint32_t mask_bytes = 0;
  if (layout.has_palette()) {
    ReadPalette(fields.U32(32), &layout);
  } else {
    mask_bytes = ReadMasks(view, fields, compression, &layout);
    if (Status status = CheckMasks(&layout); !status) return status.failure();
  }
  if (Status status = PlacePixels(view.U32(10), mask_bytes, &layout); !status) {
    return status.failure();
  }
  return layout;
}

Result<PictureHeader> ReadBmpHeader(std::string_view bytes, const PictureLimits& limits) {
  const Result<BmpLayout> layout = ReadBmpLayout(bytes);
  if (!layout) return layout.failure();
  const ByteView view(bytes, Endian::kLittle);
  PictureHeader header;
  header.format = PictureFormat::kBmp;
  header.width = layout->width;
  header.height = layout->height;
  header.has_alpha = layout->has_alpha();
  if (header.has_alpha) header.channels = 4;
  const Fields fields(view, layout->header_bytes);
  header.density = CheckedDensity(static_cast<int32_t>(fields.U32(24)),
                                  static_cast<int32_t>(fields.U32(28)), true);
  if (layout->header_bytes >= kBmpVersion5Bytes) header.has_icc = view.U32(70) == kEmbeddedProfile;
  if (layout->coding == BmpCoding::kPlain && !limits.cut_off_too &&
      limits.Admit(header.width, header.height)) {
    if (Status status = CheckData(view, *layout); !status) return status.failure();
  }
  return header;
}

}  // namespace photomill::sniff
