// Extracts parts of a WebP's container without a library: the colour profile, and an animation's
// first frame as a separate file, because the decoder supports only still images.
//
// libwebpdemux and libwebpmux cannot be used for this. Both check the whole file and reject an
// animation with a valid first frame and a damaged second one. libwebpdemux also rejects an
// animation with a frame that exceeds the canvas, or without the animation flag. photomill only
// needs the first frame, and such files lose none of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

struct WebpFrame {
  std::string file;   // a still WebP, with the animation's colour profile
  uint32_t left = 0;  // px, its position on the canvas
  uint32_t top = 0;
};

// None if there is no complete first frame. `bytes` must have passed ReadPictureHeader.
std::optional<WebpFrame> FirstWebpFrame(std::string_view bytes);

// The ICC profile. Empty if there is none.
std::string_view WebpProfile(std::string_view bytes);

}  // namespace photomill
