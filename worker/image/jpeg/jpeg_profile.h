// The ICC profile of a JPEG (ICC.1:2010, annex B.4).
#pragma once

#include <string>
#include <string_view>

namespace photomill {

struct JpegProfile {
  std::string icc;       // joined from its segments; empty if there is none or it is damaged
  bool damaged = false;  // there are parts, but they give no profile
};

// From the segments before the first scan. Parts that are repeated or have wrong numbers are used
// if they give a complete profile. Throws std::bad_alloc.
JpegProfile ReadJpegProfile(std::string_view jpeg);

}  // namespace photomill
