// PNGs that contain only their image.
#pragma once

#include <string_view>

namespace photomill {

// Whether the file contains only data that a decoder reads, once, in its place and with its exact
// length, and this colour profile (empty: none). Checks the content of chunks, not only their
// names. False if a chunk contains anything else, or if anything follows the end of compressed
// data. Throws std::bad_alloc.
bool IsBarePng(std::string_view bytes, std::string_view profile);

}  // namespace photomill
