// The chunks of a RIFF file, such as a WebP, and those within a chunk. Nothing is copied or
// allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

inline constexpr uint64_t kRiffHeaderBytes = 12;  // "RIFF", a length, what is in it

class RiffChunks {
 public:
  struct Chunk {
    std::string_view type;
    std::string_view body;  // as far as it is there
    uint64_t length = 0;    // of the body, as stated
    uint64_t at = 0;        // where the body begins
    bool whole = true;      // false: the bytes end within the body
  };

  // From the offset `at` on, by default that of a file's first chunk.
  explicit RiffChunks(std::string_view bytes, uint64_t at = kRiffHeaderBytes)
      : view_(bytes, Endian::kLittle), at_(at) {}

  // None after the last chunk, and if less than the frame of one is left.
  std::optional<Chunk> Next();

 private:
  ByteView view_;
  uint64_t at_;
};

}  // namespace photomill
