// Reads the header, footer and extension of a Truevision TGA. The decoder in worker/image/tga uses
// this reader, too. Pure functions over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill::sniff {

enum class TgaModel : uint8_t { kPalette, kColours, kGrey };

enum class TgaAlpha : uint8_t { kNone, kStraight, kPremultiplied };

struct TgaLayout {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  TgaModel model = TgaModel::kColours;
  bool run_lengths = false;
  uint32_t bits = 0;  // per px: 8 or 16 for an index or a grey; 15, 16, 24 or 32 for colours
  bool top_first = false;
  bool right_first = false;
  TgaAlpha alpha = TgaAlpha::kNone;
  uint64_t palette_at = 0;     // offset in the file
  uint32_t palette_first = 0;  // the index of its first colour
  uint32_t palette_entries = 0;
  uint32_t palette_bits = 0;
  uint64_t pixels_at = 0;

  [[nodiscard]] uint32_t px_bytes() const { return (bits + 7) / 8; }
  [[nodiscard]] uint64_t row_bytes() const { return uint64_t{width} * px_bytes(); }
};

// Returns none if the header is invalid.
std::optional<TgaLayout> ReadTgaLayout(std::string_view bytes);

}  // namespace photomill::sniff
