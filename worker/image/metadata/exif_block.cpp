#include "worker/image/metadata/exif_block.h"

namespace photomill::exif {

using sniff::ByteView;
using sniff::Endian;

namespace {

std::optional<Endian> EndianOf(std::string_view block) {
  if (block.starts_with("II")) return Endian::kLittle;
  if (block.starts_with("MM")) return Endian::kBig;
  return std::nullopt;
}

uint64_t BytesOfType(uint16_t type) {
  switch (type) {
    case kTypeShort:
    case 8:
      return 2;
    case kTypeLong:
    case 9:
    case 11:
    case 13:
      return 4;
    case 5:
    case 10:
    case 12:
      return 8;
    default:
      return 1;
  }
}

}  // namespace

std::optional<ByteView> ViewOf(std::string_view block) {
  const std::optional<Endian> endian = EndianOf(block);
  if (!endian) return std::nullopt;
  const ByteView view(block, *endian);
  if (view.U16(2) != 42 || !DirectoryAt(view, view.U32(4))) return std::nullopt;
  return view;
}

std::optional<Directory> DirectoryAt(const ByteView& view, uint64_t at) {
  if (at < 8 || !view.Has(at, 2)) return std::nullopt;
  const Directory directory{at, view.U16(at)};
  if (!view.Has(at, 2 + directory.entries * kEntryBytes)) return std::nullopt;
  return directory;
}

Directory FirstDirectory(const ByteView& view) {
  return *DirectoryAt(view, view.U32(4));
}

std::optional<Directory> ExifDirectory(const ByteView& view) {
  return DirectoryAt(view, NumberIn(view, FirstDirectory(view), kExifDirectoryTag));
}

std::optional<Directory> InteroperabilityDirectory(const ByteView& view) {
  const std::optional<Directory> exif = ExifDirectory(view);
  if (!exif) return std::nullopt;
  return DirectoryAt(view, NumberIn(view, *exif, kInteroperabilityTag));
}

std::vector<Directory> DirectoriesOfPicture(const ByteView& view) {
  const Directory first = FirstDirectory(view);
  std::vector<Directory> directories = {first};
  for (const std::optional<Directory>& directory :
       {ExifDirectory(view), DirectoryAt(view, NumberIn(view, first, kGpsDirectoryTag)),
        InteroperabilityDirectory(view)}) {
    if (directory) directories.push_back(*directory);
  }
  return directories;
}

std::optional<uint64_t> FindEntry(const ByteView& view, const Directory& directory, uint16_t tag) {
  for (uint64_t i = 0; i < directory.entries; ++i) {
    if (view.U16(directory.Entry(i)) == tag) return directory.Entry(i);
  }
  return std::nullopt;
}

Range ValueOf(const ByteView& view, uint64_t entry) {
  const uint64_t bytes = view.U32(entry + 4) * BytesOfType(view.U16(entry + 2));
  return {bytes <= 4 ? entry + 8 : view.U32(entry + 8), bytes};
}

uint32_t NumberIn(const ByteView& view, const Directory& directory, uint16_t tag) {
  const std::vector<uint32_t> numbers = NumbersIn(view, directory, tag);
  return numbers.empty() ? 0 : numbers.front();
}

std::vector<uint32_t> NumbersIn(const ByteView& view, const Directory& directory, uint16_t tag) {
  const std::optional<uint64_t> entry = FindEntry(view, directory, tag);
  if (!entry) return {};
  const uint16_t type = view.U16(*entry + 2);
  const Range value = ValueOf(view, *entry);
  std::vector<uint32_t> numbers;
  if (!view.Has(value.at, value.count)) return numbers;
  const uint64_t bytes = type == kTypeShort ? 2 : 4;
  for (uint64_t i = 0; i + bytes <= value.count; i += bytes) {
    numbers.push_back(bytes == 2 ? view.U16(value.at + i) : view.U32(value.at + i));
  }
  return numbers;
}

void Put(std::string& block, uint64_t at, uint32_t number, uint32_t bytes) {
  if (!ByteView(block).Has(at, bytes)) return;
  const bool little = block.starts_with("II");
  for (uint32_t i = 0; i < bytes; ++i) {
    block[at + i] = static_cast<char>(number >> 8 * (little ? i : bytes - 1 - i) & 0xFF);
  }
}

}  // namespace photomill::exif
