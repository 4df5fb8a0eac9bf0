#include "worker/image/metadata/exif_pictures.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>
#include <vector>

#include "common/container/exif_view.h"

namespace photomill {
namespace {

using Range = ExifView::Range;

constexpr uint16_t kSubDirectoriesTag = 0x014A;

// Tags with the offsets of image bytes, and the tags with their lengths.
constexpr std::array<std::pair<uint16_t, uint16_t>, 3> kPictureTags = {{
    {0x0111, 0x0117},  // strips
    {0x0144, 0x0145},  // tiles
    {0x0201, 0x0202},  // a JPEG
}};

// Blocks have one or two. Further ones are unlinked too.
constexpr size_t kDirectoriesMax = 100;

bool TellsOfPictures(uint16_t tag) {
  return tag == kSubDirectoriesTag ||
         std::any_of(kPictureTags.begin(), kPictureTags.end(),
                     [&](const auto& tags) { return tag == tags.first || tag == tags.second; });
}

// A set of bytes in a block, given as ranges, many of which can overlap.
class Bytes {
 public:
  explicit Bytes(uint64_t block_bytes) : steps_(block_bytes + 1) {}

  // Adds the part of the range that is within the block.
  void Add(Range range) {
    const uint64_t end = steps_.size() - 1;
    if (range.at >= end) return;
    ++steps_[range.at];
    --steps_[range.at + std::min(range.count, end - range.at)];
  }

  // One entry for every byte of the block.
  [[nodiscard]] std::vector<bool> Told() const {
    std::vector<bool> told;
    int64_t ranges = 0;
    for (size_t i = 0; i + 1 < steps_.size(); ++i) {
      ranges += steps_[i];
      told.push_back(ranges > 0);
    }
    return told;
  }

 private:
  std::vector<int32_t> steps_;  // the number of ranges here minus that at the byte before
};

void AddDirectory(const ExifView& exif, const TiffDirectory& directory, Bytes& bytes) {
  bytes.Add(ExifView::RangeOf(directory));
  for (uint64_t i = 0; i < directory.entries; ++i) {
    const Range value = exif.ValueOf(directory.Entry(i));
    if (exif.view().Has(value.at, value.count)) bytes.Add(value);
  }
}

// A length past the block's end still removes the existing part of the image.
void AddPictures(const ExifView& exif, const TiffDirectory& directory, Bytes& bytes) {
  for (const auto& [where, how_many] : kPictureTags) {
    const std::vector<uint32_t> at = exif.NumbersIn(directory, where);
    const std::vector<uint32_t> count = exif.NumbersIn(directory, how_many);
    for (size_t i = 0; i < std::min(at.size(), count.size()); ++i) bytes.Add({at[i], count[i]});
  }
}

// The directories after and below this one.
std::vector<uint32_t> Further(const ExifView& exif, const TiffDirectory& directory) {
  std::vector<uint32_t> further = exif.NumbersIn(directory, kSubDirectoriesTag);
  further.push_back(exif.view().U32(directory.end()));
  return further;
}

std::vector<TiffDirectory> DirectoriesOfPictures(const ExifView& exif) {
  const TiffDirectory& first = exif.first();
  std::vector<TiffDirectory> found;
  std::vector<uint32_t> ahead = Further(exif, first);
  while (!ahead.empty() && found.size() < kDirectoriesMax) {
    const uint32_t at = ahead.back();
    ahead.pop_back();
    const bool known = at == first.at || std::any_of(found.begin(), found.end(),
                                                     [&](const auto& one) { return one.at == at; });
    const std::optional<TiffDirectory> directory = exif.DirectoryAt(at);
    if (known || !directory) continue;
    found.push_back(*directory);
    const std::vector<uint32_t> further = Further(exif, *directory);
    ahead.insert(ahead.end(), further.begin(), further.end());
  }
  return found;
}

// Moves up the entries after removed ones, and fills the end of the directory with zeros.
void Unlink(EditedExif& block) {
  const ExifView exif = block.view();
  const TiffDirectory directory = exif.first();
  const Endian endian = exif.view().endian();
  std::string kept;
  uint32_t entries = 0;
  for (uint64_t i = 0; i < directory.entries; ++i) {
    const uint64_t entry = directory.Entry(i);
    if (TellsOfPictures(exif.view().U16(entry))) continue;
    kept += exif.view().Slice(entry, directory.entry_bytes);
    ++entries;
  }
  const uint64_t begin = directory.Entry(0);
  const uint64_t end = std::min(exif.view().size(), directory.end() + 4);
  kept.resize(end - begin);  // with no directory after it
  block.Replace(begin, kept);
  block.PutNumber(directory.at, entries, 2, endian);
}

// The block's bytes that belong to images only.
std::vector<bool> BytesOfPictures(const ExifView& exif) {
  const uint64_t size = exif.view().size();
  Bytes pictures(size);
  AddPictures(exif, exif.first(), pictures);
  for (const TiffDirectory& directory : DirectoriesOfPictures(exif)) {
    AddPictures(exif, directory, pictures);
    AddDirectory(exif, directory, pictures);
  }
  Bytes stays(size);
  stays.Add({0, 8});  // the header
  for (const TiffDirectory& directory : exif.DirectoriesOfPicture()) {
    AddDirectory(exif, directory, stays);
  }
  std::vector<bool> of_pictures = pictures.Told();
  const std::vector<bool> staying = stays.Told();
  for (size_t i = 0; i < of_pictures.size(); ++i) {
    if (staying[i]) of_pictures[i] = false;
  }
  return of_pictures;
}

}  // namespace

void RemovePictures(EditedExif& block) {
  const std::vector<bool> of_pictures = BytesOfPictures(block.view());
  Unlink(block);
  size_t end = of_pictures.size();
  while (end > 0 && of_pictures[end - 1]) --end;
  block.Shorten(end);
  for (size_t i = 0; i < end; ++i) {
    if (!of_pictures[i]) continue;
    const size_t begin = i;
    while (i < end && of_pictures[i]) ++i;
    block.Replace(begin, std::string(i - begin, '\0'));
  }
}

}  // namespace photomill
