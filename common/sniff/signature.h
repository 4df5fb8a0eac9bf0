// Which kind of picture this is, by its content and, where that does not tell, by its name.
#pragma once

#include <string_view>

#include "common/base/result.h"
#include "common/sniff/header.h"

namespace photomill::sniff {

// One of the allowed formats, or kNotAnImage, kFormatNotAllowed (a film, a camera's raw file, or a
// picture of another format, named in the text), or kCorrupt where a signature is recognised, but
// damaged. Of a HEIF file that does not say whether it is HEIC or AVIF, kHeic. `extension` is that
// of content.h.
Result<PictureFormat> IdentifyFormat(std::string_view bytes, std::string_view extension,
                                     FormatSet allowed);

// Why a file of this content is no picture that workers decode.
Failure NotDecoded(std::string_view bytes, FileFormat content, FormatSet allowed);

}  // namespace photomill::sniff
