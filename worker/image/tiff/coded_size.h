// Reads the width and height that a coded strip or tile states in its own header. Pure functions
// over bytes in memory; any thread may call them.
#pragma once

#include <cstdint>
#include <string_view>

namespace photomill::tiff {

// Whether a JPEG or WebP strip or tile is smaller than the part of the image that it codes. libtiff
// decodes such a block without an error: the rest of its rows keeps the old content of the buffer.
// False for other compressions, which have no header, and for headers that cannot be read, because
// the decoder fails on these.
bool IsTooSmall(std::string_view coded, uint32_t compression, uint32_t width, uint32_t height);

}  // namespace photomill::tiff
