#include "common/container/tiff_pages.h"

#include <set>

namespace photomill {
namespace {

constexpr uint16_t kNewSubfileType = 254;
constexpr uint16_t kSubfileType = 255;

// Bits of NewSubfileType. kOldReduced is a value of the older SubfileType.
constexpr uint32_t kReduced = 1;
constexpr uint32_t kMask = 4;
constexpr uint32_t kOldReduced = 2;

bool IsFullPicture(const TiffFile& file, const TiffDirectory& directory) {
  if (file.Has(directory, kNewSubfileType)) {
    return (file.Number(directory, kNewSubfileType, 0) & (kReduced | kMask)) == 0;
  }
  return file.Number(directory, kSubfileType, 0) != kOldReduced;
}

}  // namespace

std::optional<TiffPages> ReadTiffPages(const TiffFile& file, uint32_t directories_max) {
  std::optional<TiffDirectory> directory = file.ReadDirectory(file.first_offset());
  if (!directory) return std::nullopt;
  TiffPages pages{.picture = *directory};
  std::set<uint64_t> seen = {file.first_offset()};
  uint32_t all = 0;
  uint32_t full = 0;
  while (directory) {
    ++all;
    if (IsFullPicture(file, *directory)) {
      if (full == 0) pages.picture = *directory;
      ++full;
    }
    if (directory->next == 0 || all > directories_max) break;
    if (!seen.insert(directory->next).second) {
      pages.circle = true;
      break;
    }
    directory = file.ReadDirectory(directory->next);
  }
  pages.count = full == 0 || all > directories_max ? all : full;
  return pages;
}

}  // namespace photomill
