// Whether the codestream of a JPEG 2000 is there in full. Its tiles come in parts, each of which
// tells its length (ITU-T T.800, annex A.4.2): nothing is decoded to find out, and a decoder that
// bears a missing tile is not believed. A pure function; any thread may call it.
#pragma once

#include <string>
#include <string_view>

namespace photomill::jpeg2000 {

struct TileParts {
  std::string missing;  // for people; empty: all of them are there
  bool ended = false;   // by the codestream's end marker
  // The coded data has checks of its own by which OpenJPEG notices damage within it: predictable
  // termination, or the rules of high throughput. (It reads segmentation symbols without a look.)
  bool checked = false;
};

// Of a codestream whose size marker is sound (common/sniff). Damage of other kinds is left to the
// decoder.
TileParts FindTileParts(std::string_view codestream);

}  // namespace photomill::jpeg2000
