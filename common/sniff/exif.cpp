#include "common/sniff/exif.h"

#include "common/container/byte_view.h"

namespace photomill::sniff {
namespace {

constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kTypeByte = 1;
constexpr uint16_t kTypeShort = 3;
constexpr uint16_t kTypeLong = 4;
constexpr uint64_t kEntryBytes = 12;

uint32_t EntryValue(const ByteView& view, uint64_t entry) {
  switch (view.U16(entry + 2)) {
    case kTypeByte:
      return view.U8(entry + 8);
    case kTypeShort:
      return view.U16(entry + 8);
    case kTypeLong:
      return view.U32(entry + 8);
    default:
      return 0;
  }
}

}  // namespace

uint8_t ExifOrientation(std::string_view block) {
  // Some writers leave the prefix in PNG and WebP, where it does not belong; some write it twice.
  constexpr std::string_view kPrefix("Exif\0\0", 6);
  for (int i = 0; i < 2 && block.starts_with(kPrefix); ++i) block.remove_prefix(kPrefix.size());

  const bool little = block.starts_with("II");
  if (!little && !block.starts_with("MM")) return 0;
  const ByteView view(block, little ? Endian::kLittle : Endian::kBig);
  if (view.U16(2) != 42) return 0;

  // Only the first directory tells of the picture itself, so that there is no chain to follow.
  const uint64_t directory = view.U32(4);
  if (directory < 8 || !view.Has(directory, 2)) return 0;
  const uint64_t entries = view.U16(directory);
  for (uint64_t i = 0; i < entries; ++i) {
    const uint64_t entry = directory + 2 + i * kEntryBytes;
    if (!view.Has(entry, kEntryBytes)) break;
    if (view.U16(entry) != kOrientationTag) continue;
    const uint32_t value = EntryValue(view, entry);
    if (value >= 1 && value <= 8) return static_cast<uint8_t>(value);
  }
  return 0;
}

}  // namespace photomill::sniff
