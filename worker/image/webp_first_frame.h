// An animated WebP's first frame as a file of its own. Magick decodes all frames of an animation at
// once; photomill wants the first only, and memory for one.
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

}  // namespace photomill
