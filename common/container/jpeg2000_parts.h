// Finds the parts of a JPEG 2000 file: a codestream (ITU-T T.800, annex A), either bare or in the
// boxes of a JP2 (annex I) or of a JPX that can be read as one. Nothing is copied.
#pragma once

#include <cstdint>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

inline constexpr std::string_view kCodestreamStart("\xFF\x4F\xFF\x51", 4);

struct Jpeg2000Parts {
  std::string_view codestream;  // the first one
  // The bodies of boxes; empty if a box is missing, as with a bare codestream.
  std::string_view header;         // jp2h: the meaning of the samples
  bool has_header = false;         // jp2h exists, even if it is empty
  std::string_view layer;          // jplh: a JPX's first layer, which can define this instead
  std::string_view exif;           // the bytes of a TIFF
  bool cut_off = false;            // the file ends within the codestream's box
  bool damaged_behind_it = false;  // the boxes after the codestream cannot be read
};

// Fails with kCorrupt if there is no codestream, if the boxes before it are damaged, or if it is
// truncated and `cut_off_too` is false.
Result<Jpeg2000Parts> ReadJpeg2000Parts(std::string_view bytes, bool cut_off_too);

// The part of a codestream before its tiles.
struct Jpeg2000MainHeader {
  uint64_t end = 0;               // where the first tile-part begins, or data that is not one
  std::string_view coding_style;  // the default coding style (annex A.6.1), from its marker on
};
Jpeg2000MainHeader ReadJpeg2000MainHeader(std::string_view codestream);

}  // namespace photomill
