// The headers of Netpbm's formats: PBM, PGM and PPM (P1 to P6) and PAM (P7). The decoder in
// worker/image/netpbm uses the same reader. Pure functions over bytes in memory; any thread may
// call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill::sniff {

enum class NetpbmCoding : uint8_t {
  kText,      // numbers in decimal
  kTextBits,  // 0 and 1, with or without spaces between them
  kBits,      // eight px per byte, rows padded to bytes
  kBytes,     // one byte per sample, two for more than 8 bits, the higher one first
};

enum class NetpbmModel : uint8_t { kGrey, kRgb, kCmyk };

struct NetpbmLayout {
  uint32_t width = 0;  // px; may be 0
  uint32_t height = 0;
  NetpbmCoding coding = NetpbmCoding::kBytes;
  NetpbmModel model = NetpbmModel::kGrey;
  uint32_t samples = 1;       // per px, as stored
  bool alpha = false;         // the sample after the colours
  bool one_is_black = false;  // PBM
  uint32_t largest = 1;       // the value of white, or of full ink
  uint64_t pixels_at = 0;

  [[nodiscard]] uint32_t colours() const {
    return model == NetpbmModel::kGrey ? 1 : model == NetpbmModel::kRgb ? 3 : 4;
  }
  // Of those codings that have rows of a known length.
  [[nodiscard]] uint64_t row_bytes() const;
};

// Of the picture that begins at the offset; none if it is not Netpbm's. The header is followed by
// what such a picture begins with, so that no text is taken for one. `named`: the file's name is
// that of such a picture, which allows rarer forms of the header.
std::optional<NetpbmLayout> ReadNetpbmLayout(std::string_view bytes, uint64_t at, bool named);

}  // namespace photomill::sniff
