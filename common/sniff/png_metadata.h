// Limits the chunks of a PNG other than its image data: their number, and the size to which
// compressed chunks (zTXt, iTXt, iCCP) expand. Decoders read all of them into memory.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill::sniff {

class PngMetadata {
 public:
  // The body must live until CheckSize().
  Status Add(std::string_view type, std::string_view body);

  // Expands streams that might exceed the limit, and keeps nothing. Ordinary files cost nothing.
  [[nodiscard]] Status CheckSize() const;

 private:
  uint32_t chunks_ = 0;
  std::vector<std::string_view> compressed_;  // zlib streams
  uint64_t compressed_bytes_ = 0;
};

}  // namespace photomill::sniff
