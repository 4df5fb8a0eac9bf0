// Reads the colour chunks of a PNG for which libpng is too strict or too old: it rejects sound
// profiles because of their names, and 1.6.39 does not support cICP. Pure functions over bytes in
// memory; any thread may call them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "worker/image/colour/coded_colour.h"

namespace photomill {

struct PngColour {
  std::string icc;            // the profile in iCCP; empty: none
  bool profile_lost = false;  // there is an iCCP, but it is damaged
  // From cICP, which takes precedence over a profile (W3C PNG, third edition, 4.3). None if there
  // is no usable cICP.
  std::optional<CodedColour> code;
  bool narrow_range = false;  // only with `code`: black is 16/255, white is 235/255
};

// Reads the chunks before the image data. Throws std::bad_alloc.
PngColour ReadPngColour(std::string_view bytes);

// Expands the colours of a row from narrow to full range, in place. A px has `channels` samples. If
// `alpha`, the last of them is alpha, which always has full range.
void FromNarrowRange(uint8_t* row, size_t pixels, size_t channels, bool alpha);
void FromNarrowRange(uint16_t* row, size_t pixels, size_t channels, bool alpha);

}  // namespace photomill
