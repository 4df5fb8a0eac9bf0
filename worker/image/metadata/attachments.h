// An output's data besides its pixels. The encoders decide where each part is written. Parts that a
// format does not support are dropped.
#pragma once

#include <cstddef>
#include <string>

#include "common/container/density.h"

namespace photomill {

// Maximum bytes of each except the profile: a JPEG segment is limited to 65533, including the name.
inline constexpr size_t kMetadataBytesMax = 65'000;

struct Attachments {
  std::string profile;   // ICC
  std::string exif;      // from its TIFF header on; JPEG, WebP, PNG
  std::string xmp;       // JPEG, WebP, PNG
  std::string iptc;      // IIM records; JPEG
  Density density = {};  // JPEG, PNG
};

}  // namespace photomill
