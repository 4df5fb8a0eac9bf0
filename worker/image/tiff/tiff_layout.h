// What a TIFF's samples are and how the file stores them. Does not use libtiff. Pure functions; any
// thread may call them.
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
  uint32_t bits = 1;     // per sample
  uint32_t samples = 1;  // per px
  uint32_t colours = 1;  // how many of the samples are colours; these come first
  Numbers numbers = Numbers::kUnsigned;
  TiffBlocks blocks;
  // libtiff itself converts the image to RGB (tiff_converted.h).
  bool converted = false;
  std::optional<TiffAlpha> alpha;
  std::string_view icc;
  bool icc_damaged = false;  // there is a profile, but it is not inside the file
  // The palette as the file stores it: all reds, then all greens, then all blues.
  std::string_view palette;
};

// Fails with kFormatNotAllowed for valid kinds that cannot be decoded, and with kCorrupt for
// impossible values.
Result<Layout> ReadLayout(const TiffFile& file, const TiffDirectory& directory);

}  // namespace photomill::tiff
