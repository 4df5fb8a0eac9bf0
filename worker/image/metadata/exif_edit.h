// Reads and corrects EXIF blocks. Blocks are changed in place, so that the offsets in maker notes
// stay correct.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/container/density.h"
#include "common/container/exif_view.h"
#include "worker/image/metadata/edited_exif.h"

namespace photomill {

inline constexpr uint16_t kArtistTag = 0x013B;
inline constexpr uint16_t kCopyrightTag = 0x8298;

// The tag's text in the first directory. Empty if it is missing or not plain text. Ends at the
// first zero byte, because the rest of a camera's buffer can contain the names of earlier owners. A
// copyright can consist of the photographer's and the editor's, separated by a zero byte.
std::string ExifText(const ExifView& exif, uint16_t tag);

// The tag's value in the first directory, regardless of its type.
std::string_view ExifBytes(const ExifView& exif, uint16_t tag);

// The block for a rotated picture of this size. The orientation is set to 1, the sizes are updated,
// and thumbnails and previews are removed, because they would show another picture. Empty if the
// block is invalid or contradicts itself.
EditedExif UprightExif(EditedExif block, uint32_t width, uint32_t height);

// The block for a picture converted to sRGB: its colour space is set to sRGB.
EditedExif SrgbExif(EditedExif block);

// Returns the block with its resolution tags, if it has them, changed to this density, which must
// be absolute.
EditedExif ExifOfDensity(EditedExif block, const Density& density);

// A text and its tag, of the first directory.
using TaggedText = std::pair<uint16_t, std::string>;

// A block with only these texts, whose tags ascend. Empty texts are left out; an empty list gives an
// empty block.
std::string ExifOfTexts(const std::vector<TaggedText>& texts);
// The same with only these two tags.
std::string CopyrightExif(const std::string& artist, const std::string& copyright);

}  // namespace photomill
