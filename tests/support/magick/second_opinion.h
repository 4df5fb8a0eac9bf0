// ImageMagick's decoders: a second opinion on what photomill's own readers make of a file. Starts
// ImageMagick, so the first call must be made before other threads use it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/result.h"
#include "worker/image/pixels/picture.h"

namespace photomill::test {

// The first frame as stored, grey or RGB. `format` is ImageMagick's name, such as PNG. Fails if
// ImageMagick reports damage. A colour profile or a gamma is applied by photomill's converters,
// which have tests of their own: the opinion is about the samples.
Result<Picture> DecodeWithMagick(std::string_view bytes, const std::string& format);

}  // namespace photomill::test
