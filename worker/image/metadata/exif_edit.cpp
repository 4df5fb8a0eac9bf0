#include "worker/image/metadata/exif_edit.h"

#include <cmath>
#include <utility>
#include <vector>

#include "common/container/byte_writer.h"
#include "worker/image/metadata/exif_pictures.h"
#include "worker/image/metadata/plain_text.h"

namespace photomill {
namespace {

using Range = ExifView::Range;

constexpr uint16_t kWidthTag = 0x0100;
constexpr uint16_t kHeightTag = 0x0101;
constexpr uint16_t kXResolutionTag = 0x011A;
constexpr uint16_t kYResolutionTag = 0x011B;
constexpr uint16_t kResolutionUnitTag = 0x0128;
constexpr uint32_t kUnitInch = 2;
constexpr uint16_t kRational = 5;
constexpr uint16_t kColourSpaceTag = 0xA001;
constexpr uint16_t kExifWidthTag = 0xA002;
constexpr uint16_t kExifHeightTag = 0xA003;
constexpr uint16_t kInteroperabilityIndexTag = 0x0001;

constexpr uint64_t kEntryBytes = 12;
constexpr uint32_t kColourSpaceSrgb = 1;
// The names of sRGB and Adobe RGB in cameras' files (DCF 2.0).
constexpr std::string_view kIndexSrgb("R98\0", 4);
constexpr std::string_view kIndexAdobeRgb("R03\0", 4);

bool Overlap(Range a, Range b) {
  return a.at < b.at + b.count && b.at < a.at + a.count;
}

// Whether the bytes of an entry's value overlap the block's header, a directory, or another entry's
// value. Such a value would show other data as its own.
bool IsOfOthers(const ExifView& exif, uint64_t entry, Range value) {
  std::vector<TiffDirectory> directories = exif.DirectoriesOfPicture();
  const uint32_t second = exif.view().U32(exif.first().end());
  if (const auto thumbnail = exif.DirectoryAt(second)) directories.push_back(*thumbnail);
  if (Overlap(value, {0, 8})) return true;
  for (const TiffDirectory& directory : directories) {
    if (Overlap(value, ExifView::RangeOf(directory))) return true;
    for (uint64_t i = 0; i < directory.entries; ++i) {
      if (directory.Entry(i) == entry) continue;
      if (Overlap(value, exif.ValueOf(directory.Entry(i)))) return true;
    }
  }
  return false;
}

// The value of an entry of type ASCII. Empty if it is missing or overlaps other data.
std::string_view TextBytes(const ExifView& exif, uint16_t tag) {
  const ByteView& view = exif.view();
  const std::optional<uint64_t> entry = exif.Find(exif.first(), tag);
  if (!entry || view.U16(*entry + 2) != kTiffAscii) return {};
  const Range value = exif.ValueOf(*entry);
  if (!view.Has(value.at, value.count)) return {};
  const bool in_the_entry = value.count <= 4;
  if (!in_the_entry && IsOfOthers(exif, *entry, value)) return {};
  return view.Slice(value.at, value.count);
}

// Sets all entries with the tag. Directories in a malicious block can overlap, so setting a value
// in one can change the end of another, or of the block.
void SetNumber(EditedExif& block, const TiffDirectory& directory, uint16_t tag, uint32_t number) {
  for (uint64_t i = 0; i < directory.entries && block.sound(); ++i) {
    const ByteView view = block.view().view();
    const uint64_t entry = directory.Entry(i);
    if (view.U16(entry) != tag) continue;
    const Endian endian = view.endian();
    const bool fits = view.U16(entry + 2) == kTiffShort && number <= 0xFFFF;
    block.PutNumber(entry + 2, fits ? kTiffShort : kTiffLong, 2, endian);
    block.PutNumber(entry + 4, 1, 4, endian);
    block.PutNumber(entry + 8, 0, 4, endian);
    block.PutNumber(entry + 8, number, fits ? 2 : 4, endian);
  }
}

}  // namespace

std::string_view ExifBytes(const ExifView& exif, uint16_t tag) {
  const std::optional<uint64_t> entry = exif.Find(exif.first(), tag);
  if (!entry) return {};
  const Range value = exif.ValueOf(*entry);
  if (!exif.view().Has(value.at, value.count)) return {};
  return exif.view().Slice(value.at, value.count);
}

std::string ExifText(const ExifView& exif, uint16_t tag) {
  const std::string_view bytes = TextBytes(exif, tag);
  const size_t end = bytes.find('\0');
  std::string text = PlainText(bytes.substr(0, end));
  if (tag != kCopyrightTag || end == 0 || end == std::string_view::npos) return text;
  // The photographer's copyright is followed by the editor's, and is a space if there is none.
  const std::string_view behind = bytes.substr(end + 1);
  const size_t second_end = behind.find('\0');
  if (second_end == std::string_view::npos) return text;
  const std::string editor = PlainText(behind.substr(0, second_end));
  if (editor.empty()) return text;
  if (text.empty()) text.assign(1, ' ');
  return text + '\0' + editor;
}

EditedExif UprightExif(EditedExif block, uint32_t width, uint32_t height) {
  if (!block.sound()) return {};
  const TiffDirectory first = block.view().first();
  const std::optional<TiffDirectory> added = block.view().ExifDirectory();
  SetNumber(block, first, kTiffOrientation, 1);
  SetNumber(block, first, kWidthTag, width);
  SetNumber(block, first, kHeightTag, height);
  if (added) {
    SetNumber(block, *added, kExifWidthTag, width);
    SetNumber(block, *added, kExifHeightTag, height);
  }
  if (!block.sound()) return {};
  RemovePictures(block);
  return block;
}

EditedExif SrgbExif(EditedExif block) {
  if (!block.sound()) return {};
  const std::optional<TiffDirectory> added = block.view().ExifDirectory();
  const std::optional<TiffDirectory> index = block.view().InteroperabilityDirectory();
  if (added) SetNumber(block, *added, kColourSpaceTag, kColourSpaceSrgb);
  if (!block.sound()) return {};
  if (!index) return block;
  const std::optional<uint64_t> entry = block.view().Find(*index, kInteroperabilityIndexTag);
  if (entry && block.view().view().Is(*entry + 8, kIndexAdobeRgb)) {
    block.Replace(*entry + 8, kIndexSrgb);
  }
  return block;
}

EditedExif ExifOfDensity(EditedExif block, const Density& density) {
  if (!block.sound()) return block;
  const ExifView exif = block.view();
  const ByteView& view = exif.view();
  std::vector<std::pair<uint64_t, double>> values;  // the offsets and new values of numbers
  for (const auto& [tag, per_metre] :
       {std::pair{kXResolutionTag, density.x}, {kYResolutionTag, density.y}}) {
    const std::optional<uint64_t> entry = exif.Find(exif.first(), tag);
    if (!entry || view.U16(*entry + 2) != kRational) return block;
    const Range value = exif.ValueOf(*entry);
    if (value.count != 8 || !view.Has(value.at, 8)) return block;
    values.emplace_back(value.at, per_metre * kMetresPerInch);
  }
  const Endian endian = view.endian();
  const TiffDirectory first = exif.first();
  EditedExif changed = block;
  for (const auto& [at, dpi] : values) {
    constexpr double kThousand = 1000;
    const bool whole = std::abs(dpi - std::round(dpi)) < 0.01;
    changed.PutNumber(at, static_cast<uint64_t>(std::round(whole ? dpi : dpi * kThousand)), 4,
                      endian);
    changed.PutNumber(at + 4, whole ? 1 : 1000, 4, endian);
  }
  SetNumber(changed, first, kResolutionUnitTag, kUnitInch);
  return changed.sound() ? changed : block;
}

std::string ExifOfTexts(const std::vector<TaggedText>& all) {
  std::vector<TaggedText> texts;
  for (const TaggedText& text : all) {
    if (!text.second.empty()) texts.push_back(text);
  }
  if (texts.empty()) return {};
  std::string block("MM\0*\0\0\0\x08", 8);
  AppendNumber(block, texts.size(), 2);
  std::string values;
  const size_t values_at = block.size() + texts.size() * kEntryBytes + 4;
  for (const auto& [tag, text] : texts) {
    std::string value = text + '\0';
    AppendNumber(block, tag, 2);
    AppendNumber(block, kTiffAscii, 2);
    AppendNumber(block, value.size(), 4);
    if (value.size() <= 4) {
      value.resize(4);
      block += value;
      continue;
    }
    AppendNumber(block, values_at + values.size(), 4);
    if (value.size() % 2 != 0) value += '\0';
    values += value;
  }
  AppendNumber(block, 0, 4);
  return block + values;
}

std::string CopyrightExif(const std::string& artist, const std::string& copyright) {
  return ExifOfTexts({{kArtistTag, artist}, {kCopyrightTag, copyright}});
}

}  // namespace photomill
