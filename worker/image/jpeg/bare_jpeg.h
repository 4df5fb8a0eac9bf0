// JPEGs that contain only their image.
#pragma once

#include <string_view>

namespace photomill {

// Whether the file contains only data that a decoder reads, once, in its place and with its exact
// length, and this colour profile (empty: none). Checks the content of segments, not only their
// names. False if a segment contains anything else, if anything follows a scan's data, and for rare
// kinds of JPEG. Decodes the file once per scan. Throws std::bad_alloc.
bool IsBareJpeg(std::string_view bytes, std::string_view profile);

}  // namespace photomill
