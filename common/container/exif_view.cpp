#include "common/container/exif_view.h"

#include <algorithm>

namespace photomill {
namespace {

constexpr uint16_t kExifDirectoryTag = 0x8769;
constexpr uint16_t kGpsDirectoryTag = 0x8825;
constexpr uint16_t kInteroperabilityTag = 0xA005;
constexpr uint16_t kColourSpaceTag = 0xA001;
constexpr uint32_t kUncalibrated = 0xFFFF;
constexpr uint16_t kInteroperabilityIndexTag = 0x0001;
constexpr std::string_view kIndexAdobeRgb = "R03";  // DCF 2.0

// Types above this one do not exist in EXIF and count as bytes.
constexpr uint16_t kTypesMax = 13;

uint64_t BytesOfType(uint16_t type) {
  return type > kTypesMax ? 1 : std::max<uint64_t>(1, TiffTypeBytes(type));
}

// BigTIFF is not EXIF.
std::optional<TiffFile> OpenBlock(std::string_view block) {
  std::optional<TiffFile> file = TiffFile::Open(block);
  if (!file || file->big()) return std::nullopt;
  return file;
}

uint8_t OrientationIn(const TiffFile& file, const TiffDirectory& first) {
  for (uint64_t i = 0; i < first.entries; ++i) {
    TiffFile::Entry entry = file.ReadEntry(first.Entry(i));
    if (entry.tag != kTiffOrientation) continue;
    entry.count = std::max<uint64_t>(entry.count, 1);
    const uint64_t value = file.NumberOf(entry).value_or(0);
    if (value >= 1 && value <= 8) return static_cast<uint8_t>(value);
  }
  return 0;
}

}  // namespace

std::string_view WithoutExifPrefix(std::string_view block) {
  for (int i = 0; i < 2 && block.starts_with(kExifPrefix); ++i) {
    block.remove_prefix(kExifPrefix.size());
  }
  return block;
}

std::string_view HeifExif(std::string_view item) {
  constexpr uint64_t kOffsetBytes = 4;
  if (item.size() < kOffsetBytes) return item;
  const uint64_t header = kOffsetBytes + ByteView(item).U32(0);
  return item.substr(header < item.size() ? header : kOffsetBytes);
}

std::optional<ExifView> ExifView::Parse(std::string_view block) {
  const std::optional<TiffFile> file = OpenBlock(block);
  if (!file) return std::nullopt;
  const std::optional<TiffDirectory> first = file->DirectoryAt(file->first_offset());
  if (!first || !first->whole) return std::nullopt;
  return ExifView(*file, *first);
}

std::optional<TiffDirectory> ExifView::DirectoryAt(uint64_t at) const {
  std::optional<TiffDirectory> directory = file_.DirectoryAt(at);
  if (!directory || !directory->whole) return std::nullopt;
  return directory;
}

std::optional<TiffDirectory> ExifView::ExifDirectory() const {
  return DirectoryAt(NumberIn(first_, kExifDirectoryTag));
}

std::optional<TiffDirectory> ExifView::InteroperabilityDirectory() const {
  const std::optional<TiffDirectory> exif = ExifDirectory();
  if (!exif) return std::nullopt;
  return DirectoryAt(NumberIn(*exif, kInteroperabilityTag));
}

std::vector<TiffDirectory> ExifView::DirectoriesOfPicture() const {
  std::vector<TiffDirectory> directories = {first_};
  for (const std::optional<TiffDirectory>& directory :
       {ExifDirectory(), DirectoryAt(NumberIn(first_, kGpsDirectoryTag)),
        InteroperabilityDirectory()}) {
    if (directory) directories.push_back(*directory);
  }
  return directories;
}

ExifView::Range ExifView::RangeOf(const TiffDirectory& directory) {
  return {directory.at, directory.end() + 4 - directory.at};
}

ExifView::Range ExifView::ValueOf(uint64_t at) const {
  const TiffFile::Entry entry = file_.ReadEntry(at);
  const uint64_t bytes = entry.count * BytesOfType(entry.type);
  return {file_.ValuesAt(entry, bytes <= entry.field_bytes), bytes};
}

std::vector<uint32_t> ExifView::NumbersIn(const TiffDirectory& directory, uint16_t tag) const {
  const std::optional<uint64_t> entry = Find(directory, tag);
  if (!entry) return {};
  const Range value = ValueOf(*entry);
  std::vector<uint32_t> numbers;
  if (!view().Has(value.at, value.count)) return numbers;
  const uint64_t bytes = file_.ReadEntry(*entry).type == kTiffShort ? 2 : 4;
  for (uint64_t i = 0; i + bytes <= value.count; i += bytes) {
    numbers.push_back(static_cast<uint32_t>(view().Number(value.at + i, bytes)));
  }
  return numbers;
}

uint32_t ExifView::NumberIn(const TiffDirectory& directory, uint16_t tag) const {
  const std::vector<uint32_t> numbers = NumbersIn(directory, tag);
  return numbers.empty() ? 0 : numbers.front();
}

bool ExifView::IsAdobeRgb() const {
  const std::optional<TiffDirectory> exif = ExifDirectory();
  const std::optional<TiffDirectory> names = InteroperabilityDirectory();
  if (!exif || !names || NumberIn(*exif, kColourSpaceTag) != kUncalibrated) return false;
  const std::optional<uint64_t> index = Find(*names, kInteroperabilityIndexTag);
  return index && view().Is(ValueOf(*index).at, kIndexAdobeRgb);
}

ExifFacts ReadExif(std::string_view block) {
  ExifFacts facts;
  const std::optional<TiffFile> file = OpenBlock(WithoutExifPrefix(block));
  if (!file) return facts;
  // Only the first directory describes the image itself, so the chain is not followed.
  const std::optional<TiffDirectory> first = file->DirectoryAt(file->first_offset());
  if (!first) return facts;
  facts.orientation = OrientationIn(*file, *first);
  if (!first->whole) return facts;
  const ExifView exif = ExifView::OfDirectory(*file, *first);
  facts.adobe_rgb = exif.IsAdobeRgb();
  facts.layout = exif.layout();
  return facts;
}

}  // namespace photomill
