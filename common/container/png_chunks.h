// The chunks of a PNG (W3C PNG, third edition, clause 5). Nothing is copied or allocated; check
// sums are the decoder's matter.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

inline constexpr std::string_view kPngSignature("\x89PNG\r\n\x1A\n", 8);
// The last chunk, IEND: empty, with its checksum.
inline constexpr std::string_view kPngEnd("\0\0\0\0IEND\xAE\x42\x60\x82", 12);

class PngChunks {
 public:
  struct Chunk {
    std::string_view type;
    std::string_view body;  // as far as it is there
    bool whole = true;      // with its check sum; false: the bytes end within it
  };

  // `bytes` begin with the signature, which is not read again.
  explicit PngChunks(std::string_view bytes) : view_(bytes) {}

  // None after the last chunk, and if less than the frame of one is left.
  std::optional<Chunk> Next();

  // Where the next chunk is looked for.
  [[nodiscard]] uint64_t position() const { return at_; }

 private:
  ByteView view_;
  uint64_t at_ = kPngSignature.size();
};

// What follows the first `texts` texts in a chunk, each of which ends with a zero byte: the rest of
// tEXt, zTXt, iTXt and iCCP. Empty where there are not so many.
std::string_view BehindTexts(std::string_view body, int texts);

}  // namespace photomill
