#include "common/container/tiff_directory.h"

#include <algorithm>

namespace photomill {
namespace {

// The specification has a few dozen tags; cameras write a few hundred entries.
constexpr uint64_t kEntriesMax = 65'535;

constexpr uint16_t kVersion = 42;
constexpr uint16_t kBigVersion = 43;

}  // namespace

uint64_t TiffTypeBytes(uint16_t type) {
  switch (type) {
    case kTiffByte:
    case kTiffAscii:
    case 6:  // SBYTE
    case 7:  // UNDEFINED
      return 1;
    case kTiffShort:
    case 8:  // SSHORT
      return 2;
    case kTiffLong:
    case 9:   // SLONG
    case 11:  // FLOAT
    case 13:  // IFD
      return 4;
    case 5:   // RATIONAL
    case 10:  // SRATIONAL
    case 12:  // DOUBLE
    case 16:  // LONG8
    case 17:  // SLONG8
    case 18:  // IFD8
      return 8;
    default:
      return 0;
  }
}

std::optional<TiffFile> TiffFile::Open(std::string_view bytes) {
  const bool little = bytes.starts_with("II");
  if (!little && !bytes.starts_with("MM")) return std::nullopt;
  const ByteView view(bytes, little ? Endian::kLittle : Endian::kBig);
  const uint16_t version = view.U16(2);
  if (version == kVersion) return TiffFile(view, false, view.U32(4));
  if (version == kBigVersion && view.U16(4) == 8 && view.U16(6) == 0) {
    return TiffFile(view, true, view.U64(8));
  }
  return std::nullopt;
}

std::optional<TiffDirectory> TiffFile::DirectoryAt(uint64_t offset) const {
  const uint64_t count_bytes = big_ ? 8 : 2;
  if (offset < 8 || !view_.Has(offset, count_bytes)) return std::nullopt;
  TiffDirectory directory{offset, offset + count_bytes};
  directory.entry_bytes = big_ ? 20 : 12;
  const uint64_t stated = view_.Number(offset, count_bytes);
  if (stated > kEntriesMax) return std::nullopt;
  const uint64_t room = (view_.size() - directory.entries_at) / directory.entry_bytes;
  directory.whole = stated <= room;
  directory.entries = std::min(stated, room);
  // 0 if the file ends here.
  if (directory.whole) directory.next = view_.Number(directory.end(), big_ ? 8 : 4);
  return directory;
}

std::optional<TiffDirectory> TiffFile::ReadDirectory(uint64_t offset) const {
  std::optional<TiffDirectory> directory = DirectoryAt(offset);
  if (!directory || !directory->whole || directory->entries == 0) return std::nullopt;
  return directory;
}

std::optional<uint64_t> TiffFile::Find(const TiffDirectory& directory, uint16_t tag) const {
  for (uint64_t i = 0; i < directory.entries; ++i) {
    if (view_.U16(directory.Entry(i)) == tag) return directory.Entry(i);
  }
  return std::nullopt;
}

TiffFile::Entry TiffFile::ReadEntry(uint64_t at) const {
  const uint64_t number_bytes = big_ ? 8 : 4;
  return {view_.U16(at), view_.U16(at + 2), view_.Number(at + 4, number_bytes),
          at + 4 + number_bytes, number_bytes};
}

uint64_t TiffFile::ValuesAt(const Entry& entry, bool in_field) const {
  return in_field ? entry.field : view_.Number(entry.field, entry.field_bytes);
}

std::optional<TiffFile::Values> TiffFile::ValuesOf(const TiffDirectory& directory,
                                                   uint16_t tag) const {
  const std::optional<uint64_t> found = Find(directory, tag);
  if (!found) return std::nullopt;
  return ValuesOf(ReadEntry(*found));
}

std::optional<TiffFile::Values> TiffFile::ValuesOf(const Entry& entry) const {
  const uint64_t bytes = TiffTypeBytes(entry.type);
  if (bytes == 0 || entry.count == 0) return std::nullopt;
  const uint64_t at = ValuesAt(entry, entry.count <= entry.field_bytes / bytes);
  if (!view_.Has(at, bytes)) return std::nullopt;
  return Values{entry.type, entry.count, bytes, at};
}

std::optional<uint64_t> TiffFile::ValueOffset(const TiffDirectory& directory, uint16_t tag) const {
  const std::optional<Values> values = ValuesOf(directory, tag);
  if (!values) return std::nullopt;
  return values->at;
}

std::optional<uint64_t> TiffFile::NumberAt(uint16_t type, uint64_t at) const {
  const uint64_t bytes = TiffTypeBytes(type);
  const uint64_t number = view_.Number(at, bytes);
  switch (type) {
    case kTiffByte:
    case kTiffShort:
    case kTiffLong:
    case 13:  // IFD
    case 16:  // LONG8
    case 18:  // IFD8
      return number;
    case 6:   // SBYTE
    case 8:   // SSHORT
    case 9:   // SLONG
    case 17:  // SLONG8
      if ((number >> (8 * bytes - 1)) != 0) return std::nullopt;
      return number;
    default:
      return std::nullopt;
  }
}

std::optional<uint64_t> TiffFile::NumberOf(const Entry& entry) const {
  const std::optional<Values> values = ValuesOf(entry);
  if (!values) return std::nullopt;
  return NumberAt(values->type, values->at);
}

uint32_t TiffFile::Number(const TiffDirectory& directory, uint16_t tag, uint32_t otherwise) const {
  const std::optional<Values> values = ValuesOf(directory, tag);
  if (!values) return otherwise;
  const std::optional<uint64_t> number = NumberAt(values->type, values->at);
  if (!number) return otherwise;
  return static_cast<uint32_t>(std::min<uint64_t>(UINT32_MAX, *number));
}

std::vector<uint64_t> TiffFile::Numbers(const TiffDirectory& directory, uint16_t tag,
                                        uint64_t most) const {
  std::vector<uint64_t> numbers;
  const std::optional<Values> values = ValuesOf(directory, tag);
  if (!values) return numbers;
  const uint64_t room = (view_.size() - values->at) / values->item_bytes;
  const uint64_t count = std::min({values->count, room, most});
  numbers.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    numbers.push_back(NumberAt(values->type, values->at + i * values->item_bytes).value_or(0));
  }
  return numbers;
}

std::string_view TiffFile::Bytes(const TiffDirectory& directory, uint16_t tag) const {
  const std::optional<Values> values = ValuesOf(directory, tag);
  if (!values || values->count > view_.size() / values->item_bytes) return {};
  const uint64_t bytes = values->count * values->item_bytes;
  return view_.Has(values->at, bytes) ? view_.Slice(values->at, bytes) : std::string_view();
}

std::optional<uint64_t> TiffFile::Offset(const TiffDirectory& directory, uint16_t tag,
                                         uint32_t index) const {
  const std::optional<Values> values = ValuesOf(directory, tag);
  if (!values) return std::nullopt;
  const uint64_t bytes = values->item_bytes;
  const uint64_t at = values->at + index * bytes;
  if (index >= values->count || bytes < 4 || !view_.Has(at, bytes)) return std::nullopt;
  return view_.Number(at, bytes);
}

std::string_view TiffFile::Text(const TiffDirectory& directory, uint16_t tag) const {
  const std::optional<Values> values = ValuesOf(directory, tag);
  if (!values) return {};
  const std::string_view text = view_.Slice(values->at, 64);
  return text.substr(0, text.find('\0'));
}

}  // namespace photomill
