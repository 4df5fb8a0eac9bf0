// What an output carries beside its pixels. Which of it goes where in a file is the encoders' part;
// what a format has no place for is left out.
#pragma once

#include <cstddef>
#include <string>

namespace photomill {

// The most bytes of each but the profile: a JPEG's segment ends at 65533, with the name in front.
inline constexpr size_t kMetadataBytesMax = 65'000;

struct Attachments {
  std::string profile;  // ICC
  std::string exif;     // from its TIFF header on; JPEG, WebP, PNG
  std::string xmp;      // JPEG, WebP, PNG
  std::string iptc;     // IIM records; JPEG

  [[nodiscard]] bool empty() const {
    return profile.empty() && exif.empty() && xmp.empty() && iptc.empty();
  }
};

}  // namespace photomill
