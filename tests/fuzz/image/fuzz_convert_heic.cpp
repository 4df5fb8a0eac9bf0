// Converts HEIC files with libheif and libde265, from their bytes to the outputs.
#include "tests/fuzz/image/convert.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  Convert(input, PictureFormat::kHeic);
}

}  // namespace photomill::fuzz
