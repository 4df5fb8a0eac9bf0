// JPEGs that hold nothing but their picture.
#pragma once

#include <string_view>

namespace photomill {

// Whether the file is made of what a decoder reads, once, in its place and in its exact length, and
// of this colour profile (empty: of none). It goes by the content of segments, not by their names:
// whatever else stands in one, or behind a scan's data, makes it false. So do kinds of JPEG that
// are seldom met. Decodes the file, once for each scan. Throws std::bad_alloc.
bool IsBareJpeg(std::string_view bytes, std::string_view profile);

}  // namespace photomill
