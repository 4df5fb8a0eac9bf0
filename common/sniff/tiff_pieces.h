// Finds the parts of a TIFF that identify a camera's raw file, for readers that do not read the
// complete file.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace photomill {

// The offsets at which IdentifyContent() looks into this TIFF, as far as they are known from the
// bytes read so far: the reader puts zeros in place of those that it has not read. The more it
// has read, the more offsets are known; there is a bound to them. Empty if it is not a TIFF.
std::vector<uint64_t> TiffPieceOffsets(std::string_view bytes);

}  // namespace photomill
