// Compressions of TIFF that cannot be decoded, by their names.
#pragma once

#include "common/base/result.h"
#include "common/container/tiff_directory.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

// kFormatNotAllowed where libtiff was not built for the compression, and for the JPEGs that libjpeg
// does not decode: those of 12 bits, and lossless ones.
Status CheckCompression(const TiffFile& file, const TiffDirectory& directory, const Layout& layout);

}  // namespace photomill::tiff
