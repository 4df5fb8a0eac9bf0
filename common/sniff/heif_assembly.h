// Checks how the primary image of a HEIF is assembled from coded images, tiles or layers. Pieces
// that do not fit would leave unwritten pixels in the image, or need memory that no box states.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/heif_items.h"

namespace photomill::sniff {

// An item can consist of items that consist of others; no camera nests deeper than this.
inline constexpr int kHeifNestingMax = 4;

// How many px per side an alpha can lack, or have in excess, at the right and at the bottom.
inline constexpr uint64_t kHeifAlphaMissingMax = 1;
inline constexpr uint64_t kHeifAlphaExcessMax = 64;

// Checks everything that is decoded for the primary image of the file, whose meta box has the body
// `meta`. Returns the pixels of the largest coded image, including what its decoder crops at its
// edges. kCorrupt if sizes contradict each other (the boxes' and the streams', an alpha's and its
// image's beyond the above), or if a grid's tiles are missing, differ in size, or do not cover it.
Result<uint64_t> CheckHeifAssembly(std::string_view file, std::string_view meta,
                                   const HeifItems& items);

}  // namespace photomill::sniff
