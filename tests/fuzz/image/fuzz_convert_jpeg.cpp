// JPEG files from their bytes to the outputs: through libjpeg-turbo.
#include "tests/fuzz/image/convert.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  Convert(input, PictureFormat::kJpeg);
}

}  // namespace photomill::fuzz
