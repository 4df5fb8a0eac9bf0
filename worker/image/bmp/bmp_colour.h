// What a BMP says about its colours; internal to worker/image/bmp.
#pragma once

#include <string_view>

#include "common/model/warning.h"
#include "common/sniff/raster/bmp_header.h"
#include "worker/image/colour/source_colour.h"

namespace photomill::bmp {

struct StatedColour {
  SourceColour colour;  // the profile lies in the file's bytes
  WarningText warning;
};

// Versions 4 and 5 of the header have an ICC profile, or primaries and gamma. sRGB otherwise.
StatedColour ReadStatedColour(std::string_view bytes, const sniff::BmpLayout& layout);

}  // namespace photomill::bmp
