// The images in an EXIF block: the thumbnail, and previews that some programs add.
#pragma once

#include "worker/image/metadata/edited_exif.h"

namespace photomill {

// Removes the directories of images (those after and below the first one) and the bytes of these
// images. The data of the remaining directories keeps its bytes and position. The block must be
// sound.
void RemovePictures(EditedExif& block);

}  // namespace photomill
