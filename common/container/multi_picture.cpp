#include "common/container/multi_picture.h"

#include <optional>

#include "common/container/tiff_directory.h"

namespace photomill {
namespace {

constexpr std::string_view kName("MPF\0", 4);
constexpr uint16_t kEntriesTag = 0xB002;
constexpr uint64_t kEntryBytes = 16;
constexpr uint32_t kTypeMask = 0xFFFFFF;
constexpr uint32_t kPreviewClass = 1;  // "large thumbnail", in several sizes

}  // namespace

uint32_t FurtherPictures(std::string_view file, const JpegSegments::Segment& segment) {
  if (!segment.body.starts_with(kName)) return 0;
  const std::optional<TiffFile> index = TiffFile::Open(segment.body.substr(kName.size()));
  if (!index) return 0;
  const std::optional<TiffDirectory> first = index->ReadDirectory(index->first_offset());
  if (!first) return 0;
  const ByteView entries(index->Bytes(*first, kEntriesTag), index->view().endian());
  // Offsets are relative to the header of the list.
  const ByteView images(file.substr(segment.at + kName.size()));
  uint32_t count = 0;
  for (uint64_t at = kEntryBytes; entries.Has(at, kEntryBytes); at += kEntryBytes) {
    const uint32_t type = entries.U32(at) & kTypeMask;
    const bool preview = type >> 16 == kPreviewClass;
    const uint32_t offset = entries.U32(at + 8);
    if (!preview && offset > 0 && images.Has(offset, 1)) ++count;
  }
  return count;
}

}  // namespace photomill
