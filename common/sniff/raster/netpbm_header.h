// Reads the headers of the Netpbm formats: PBM, PGM and PPM (P1 to P6) and PAM (P7). The decoder in
// worker/image/netpbm uses this reader, too. Pure functions over bytes in memory; any thread may
// call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace photomill::sniff {

enum class NetpbmCoding : uint8_t {
  kText,      // decimal numbers
  kTextBits,  // 0 and 1, with or without spaces between them
  kBits,      // eight px per byte, rows padded to bytes
  kBytes,     // one byte per sample, or two in big-endian order for more than 8 bits
};

enum class NetpbmModel : uint8_t { kGrey, kRgb, kCmyk };

struct NetpbmLayout {
  uint32_t width = 0;  // px; may be 0
  uint32_t height = 0;
  NetpbmCoding coding = NetpbmCoding::kBytes;
  NetpbmModel model = NetpbmModel::kGrey;
  uint32_t samples = 1;       // per px, as stored
  bool alpha = false;         // it follows the colours
  bool one_is_black = false;  // PBM
  uint32_t largest = 1;       // the value of white, or of full ink
  uint64_t pixels_at = 0;

  [[nodiscard]] uint32_t colours() const {
    return model == NetpbmModel::kGrey ? 1 : model == NetpbmModel::kRgb ? 3 : 4;
  }
  // Only for codings whose rows have a known length.
  [[nodiscard]] uint64_t row_bytes() const;
};

// Reads the header at offset `at`. Returns none if it is not a Netpbm header, or if the bytes after
// it cannot be pixels, because texts can begin like a header. `named`: the file has the name of
// such an image, which allows rarer forms of the header.
std::optional<NetpbmLayout> ReadNetpbmLayout(std::string_view bytes, uint64_t at, bool named);

}  // namespace photomill::sniff
