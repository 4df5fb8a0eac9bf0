// Keeps XMP packets true of an output. They can speak of what the output does not have (a film
// after the image, a gain map, a depth map, thumbnails), and of sizes and places in the source's
// pixels. Pure functions; any thread may call them.
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

// Whether the packet may speak of such things, and is no XML in which they could be found. Throws
// std::bad_alloc.
bool IsBeyondCorrection(std::string_view packet);

// The packet without what is not there. Sizes of panoramas and of marked regions become the
// output's; if it is cropped, padded or rotated, both are left out. Other parts of the packet keep
// their bytes. Empty if the packet is beyond correction. At most kMetadataBytesMax if the packet
// is. Throws std::bad_alloc.
std::string TrueXmp(std::string packet, const XmpScene& scene);

}  // namespace photomill
