// Which of a TIFF's directories is its picture. Pure functions over bytes in memory; any thread may
// call them.
#pragma once

#include <cstdint>
#include <optional>

#include "common/container/tiff_directory.h"

namespace photomill {

struct TiffPages {
  // The first full picture; where there are only previews and masks, the first of these.
  TiffDirectory picture;
  uint32_t count = 1;   // of full pictures; where there are none, of all
  bool circle = false;  // the chain of directories comes back to where it was
};

// Follows the chain of directories, of which it reads one more than `directories_max` at most: then
// they all count. None where the first cannot be read. A pointer to nowhere ends the chain: old
// scanners leave such behind a sound picture.
std::optional<TiffPages> ReadTiffPages(const TiffFile& file, uint32_t directories_max);

}  // namespace photomill
