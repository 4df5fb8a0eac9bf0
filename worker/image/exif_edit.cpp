#include "worker/image/exif_edit.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "common/sniff/byte_view.h"

namespace photomill {
namespace {

using sniff::ByteView;
using sniff::Endian;

constexpr uint64_t kEntryBytes = 12;
constexpr uint16_t kTypeAscii = 2;
constexpr uint16_t kTypeShort = 3;
constexpr uint16_t kTypeLong = 4;

constexpr uint16_t kWidthTag = 0x0100;
constexpr uint16_t kHeightTag = 0x0101;
constexpr uint16_t kStripOffsetTag = 0x0111;
constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kStripBytesTag = 0x0117;
constexpr uint16_t kThumbnailOffsetTag = 0x0201;
constexpr uint16_t kThumbnailBytesTag = 0x0202;
constexpr uint16_t kExifDirectoryTag = 0x8769;
constexpr uint16_t kColourSpaceTag = 0xA001;
constexpr uint16_t kExifWidthTag = 0xA002;
constexpr uint16_t kExifHeightTag = 0xA003;
constexpr uint16_t kInteroperabilityTag = 0xA005;
constexpr uint16_t kInteroperabilityIndexTag = 0x0001;

constexpr uint32_t kColourSpaceSrgb = 1;
// Cameras name sRGB and Adobe RGB so (DCF 2.0).
constexpr std::string_view kIndexSrgb("R98\0", 4);
constexpr std::string_view kIndexAdobeRgb("R03\0", 4);

// Longer ones are no names.
constexpr size_t kTextBytesMax = 8192;

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
      return 4;
    case 5:
    case 10:
    case 12:
      return 8;
    default:
      return 1;
  }
}

// A directory that lies within the block.
struct Directory {
  uint64_t at = 0;
  uint64_t entries = 0;

  [[nodiscard]] uint64_t Entry(uint64_t i) const { return at + 2 + i * kEntryBytes; }
  [[nodiscard]] uint64_t end() const { return Entry(entries); }  // where the next one is told
};

std::optional<Directory> DirectoryAt(const ByteView& view, uint64_t at) {
  if (at < 8 || !view.Has(at, 2)) return std::nullopt;
  const Directory directory{at, view.U16(at)};
  if (!view.Has(at, 2 + directory.entries * kEntryBytes)) return std::nullopt;
  return directory;
}

std::optional<uint64_t> FindEntry(const ByteView& view, const Directory& directory, uint16_t tag) {
  for (uint64_t i = 0; i < directory.entries; ++i) {
    if (view.U16(directory.Entry(i)) == tag) return directory.Entry(i);
  }
  return std::nullopt;
}

uint32_t NumberIn(const ByteView& view, const Directory& directory, uint16_t tag) {
  const std::optional<uint64_t> entry = FindEntry(view, directory, tag);
  if (!entry) return 0;
  return view.U16(*entry + 2) == kTypeShort ? view.U16(*entry + 8) : view.U32(*entry + 8);
}

// A block that is changed in place.
class Editor {
 public:
  Editor(std::string& block, Endian endian) : block_(block), endian_(endian) {}

  [[nodiscard]] ByteView view() const { return ByteView(block_, endian_); }

  void SetNumber(const Directory& directory, uint16_t tag, uint32_t number) {
    const std::optional<uint64_t> entry = FindEntry(view(), directory, tag);
    if (!entry) return;
    const bool fits = view().U16(*entry + 2) == kTypeShort && number <= 0xFFFF;
    Put(*entry + 2, fits ? kTypeShort : kTypeLong, 2);
    Put(*entry + 4, 1, 4);
    Put(*entry + 8, 0, 4);
    Put(*entry + 8, number, fits ? 2 : 4);
  }

  // Of a text that stands in the directory itself.
  void Replace(const Directory& directory, uint16_t tag, std::string_view text,
               std::string_view by) {
    const std::optional<uint64_t> entry = FindEntry(view(), directory, tag);
    if (!entry || !view().Is(*entry + 8, text)) return;
    block_.replace(*entry + 8, by.size(), by);
  }

  // Of what lies behind the first directory only.
  void Clear(uint64_t at, uint64_t count, const Directory& first) {
    const bool behind = at >= first.end() + 4;
    if (!behind || !view().Has(at, count)) return;
    std::fill_n(block_.begin() + static_cast<std::ptrdiff_t>(at), count, '\0');
    if (at + count == block_.size()) block_.resize(at);
  }

  void Put(uint64_t at, uint32_t number, uint32_t count) {
    if (!view().Has(at, count)) return;
    for (uint32_t i = 0; i < count; ++i) {
      const uint32_t shift = 8 * (endian_ == Endian::kLittle ? i : count - 1 - i);
      block_[at + i] = static_cast<char>(number >> shift & 0xFF);
    }
  }

 private:
  std::string& block_;
  Endian endian_;
};

// The directory of what EXIF adds to TIFF.
std::optional<Directory> ExifDirectory(const ByteView& view, const Directory& first) {
  return DirectoryAt(view, NumberIn(view, first, kExifDirectoryTag));
}

void DropThumbnail(Editor& editor, const Directory& first) {
  const uint64_t at = editor.view().U32(first.end());
  editor.Put(first.end(), 0, 4);
  const std::optional<Directory> second = DirectoryAt(editor.view(), at);
  if (!second) return;
  const ByteView view = editor.view();
  const std::pair<uint64_t, uint64_t> jpeg = {NumberIn(view, *second, kThumbnailOffsetTag),
                                              NumberIn(view, *second, kThumbnailBytesTag)};
  const std::pair<uint64_t, uint64_t> strip = {NumberIn(view, *second, kStripOffsetTag),
                                               NumberIn(view, *second, kStripBytesTag)};
  editor.Clear(jpeg.first, jpeg.second, first);
  editor.Clear(strip.first, strip.second, first);
  editor.Clear(second->at, second->end() + 4 - second->at, first);
}

void Append(std::string& out, uint32_t number, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    out += static_cast<char>(number >> 8 * (count - 1 - i) & 0xFF);
  }
}

}  // namespace

bool IsExif(std::string_view block) {
  const std::optional<Endian> endian = EndianOf(block);
  if (!endian) return false;
  const ByteView view(block, *endian);
  return view.U16(2) == 42 && DirectoryAt(view, view.U32(4)).has_value();
}

std::string_view ExifBytes(std::string_view block, uint16_t tag) {
  if (!IsExif(block)) return {};
  const ByteView view(block, *EndianOf(block));
  const std::optional<uint64_t> entry = FindEntry(view, *DirectoryAt(view, view.U32(4)), tag);
  if (!entry) return {};
  const uint64_t bytes = view.U32(*entry + 4) * BytesOfType(view.U16(*entry + 2));
  const uint64_t at = bytes <= 4 ? *entry + 8 : view.U32(*entry + 8);
  return view.Has(at, bytes) ? view.Slice(at, bytes) : std::string_view();
}

std::string ExifText(std::string_view block, uint16_t tag) {
  std::string_view text = ExifBytes(block, tag);
  if (text.size() > kTextBytesMax) return {};
  while (!text.empty() && (text.back() == '\0' || text.back() == ' ')) text.remove_suffix(1);
  return std::string(text);
}

std::string UprightExif(std::string block, uint32_t width, uint32_t height) {
  if (!IsExif(block)) return {};
  Editor editor(block, *EndianOf(block));
  const Directory first = *DirectoryAt(editor.view(), editor.view().U32(4));
  editor.SetNumber(first, kOrientationTag, 1);
  editor.SetNumber(first, kWidthTag, width);
  editor.SetNumber(first, kHeightTag, height);
  if (const std::optional<Directory> exif = ExifDirectory(editor.view(), first)) {
    editor.SetNumber(*exif, kExifWidthTag, width);
    editor.SetNumber(*exif, kExifHeightTag, height);
  }
  DropThumbnail(editor, first);
  return block;
}

std::string SrgbExif(std::string block) {
  if (!IsExif(block)) return {};
  Editor editor(block, *EndianOf(block));
  const Directory first = *DirectoryAt(editor.view(), editor.view().U32(4));
  const std::optional<Directory> exif = ExifDirectory(editor.view(), first);
  if (!exif) return block;
  editor.SetNumber(*exif, kColourSpaceTag, kColourSpaceSrgb);
  const uint32_t index_at = NumberIn(editor.view(), *exif, kInteroperabilityTag);
  if (const std::optional<Directory> index = DirectoryAt(editor.view(), index_at)) {
    editor.Replace(*index, kInteroperabilityIndexTag, kIndexAdobeRgb, kIndexSrgb);
  }
  return block;
}

std::string CopyrightExif(const std::string& artist, const std::string& copyright) {
  std::vector<std::pair<uint16_t, const std::string*>> texts;  // tags in their order
  if (!artist.empty()) texts.emplace_back(kArtistTag, &artist);
  if (!copyright.empty()) texts.emplace_back(kCopyrightTag, &copyright);
  if (texts.empty()) return {};
  std::string block("MM\0*\0\0\0\x08", 8);
  Append(block, static_cast<uint32_t>(texts.size()), 2);
  std::string values;
  const size_t values_at = block.size() + texts.size() * kEntryBytes + 4;
  for (const auto& [tag, text] : texts) {
    std::string value = *text + '\0';
    Append(block, tag, 2);
    Append(block, kTypeAscii, 2);
    Append(block, static_cast<uint32_t>(value.size()), 4);
    if (value.size() <= 4) {
      value.resize(4);
      block += value;
      continue;
    }
    Append(block, static_cast<uint32_t>(values_at + values.size()), 4);
    if (value.size() % 2 != 0) value += '\0';
    values += value;
  }
  Append(block, 0, 4);
  return block + values;
}

}  // namespace photomill
