// Image files drawn by ImageMagick: JPEG, PNG, WebP, GIF and BMP. Tests call the functions of
// tests/support/pictures.h, which use these.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "common/base/result.h"
#include "worker/image/pixels/picture.h"

namespace photomill::test {

// A file with all the details that the tests need. A TIFF is not drawn here.
struct FileSpec {
  std::string format = "JPEG";  // ImageMagick's name, or TIFF
  uint32_t quality = 90;
  uint32_t depth = 8;  // bits per sample
  bool progressive = false;
  bool cmyk = false;             // converted without a profile, by ImageMagick's plain formula
  std::string compression = {};  // TIFF: "LZW", "JPEG", "None", …
  std::string sampling = "2x2";  // JPEG
  std::string icc = {};          // attached, not converted to
  uint32_t tiff_orientation = 0;
  uint32_t frames = 1;  // the image, and different copies of it
};

// Both fail with ImageMagick's own words.
Result<std::string> DrawWithMagick(const Picture& picture, const FileSpec& spec);
// Every pixel has these inks in percent: cyan, magenta, yellow, black.
Result<std::string> DrawInksWithMagick(uint32_t width, uint32_t height, const FileSpec& spec,
                                       const std::array<uint32_t, 4>& inks);

}  // namespace photomill::test
