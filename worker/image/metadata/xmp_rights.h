// Reads and adds creator and copyright in XMP packets (dc:creator, dc:rights). Pure functions; any
// thread may call them.
#pragma once

#include <string>
#include <string_view>

#include "worker/image/metadata/rights.h"

namespace photomill {

// Joins several creators with semicolons, as in EXIF. Without properties in dc:, those in tiff:
// count, and then the owner and the terms of use in xmpRights:. Empty if the packet is not
// well-formed. Throws std::bad_alloc.
Rights RightsOfXmp(std::string_view packet);

// Adds the rights that the packet lacks; creates a packet if it is empty. Returns the packet
// unchanged if it is not well-formed or would become too large. Throws std::bad_alloc.
std::string WithRights(std::string packet, const Rights& rights);

}  // namespace photomill
