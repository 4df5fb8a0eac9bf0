// Determines the image format of a file by its content, or by its name if the content is ambiguous.
#pragma once

#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"

namespace photomill::sniff {

// Returns an allowed format, or kNotAnImage, kFormatNotAllowed (a video, a camera's raw file, or an
// image of another format, named in the text), or kCorrupt if a signature is recognised, but
// damaged. kHeic for a HEIF file that does not say whether it is HEIC or AVIF. `extension` is that
// of content.h.
Result<PictureFormat> IdentifyFormat(std::string_view bytes, std::string_view extension,
                                     FormatSet allowed);

// Returns why workers do not decode a file with this content.
Failure NotDecoded(std::string_view bytes, FileFormat content, FormatSet allowed);

}  // namespace photomill::sniff
