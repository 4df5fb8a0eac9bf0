// The parts of a JPEG 2000 file: a codestream (ITU-T T.800, annex A), alone or in the boxes of a JP2
// (annex I) or of a JPX that can be read as one. Nothing is copied.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

inline constexpr std::string_view kCodestreamStart("\xFF\x4F\xFF\x51", 4);

struct Jpeg2000Parts {
  std::string_view codestream;  // the first one
  // The bodies of boxes; empty where there are none, as with a codestream alone.
  std::string_view header;         // jp2h: what the samples mean
  std::string_view layer;          // jplh: a JPX's first layer, which may say it in its place
  std::string_view exif;           // a TIFF's bytes
  bool cut_off = false;            // the file ends within the codestream's box
  bool damaged_behind_it = false;  // the boxes behind the codestream cannot be read
};

// kCorrupt where there is no codestream, where the boxes before it are damaged, and, unless
// `cut_off_too`, where it is cut off.
Result<Jpeg2000Parts> ReadJpeg2000Parts(std::string_view bytes, bool cut_off_too);

// What stands in a codestream before its tiles.
struct Jpeg2000MainHeader {
  uint64_t end = 0;               // where the first tile-part begins, or what is none
  std::string_view coding_style;  // the default one (annex A.6.1), from its marker on
};
Jpeg2000MainHeader ReadJpeg2000MainHeader(std::string_view codestream);

}  // namespace photomill
