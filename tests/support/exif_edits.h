// The edits of an EXIF block, from text to text.
#pragma once

#include <string>
#include <utility>

#include "worker/image/metadata/exif_edit.h"

namespace photomill {

inline std::string UprightExif(std::string block, uint32_t width, uint32_t height) {
  return UprightExif(EditedExif(std::move(block)), width, height).block();
}

inline std::string SrgbExif(std::string block) {
  return SrgbExif(EditedExif(std::move(block))).block();
}

}  // namespace photomill
