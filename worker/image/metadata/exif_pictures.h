// The images in an EXIF block: the thumbnail, and previews that some programs add.
#pragma once

#include <string>

namespace photomill {

// Removes the directories of images (those after and below the first one) and the bytes of these
// images. The data of the remaining directories keeps its bytes and position. Returns the block
// unchanged if it is not EXIF.
std::string WithoutPictures(std::string block);

}  // namespace photomill
