// Reads texts about the image, XMP and IPTC from the directory of a TIFF's image. The tags are the
// same as in EXIF. What that directory lacks is taken from the file's first directory.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/container/exif_view.h"
#include "common/container/tiff_pages.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/plain_text.h"
#include "worker/image/tiff/tiff_codec.h"

namespace photomill {
namespace {

constexpr uint16_t kXmpTag = 700;
constexpr uint16_t kIptcTag = 33'723;

// Description, make, model, date, artist and copyright.
constexpr std::array<uint16_t, 6> kTextTags = {270, 271, 272, 306, kArtistTag, kCopyrightTag};
static_assert(kTextTags.size() * kPlainTextBytesMax < kMetadataBytesMax);

}  // namespace

SourceMetadata ReadTiffMetadata(std::string_view bytes) {
  SourceMetadata out;
  const std::optional<TiffFile> file = TiffFile::Open(bytes);
  if (!file) return out;
  const std::optional<TiffPages> pages = ReadTiffPages(*file, limits::kFramesMax);
  const std::optional<TiffDirectory> first = file->ReadDirectory(file->first_offset());
  if (!pages || !first) return out;
  const ExifView picture = ExifView::OfDirectory(*file, pages->picture);
  const ExifView preview = ExifView::OfDirectory(*file, *first);
  const auto text = [&](uint16_t tag) {
    const std::string own = ExifText(picture, tag);
    return own.empty() ? ExifText(preview, tag) : own;
  };
  const auto block = [&](uint16_t tag) {
    const std::string_view own = ExifBytes(picture, tag);
    return own.empty() ? ExifBytes(preview, tag) : own;
  };
  std::vector<TaggedText> texts;
  for (const uint16_t tag : kTextTags) {
    texts.emplace_back(tag, text(tag));
    // Programs for science write whole documents into the description.
    const bool too_large = block(tag).size() > kPlainTextBytesMax;
    if (!texts.back().second.empty() || !too_large) continue;
    AddWarning(out.warning, Warning::kMetadataLeftOut,
               "a text of the TIFF, such as its description, is too large to preserve");
  }
  TakeExif(ExifOfTexts(texts), out);
  TakeXmp(block(kXmpTag), out);
  TakeIptc(block(kIptcTag), out);
  return out;
}

}  // namespace photomill
