// The creator and the copyright that a source's metadata states. The texts are plain UTF-8, except
// those of EXIF, whose bytes are copied.
#pragma once

#include <string>

namespace photomill {

struct Rights {
  std::string creator;
  std::string copyright;

  [[nodiscard]] bool empty() const { return creator.empty() && copyright.empty(); }
};

// Takes each field from the first of both that has it.
inline Rights FirstOf(Rights first, const Rights& second) {
  if (first.creator.empty()) first.creator = second.creator;
  if (first.copyright.empty()) first.copyright = second.copyright;
  return first;
}

}  // namespace photomill
