// Which kind of file this is, by its first bytes alone: names and extensions do not count.
#pragma once

#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"

namespace photomill::sniff {

// One of the allowed formats, or kNotAnImage, kFormatNotAllowed (named in the text), or kCorrupt
// where a signature is recognised, but damaged. Of a HEIF file that does not say whether it is HEIC
// or AVIF, kHeic.
Result<PictureFormat> IdentifyFormat(std::string_view bytes, FormatSet allowed);

}  // namespace photomill::sniff
