// What a HEIC or AVIF tells of its primary picture beside its pixels, through libheif. Any thread
// may call it.
#pragma once

#include <string>
#include <string_view>

namespace photomill {

// Of several blocks the first; empty where there is none.
struct HeifMetadata {
  std::string exif;  // from where the file says that its TIFF header is
  std::string xmp;
};

// Nothing where the file cannot be read: its decoder says why. Throws std::bad_alloc.
HeifMetadata ReadHeifMetadata(std::string_view bytes);

}  // namespace photomill
