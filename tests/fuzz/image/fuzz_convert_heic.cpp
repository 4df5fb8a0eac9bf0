// HEIC files from their bytes to the outputs: through libheif and libde265.
#include "tests/fuzz/image/convert.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  Convert(input, PictureFormat::kHeic);
}

}  // namespace photomill::fuzz
