// Rejects TIFF compressions that cannot be decoded, and names them.
#pragma once

#include "common/base/result.h"
#include "common/container/tiff_directory.h"
#include "worker/image/tiff/tiff_layout.h"

namespace photomill::tiff {

// Fails with kFormatNotAllowed if libtiff was built without the compression, and for JPEGs that
// libjpeg does not decode: those with 12 bits per sample, and lossless ones.
Status CheckCompression(const TiffFile& file, const TiffDirectory& directory, const Layout& layout);

}  // namespace photomill::tiff
