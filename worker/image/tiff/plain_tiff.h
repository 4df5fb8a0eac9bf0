// A TIFF file as libtiff sees it: the untrusted bytes, then one new directory with only the tags
// that the image needs. A gap before the directory keeps reads of the file's bytes from reaching
// it. Text, resolutions, previews and other pages never reach libtiff, so errors in them are not
// failures. The bytes are not copied and must outlive this object.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/container/tiff_directory.h"

namespace photomill::tiff {

class PlainTiff {
 public:
  PlainTiff(const TiffFile& file, const TiffDirectory& directory);

  [[nodiscard]] uint64_t size() const { return behind_at_ + behind_.size(); }
  // Copies at most `count` bytes from `at` on and returns how many. A read of the file's own bytes
  // stops at their end.
  size_t Read(uint64_t at, size_t count, char* out) const;
  // Returns at most `count` of the file's own bytes, from `at` on.
  [[nodiscard]] std::string_view View(uint64_t at, uint64_t count) const;

 private:
  std::string_view bytes_;
  std::string head_;  // replaces the first bytes of the file
  uint64_t behind_at_;
  std::string behind_;  // the directory
};

}  // namespace photomill::tiff
