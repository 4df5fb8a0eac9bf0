// The file as libtiff gets to see it: the stranger's bytes, and behind them, where no reading of
// theirs comes to, one directory with what the picture needs. Texts, resolutions, previews and other pages never reach the library, and
// nothing that is wrong with them is a failure. Not copied: the bytes must outlive this.
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
  // The bytes that are there, `count` at most; they end with the stranger's.
  size_t Read(uint64_t at, size_t count, char* out) const;
  // Of the stranger's bytes, those from `at` on, `count` at most.
  [[nodiscard]] std::string_view View(uint64_t at, uint64_t count) const;

 private:
  std::string_view bytes_;
  std::string head_;  // in place of the first of them
  uint64_t behind_at_;
  std::string behind_;  // the directory
};

}  // namespace photomill::tiff
