// Reads the headers of a BMP: those of Windows (40, 52, 56, 108 and 124 bytes) and of OS/2 (12
// bytes, and 16 to 64). They state where the palette and the rows are and how pixels are packed.
// The decoder in worker/image/bmp uses this reader, too. Pure functions over bytes in memory; any
// thread may call them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace photomill::sniff {

enum class BmpCoding : uint8_t { kPlain, kRle4, kRle8 };

// The order of the masks.
enum BmpChannel : uint8_t { kBmpRed, kBmpGreen, kBmpBlue, kBmpAlpha };

struct BmpLayout {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  bool top_first = false;  // otherwise the bottom row comes first
  uint32_t bits = 0;       // per px: 1, 2, 4 or 8 with a palette; 16, 24 or 32 without
  BmpCoding coding = BmpCoding::kPlain;
  uint64_t palette_at = 0;  // offset in the file
  uint32_t palette_entries = 0;
  uint32_t entry_bytes = 4;  // blue, green, red, and possibly an unused byte
  // Without a palette: the bits of each channel, adjacent and inside the pixel; 0 if the channel
  // does not exist.
  std::array<uint32_t, 4> masks{};
  // The header does not define alpha. The fourth byte is alpha unless it is 0 everywhere.
  bool alpha_by_content = false;
  uint64_t pixels_at = 0;     // offset in the file
  uint64_t image_bytes = 0;   // as stated, possibly wrong; 0: not stated
  uint32_t header_bytes = 0;  // from kBmpHeaderAt on

  [[nodiscard]] bool has_palette() const { return bits <= 8; }
  [[nodiscard]] bool has_alpha() const { return masks[kBmpAlpha] != 0; }
  // For uncompressed rows.
  [[nodiscard]] uint64_t row_bytes() const { return (uint64_t{width} * bits + 31) / 32 * 4; }
  [[nodiscard]] uint64_t row_bytes_without_padding() const {
    return (uint64_t{width} * bits + 7) / 8;
  }
  // How many uncompressed rows are complete in the first `file_bytes`; the last one needs no
  // padding.
  [[nodiscard]] uint32_t RowsWithin(uint64_t file_bytes) const;
};

inline constexpr uint64_t kBmpHeaderAt = 14;
// Headers of at least this size define the colour space.
inline constexpr uint32_t kBmpVersion4Bytes = 108;
inline constexpr uint32_t kBmpVersion5Bytes = 124;

// Whether a header of this length exists.
bool IsBmpHeaderLength(uint32_t bytes);

// Fails with kFormatNotAllowed for unsupported compressions. Does not check that the rows exist.
Result<BmpLayout> ReadBmpLayout(std::string_view bytes);

}  // namespace photomill::sniff
