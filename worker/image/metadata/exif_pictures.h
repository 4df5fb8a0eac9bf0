// The pictures in an EXIF block: the thumbnail, and previews that some programs add to it.
#pragma once

#include <string>

namespace photomill {

// Without the directories that tell of pictures (those behind the first one, and below it) and
// without the pictures' bytes. What the directories that stay tell of is left as it is, byte for
// byte and at its place. As it is where it is no EXIF block.
std::string WithoutPictures(std::string block);

}  // namespace photomill
