// How the primary picture of a HEIF is put together out of coded ones, tiles or layers or itself,
// and whether the pieces fit: what does not would leave pixels that nobody has written, or cost
// memory that no box tells of.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"
#include "common/sniff/heif_items.h"

namespace photomill::sniff {

// An item can be made of one that is made of others; more than this no camera does.
inline constexpr int kHeifNestingMax = 4;

// Looks at all that is decoded for the primary picture of the file, whose meta box has the body
// `meta`. Returns the pixels of the largest coded picture, with what its decoder cuts off at its
// edges. kCorrupt where sizes contradict each other (the boxes' and the streams', an alpha's and
// its picture's), where a grid's tiles are not all there, not of one size, or do not cover it.
Result<uint64_t> CheckHeifAssembly(std::string_view file, std::string_view meta,
                                   const HeifItems& items);

}  // namespace photomill::sniff
