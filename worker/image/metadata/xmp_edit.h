// Corrects XMP packets (XMP Specification, part 1): RDF texts whose properties are attributes or
// elements. They are edited as texts, so that everything else keeps its bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

namespace photomill {

// The packet for a rotated picture of this size: the orientation is set to 1, and sizes that are
// plain numbers are updated. Returns nothing if the orientation has an unknown form, or if the
// packet is not UTF-8. At most kMetadataBytesMax if the packet is.
std::optional<std::string> UprightXmp(std::string packet, uint32_t width, uint32_t height);

}  // namespace photomill
