// Reads the colour space of a BMP; internal to worker/image/bmp.
#pragma once

#include <string_view>

#include "common/model/warning.h"
#include "common/sniff/raster/bmp_header.h"
#include "worker/image/colour/source_colour.h"

namespace photomill::bmp {

struct StatedColour {
  SourceColour colour;  // the profile is a view of the file's bytes
  WarningText warning;
};

// Headers of versions 4 and 5 can have an ICC profile, or primaries and gamma. Without them, the
// colours are sRGB.
StatedColour ReadStatedColour(std::string_view bytes, const sniff::BmpLayout& layout);

}  // namespace photomill::bmp
