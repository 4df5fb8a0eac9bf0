// Reads the chunks of a PNG (W3C PNG, third edition, clause 5). Nothing is copied or allocated.
// Checksums are left to the decoder.
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
    std::string_view body;  // the existing part
    bool whole = true;      // including its checksum; false: the file ends within it
  };

  // `bytes` begin with the signature, which is not read again.
  explicit PngChunks(std::string_view bytes) : view_(bytes) {}

  // None after the last chunk, and if the rest is shorter than a chunk's frame.
  std::optional<Chunk> Next();

  // The position of the next chunk.
  [[nodiscard]] uint64_t position() const { return at_; }

 private:
  ByteView view_;
  uint64_t at_ = kPngSignature.size();
};

// Returns what follows the first `texts` texts of a chunk (tEXt, zTXt, iTXt, iCCP), each of which
// ends with a zero byte. Empty if there are fewer texts.
std::string_view BehindTexts(std::string_view body, int texts);

}  // namespace photomill
