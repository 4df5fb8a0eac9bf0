// Reads the chunks of a RIFF file, such as a WebP, or those in a chunk. Nothing is copied or
// allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

inline constexpr uint64_t kRiffHeaderBytes = 12;  // "RIFF", a length, the content's type

class RiffChunks {
 public:
  struct Chunk {
    std::string_view type;
    std::string_view body;  // the existing part
    uint64_t length = 0;    // of the body, as stated
    uint64_t at = 0;        // where the body begins
    bool whole = true;      // false: the bytes end within the body
  };

  // Begins at the offset `at`; the default is that of a file's first chunk.
  explicit RiffChunks(std::string_view bytes, uint64_t at = kRiffHeaderBytes)
      : view_(bytes, Endian::kLittle), at_(at) {}

  // None after the last chunk, and if the rest is shorter than a chunk's frame.
  std::optional<Chunk> Next();

 private:
  ByteView view_;
  uint64_t at_;
};

}  // namespace photomill
