// What photomill takes out of a WebP's container itself: the colour profile, and an animation's
// first frame as a file of its own, because the decoder knows still pictures only.
//
// libwebpdemux and libwebpmux are no replacement here. Both check the whole file and refuse an
// animation whose first frame is sound but whose second one is damaged, and the first also one with
// a frame that reaches beyond the canvas or without the flag of an animation; photomill needs the
// first frame only, and such files lose none of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

struct WebpFrame {
  std::string file;   // a still WebP, with the animation's colour profile
  uint32_t left = 0;  // px, where it stands on the canvas
  uint32_t top = 0;
};

// None where there is no whole first frame. `bytes` passed ReadPictureHeader.
std::optional<WebpFrame> FirstWebpFrame(std::string_view bytes);

// The ICC profile; empty where there is none.
std::string_view WebpProfile(std::string_view bytes);

}  // namespace photomill
