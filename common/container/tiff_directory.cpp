#include "common/container/tiff_directory.h"

namespace photomill::sniff {
namespace {

// A directory of the specification has some dozens; cameras write some hundreds.
constexpr uint64_t kEntriesMax = 65'535;

uint64_t TypeBytes(uint16_t type) {
  switch (type) {
    case 1:  // BYTE
    case 2:  // ASCII
    case 6:  // SBYTE
    case 7:  // UNDEFINED
      return 1;
    case 3:  // SHORT
    case 8:  // SSHORT
      return 2;
    case 4:   // LONG
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

}  // namespace

std::optional<uint64_t> TiffDirectory::Find(uint16_t tag) const {
  for (uint64_t i = 0; i < entries; ++i) {
    const uint64_t at = entries_at + i * entry_bytes;
    if (view.U16(at) == tag) return at;
  }
  return std::nullopt;
}

std::optional<TiffFile> TiffFile::Open(std::string_view bytes) {
  const bool little = bytes.starts_with("II");
  if (!little && !bytes.starts_with("MM")) return std::nullopt;
  const ByteView view(bytes, little ? Endian::kLittle : Endian::kBig);
  const uint16_t version = view.U16(2);
  if (version == 42) return TiffFile(view, false, view.U32(4));
  if (version == 43 && view.U16(4) == 8 && view.U16(6) == 0) {
    return TiffFile(view, true, view.U64(8));
  }
  return std::nullopt;
}

std::optional<TiffDirectory> TiffFile::ReadDirectory(uint64_t offset) const {
  const uint64_t count_bytes = big_ ? 8 : 2;
  if (offset < 8 || !view_.Has(offset, count_bytes)) return std::nullopt;
  TiffDirectory directory{view_};
  directory.entries = big_ ? view_.U64(offset) : view_.U16(offset);
  directory.entry_bytes = big_ ? 20 : 12;
  directory.entries_at = offset + count_bytes;
  if (directory.entries == 0 || directory.entries > kEntriesMax) return std::nullopt;
  const uint64_t bytes = directory.entries * directory.entry_bytes;
  if (!view_.Has(directory.entries_at, bytes)) return std::nullopt;
  const uint64_t next_at = directory.entries_at + bytes;
  directory.next = big_ ? view_.U64(next_at) : view_.U32(next_at);  // 0 where the file ends here
  return directory;
}

std::optional<uint64_t> TiffFile::ValueOffset(const TiffDirectory& directory, uint16_t tag) const {
  const std::optional<uint64_t> entry = directory.Find(tag);
  if (!entry) return std::nullopt;
  const uint64_t size = TypeBytes(view_.U16(*entry + 2));
  const uint64_t count = big_ ? view_.U64(*entry + 4) : view_.U32(*entry + 4);
  const uint64_t field = *entry + (big_ ? 12 : 8);
  const uint64_t room = big_ ? 8 : 4;
  if (size == 0 || count == 0) return std::nullopt;
  const uint64_t at = count <= room / size ? field : (big_ ? view_.U64(field) : view_.U32(field));
  if (!view_.Has(at, size)) return std::nullopt;
  return at;
}

uint32_t TiffFile::Number(const TiffDirectory& directory, uint16_t tag, uint32_t otherwise) const {
  const std::optional<uint64_t> at = ValueOffset(directory, tag);
  if (!at) return otherwise;
  switch (view_.U16(*directory.Find(tag) + 2)) {
    case 1:
      return view_.U8(*at);
    case 3:
      return view_.U16(*at);
    case 4:
    case 13:
      return view_.U32(*at);
    case 16:
    case 18: {
      const uint64_t value = view_.U64(*at);
      return value > UINT32_MAX ? UINT32_MAX : static_cast<uint32_t>(value);
    }
    default:
      return otherwise;
  }
}

std::optional<uint64_t> TiffFile::Offset(const TiffDirectory& directory, uint16_t tag,
                                         uint32_t index) const {
  const std::optional<uint64_t> first = ValueOffset(directory, tag);
  if (!first) return std::nullopt;
  const uint64_t entry = *directory.Find(tag);
  const uint64_t size = TypeBytes(view_.U16(entry + 2));
  const uint64_t count = big_ ? view_.U64(entry + 4) : view_.U32(entry + 4);
  const uint64_t at = *first + index * size;
  if (index >= count || size < 4 || !view_.Has(at, size)) return std::nullopt;
  return size == 4 ? view_.U32(at) : view_.U64(at);
}

std::string_view TiffFile::Text(const TiffDirectory& directory, uint16_t tag) const {
  const std::optional<uint64_t> at = ValueOffset(directory, tag);
  if (!at) return {};
  const std::string_view text = view_.Slice(*at, 64);
  return text.substr(0, text.find('\0'));
}

}  // namespace photomill::sniff

namespace photomill {

std::optional<uint64_t> TiffOrientationOffset(std::string_view bytes) {
  constexpr uint16_t kOrientation = 274;
  const std::optional<sniff::TiffFile> file = sniff::TiffFile::Open(bytes);
  if (!file) return std::nullopt;
  const auto first = file->ReadDirectory(file->first_offset());
  if (!first) return std::nullopt;
  return file->ValueOffset(*first, kOrientation);
}

}  // namespace photomill
