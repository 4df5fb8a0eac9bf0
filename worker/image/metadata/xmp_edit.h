// What is put right in XMP packets (XMP Specification, part 1): texts of RDF, whose properties are
// attributes or elements. They are changed as texts, so that all else stays byte for byte.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace photomill {

// The packet for an upright picture of this size: the orientation that it tells is 1, and the sizes
// are these where they stand as plain numbers. None where it tells an orientation in a way that is
// not understood, or is not in UTF-8. At most kMetadataBytesMax where the packet is.
std::optional<std::string> UprightXmp(std::string packet, uint32_t width, uint32_t height);

}  // namespace photomill
