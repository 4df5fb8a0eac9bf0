// Finds out which sample of a TIFF's px is alpha. Pure functions over bytes in memory; any thread
// may call them.
#pragma once

#include <cstdint>
#include <optional>

#include "common/container/tiff_directory.h"

namespace photomill {

struct TiffAlpha {
  uint32_t sample = 0;      // its index in a px, from 0
  bool associated = false;  // the colours are multiplied by alpha
};

// The number of samples of a px that are colours: 1, 3 or 4; 0 if the photometric interpretation is
// unknown.
uint32_t TiffColourSamples(uint32_t photometric);

// The first extra sample that is declared as alpha. Samples without a declared meaning (a spot
// colour, a mask, infrared) are not alpha.
std::optional<TiffAlpha> ReadTiffAlpha(const TiffFile& file, const TiffDirectory& directory,
                                       uint32_t photometric);

}  // namespace photomill
