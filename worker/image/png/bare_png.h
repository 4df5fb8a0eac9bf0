// PNGs that hold nothing but their picture.
#pragma once

#include <string_view>

namespace photomill {

// Whether the file is made of what a decoder reads, once, in its place and in its exact length, and
// of this colour profile (empty: of none). It goes by the content of chunks, not by their names:
// whatever else stands in one, or behind the end of compressed data, makes it false. Throws
// std::bad_alloc.
bool IsBarePng(std::string_view bytes, std::string_view profile);

}  // namespace photomill
