// Which of a px's samples in a TIFF is its alpha. Pure functions over bytes in memory; any thread
// may call them.
#pragma once

#include <cstdint>
#include <optional>

#include "common/container/tiff_directory.h"

namespace photomill {

struct TiffAlpha {
  uint32_t sample = 0;      // which one of a px, counted from 0
  bool associated = false;  // the colours are multiplied by it
};

// The samples of a px that are colours: 1, 3 or 4; 0 where the photometric is not known.
uint32_t TiffColourSamples(uint32_t photometric);

// The first extra sample that says to be alpha. What does not say what it is (a spot colour, a mask,
// infrared) is none.
std::optional<TiffAlpha> ReadTiffAlpha(const TiffFile& file, const TiffDirectory& directory,
                                       uint32_t photometric);

}  // namespace photomill
