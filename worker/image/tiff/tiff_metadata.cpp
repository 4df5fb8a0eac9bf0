// Reads artist, copyright, XMP and IPTC from the directory of a TIFF's image. The tags are the same
// as in EXIF. What that directory lacks is taken from the file's first directory.
#include <optional>
#include <string>

#include "common/base/limits.h"
#include "common/container/exif_view.h"
#include "common/container/tiff_pages.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/tiff/tiff_codec.h"

namespace photomill {
namespace {

constexpr uint16_t kXmpTag = 700;
constexpr uint16_t kIptcTag = 33'723;

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
  TakeExif(CopyrightExif(text(kArtistTag), text(kCopyrightTag)), out);
  TakeXmp(block(kXmpTag), out);
  TakeIptc(block(kIptcTag), out);
  return out;
}

}  // namespace photomill
