// Joins the ICC profile of a JPEG from its segments (ICC.1:2010, annex B.4). A pure function; any
// thread may call it.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

struct JpegProfile {
  std::string icc;       // joined from its segments; empty if there is none or it is damaged
  bool damaged = false;  // there are parts, but they do not form a profile
};

// Reads the segments before the first scan. Repeated parts and wrong numbers are accepted if the
// parts form a complete profile. Throws std::bad_alloc.
JpegProfile ReadJpegProfile(std::string_view jpeg);

}  // namespace photomill
