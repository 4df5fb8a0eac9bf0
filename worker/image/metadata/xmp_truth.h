// Keeps XMP packets correct for an output. They can describe things that the output does not have
// (a video after the image, a gain map, a depth map, thumbnails), and sizes and positions in the
// source's pixels. Pure functions; any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace photomill {

// The output's image after rotation, compared with the source's.
struct XmpScene {
  uint32_t width = 0;  // px, of the output
  uint32_t height = 0;
  uint32_t source_width = 0;  // px, after rotation
  uint32_t source_height = 0;
  bool whole = true;      // neither cropped nor padded
  bool as_stored = true;  // not rotated
};

// Whether the packet might describe such things, but is not XML in which they can be found. Throws
// std::bad_alloc.
bool IsBeyondCorrection(std::string_view packet);

// Returns the packet without the things that the output does not have. Sizes of panoramas and of
// marked regions are scaled to the output; if it is cropped, padded or rotated, both are removed.
// Other parts of the packet keep their bytes. Returns an empty text if the packet is beyond
// correction, or would exceed kMetadataBytesMax. Throws std::bad_alloc.
std::string TrueXmp(std::string packet, const XmpScene& scene);

}  // namespace photomill
