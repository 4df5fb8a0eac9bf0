// What a TIFF's samples are and how they lie in the file. Knows nothing of libtiff. Pure functions;
// any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/base/result.h"
#include "common/container/tiff_blocks.h"
#include "common/container/tiff_directory.h"
#include "common/container/tiff_extra_samples.h"

namespace photomill::tiff {

enum class Numbers : uint8_t { kUnsigned, kSigned, kFloat };

struct Layout {
  uint32_t width = 0;  // px
  uint32_t height = 0;
  uint32_t bits = 1;     // a sample
  uint32_t samples = 1;  // a px
  uint32_t colours = 1;  // of them, which stand first
  Numbers numbers = Numbers::kUnsigned;
  TiffBlocks blocks;
  // libtiff turns them into RGB by itself (tiff_converted.h).
  bool converted = false;
  std::optional<TiffAlpha> alpha;
  std::string_view icc;
  bool icc_damaged = false;  // there is one, and it lies outside of the file
  // Red, green and blue of each palette entry, one colour after the other, as numbers in the file.
  std::string_view palette;
};

// Failures: kFormatNotAllowed for sound kinds that cannot be decoded, kCorrupt for what cannot be.
Result<Layout> ReadLayout(const TiffFile& file, const TiffDirectory& directory);

}  // namespace photomill::tiff
