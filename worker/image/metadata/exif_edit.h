// EXIF blocks: what is read from them, and what is put right in them. Blocks are changed in place,
// so that makers' notes, which hold offsets of their own, stay right.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/container/exif_view.h"

namespace photomill {

inline constexpr uint16_t kArtistTag = 0x013B;
inline constexpr uint16_t kCopyrightTag = 0x8298;

// The tag's text in the first directory; empty where there is none, or no plain one. It ends at the
// first zero byte, whatever stands behind it: buffers of cameras hold the names of earlier owners.
// A copyright may be the photographer's and the editor's, with a zero byte between them.
std::string ExifText(const ExifView& exif, uint16_t tag);

// The tag's value in the first directory, whatever its type.
std::string_view ExifBytes(const ExifView& exif, uint16_t tag);

// The block for an upright picture of this size: its orientation is 1, the sizes that it tells are
// these, and thumbnails and previews, which would be those of another picture, are gone. Empty
// where it is no block, or one that contradicts itself.
std::string UprightExif(std::string block, uint32_t width, uint32_t height);

// The block for a picture that was made sRGB: it tells neither another colour space nor none.
std::string SrgbExif(std::string block);

// A block that tells these two alone; empty where both are.
std::string CopyrightExif(const std::string& artist, const std::string& copyright);

}  // namespace photomill
