#include "common/sniff/tiff_pieces.h"

#include <optional>

#include "common/container/tiff_directory.h"

namespace photomill {
namespace {

constexpr uint16_t kMake = 271;
constexpr uint16_t kSubDirectories = 330;
constexpr uint32_t kDirectoriesMax = 8;  // of each kind, as in tiff_raw.cpp

}  // namespace

std::vector<uint64_t> TiffPieceOffsets(std::string_view bytes) {
  std::vector<uint64_t> offsets;
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  if (!file) return offsets;
  offsets.push_back(file->first_offset());
  const std::optional<TiffDirectory> first = file->ReadDirectory(file->first_offset());
  if (!first) return offsets;
  for (const uint16_t tag : {kMake, kSubDirectories}) {
    if (const auto value = file->ValueOffset(*first, tag)) offsets.push_back(*value);
  }
  std::optional<TiffDirectory> page = first;
  for (uint32_t i = 1; i < kDirectoriesMax && page && page->next != 0; ++i) {
    offsets.push_back(page->next);
    page = file->ReadDirectory(page->next);
  }
  for (uint32_t i = 0; i < kDirectoriesMax; ++i) {
    const std::optional<uint64_t> below = file->Offset(*first, kSubDirectories, i);
    if (!below) break;
    offsets.push_back(*below);
  }
  return offsets;
}

}  // namespace photomill
