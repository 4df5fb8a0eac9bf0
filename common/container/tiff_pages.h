// Finds out which directory of a TIFF is its image. Pure functions over bytes in memory; any thread
// may call them.
#pragma once

#include <cstdint>
#include <optional>

#include "common/container/tiff_directory.h"

namespace photomill {

struct TiffPages {
  // The first full image; if there are only previews and masks, the first of these.
  TiffDirectory picture;
  uint32_t count = 1;   // number of full images; if there are none, of all directories
  bool circle = false;  // the chain of directories returns to an earlier one
};

// Follows the chain of directories. It reads at most one more than `directories_max`, and if there
// are that many, all of them count. Returns none if the first directory cannot be read. An invalid
// offset ends the chain, because old scanners write one after a valid image.
std::optional<TiffPages> ReadTiffPages(const TiffFile& file, uint32_t directories_max);

}  // namespace photomill
