#include "worker/image/metadata/exif_edit.h"

#include <utility>
#include <vector>

#include "worker/image/metadata/exif_block.h"
#include "worker/image/metadata/exif_pictures.h"
#include "worker/image/metadata/plain_text.h"

namespace photomill {
namespace {

using exif::Directory;
using exif::Range;
using sniff::ByteView;

constexpr uint16_t kWidthTag = 0x0100;
constexpr uint16_t kHeightTag = 0x0101;
constexpr uint16_t kOrientationTag = 0x0112;
constexpr uint16_t kColourSpaceTag = 0xA001;
constexpr uint16_t kExifWidthTag = 0xA002;
constexpr uint16_t kExifHeightTag = 0xA003;
constexpr uint16_t kInteroperabilityIndexTag = 0x0001;

constexpr uint32_t kColourSpaceSrgb = 1;
// Cameras name sRGB and Adobe RGB so (DCF 2.0).
constexpr std::string_view kIndexSrgb("R98\0", 4);
constexpr std::string_view kIndexAdobeRgb("R03\0", 4);

bool Overlap(Range a, Range b) {
  return a.at < b.at + b.count && b.at < a.at + a.count;
}

// Whether the bytes of an entry's value are those of something else as well: of the block's header,
// of a directory, or of another entry. Such a value is made to tell what is not its own.
bool IsOfOthers(const ByteView& view, uint64_t entry, Range value) {
  std::vector<Directory> directories = exif::DirectoriesOfPicture(view);
  const uint32_t second = view.U32(directories.front().end());
  if (const auto thumbnail = exif::DirectoryAt(view, second)) directories.push_back(*thumbnail);
  if (Overlap(value, {0, 8})) return true;
  for (const Directory& directory : directories) {
    if (Overlap(value, directory.range())) return true;
    for (uint64_t i = 0; i < directory.entries; ++i) {
      if (directory.Entry(i) == entry) continue;
      if (Overlap(value, exif::ValueOf(view, directory.Entry(i)))) return true;
    }
  }
  return false;
}

// The value of an entry of type ASCII; empty where there is none, or none of its own.
std::string_view TextBytes(const ByteView& view, uint16_t tag) {
  const std::optional<uint64_t> entry = exif::FindEntry(view, exif::FirstDirectory(view), tag);
  if (!entry || view.U16(*entry + 2) != exif::kTypeAscii) return {};
  const Range value = exif::ValueOf(view, *entry);
  if (!view.Has(value.at, value.count)) return {};
  const bool in_the_entry = value.count <= 4;
  if (!in_the_entry && IsOfOthers(view, *entry, value)) return {};
  return view.Slice(value.at, value.count);
}

// All entries with the tag, where several tell the same. Directories of a hostile block lie across
// each other: what is set in one may be the end of another, or of the block.
void SetNumber(std::string& block, const Directory& directory, uint16_t tag, uint32_t number) {
  for (uint64_t i = 0; i < directory.entries; ++i) {
    const std::optional<ByteView> view = exif::ViewOf(block);
    const uint64_t entry = directory.Entry(i);
    if (!view || view->U16(entry) != tag) continue;
    const bool fits = view->U16(entry + 2) == exif::kTypeShort && number <= 0xFFFF;
    exif::Put(block, entry + 2, fits ? exif::kTypeShort : exif::kTypeLong, 2);
    exif::Put(block, entry + 4, 1, 4);
    exif::Put(block, entry + 8, 0, 4);
    exif::Put(block, entry + 8, number, fits ? 2 : 4);
  }
}

void Append(std::string& out, uint32_t number, uint32_t count) {
  for (uint32_t i = 0; i < count; ++i) {
    out += static_cast<char>(number >> 8 * (count - 1 - i) & 0xFF);
  }
}

}  // namespace

bool IsExif(std::string_view block) {
  return exif::ViewOf(block).has_value();
}

std::string_view ExifBytes(std::string_view block, uint16_t tag) {
  const std::optional<ByteView> view = exif::ViewOf(block);
  if (!view) return {};
  const std::optional<uint64_t> entry = exif::FindEntry(*view, exif::FirstDirectory(*view), tag);
  if (!entry) return {};
  const Range value = exif::ValueOf(*view, *entry);
  return view->Has(value.at, value.count) ? view->Slice(value.at, value.count) : std::string_view();
}

std::string ExifText(std::string_view block, uint16_t tag) {
  const std::optional<ByteView> view = exif::ViewOf(block);
  if (!view) return {};
  const std::string_view bytes = TextBytes(*view, tag);
  const size_t end = bytes.find('\0');
  std::string text = PlainText(bytes.substr(0, end));
  if (tag != kCopyrightTag || end == 0 || end == std::string_view::npos) return text;
  // The photographer's is followed by the editor's, and is a space where there is none.
  const std::string_view behind = bytes.substr(end + 1);
  const size_t second_end = behind.find('\0');
  if (second_end == std::string_view::npos) return text;
  const std::string editor = PlainText(behind.substr(0, second_end));
  if (editor.empty()) return text;
  if (text.empty()) text = " ";
  return text + '\0' + editor;
}

std::string UprightExif(std::string block, uint32_t width, uint32_t height) {
  if (!IsExif(block)) return {};
  const Directory first = exif::FirstDirectory(*exif::ViewOf(block));
  const std::optional<Directory> added = exif::ExifDirectory(*exif::ViewOf(block));
  SetNumber(block, first, kOrientationTag, 1);
  SetNumber(block, first, kWidthTag, width);
  SetNumber(block, first, kHeightTag, height);
  if (added) {
    SetNumber(block, *added, kExifWidthTag, width);
    SetNumber(block, *added, kExifHeightTag, height);
  }
  if (!IsExif(block)) return {};
  return WithoutPictures(std::move(block));
}

std::string SrgbExif(std::string block) {
  if (!IsExif(block)) return {};
  const std::optional<Directory> added = exif::ExifDirectory(*exif::ViewOf(block));
  const std::optional<Directory> index = exif::InteroperabilityDirectory(*exif::ViewOf(block));
  if (added) SetNumber(block, *added, kColourSpaceTag, kColourSpaceSrgb);
  const std::optional<ByteView> view = exif::ViewOf(block);
  if (!view) return {};
  if (!index) return block;
  const std::optional<uint64_t> entry = exif::FindEntry(*view, *index, kInteroperabilityIndexTag);
  if (entry && view->Is(*entry + 8, kIndexAdobeRgb)) {
    block.replace(*entry + 8, kIndexSrgb.size(), kIndexSrgb);
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
  const size_t values_at = block.size() + texts.size() * exif::kEntryBytes + 4;
  for (const auto& [tag, text] : texts) {
    std::string value = *text + '\0';
    Append(block, tag, 2);
    Append(block, exif::kTypeAscii, 2);
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
