// Whose an image is, as a source's metadata says. Plain texts in UTF-8, except those of EXIF, whose
// bytes are copied.
#pragma once

#include <string>

namespace photomill {

struct Rights {
  std::string creator;
  std::string copyright;

  [[nodiscard]] bool empty() const { return creator.empty() && copyright.empty(); }
};

// Each of them from the first that has it.
inline Rights FirstOf(Rights first, const Rights& second) {
  if (first.creator.empty()) first.creator = second.creator;
  if (first.copyright.empty()) first.copyright = second.copyright;
  return first;
}

}  // namespace photomill
