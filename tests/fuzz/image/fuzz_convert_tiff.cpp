// Converts TIFF files with libtiff, from their bytes to the outputs.
#include "tests/fuzz/image/convert.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  Convert(input, PictureFormat::kTiff);
}

}  // namespace photomill::fuzz
