// What a PNG's chunks say about its colours, where libpng is too strict or too old: it refuses sound
// profiles for their name, and 1.6.39 does not know cICP. Pure functions over bytes in memory; any
// thread may call them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "worker/image/colour/coded_colour.h"

namespace photomill {

struct PngColour {
  std::string icc;            // the profile of iCCP; empty: none
  bool profile_lost = false;  // there is an iCCP, but it is damaged
  // Of cICP, which counts before any profile (W3C PNG, third edition, 4.3). None: without effect.
  std::optional<CodedColour> code;
  bool narrow_range = false;  // with `code`: black is 16/255, white 235/255
};

// Reads the chunks before the image data. Throws std::bad_alloc.
PngColour ReadPngColour(std::string_view bytes);

// Expands the colours of a row from narrow to full range, in place. `channels` samples per px, the
// last of which is alpha if `alpha`, which always has full range.
void FromNarrowRange(uint8_t* row, size_t pixels, size_t channels, bool alpha);
void FromNarrowRange(uint16_t* row, size_t pixels, size_t channels, bool alpha);

}  // namespace photomill
