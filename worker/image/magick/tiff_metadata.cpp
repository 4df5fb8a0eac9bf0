// Artist and copyright, XMP and IPTC out of a TIFF's first directory, whose tags are those of
// EXIF's.
#include <optional>

#include "common/container/exif_view.h"
#include "worker/image/magick/magick_codec.h"
#include "worker/image/metadata/exif_edit.h"

namespace photomill {
namespace {

constexpr uint16_t kXmpTag = 700;
constexpr uint16_t kIptcTag = 33'723;

}  // namespace

SourceMetadata ReadTiffMetadata(std::string_view bytes) {
  SourceMetadata out;
  const std::optional<ExifView> tiff = ExifView::Parse(bytes);
  if (!tiff) return out;
  TakeExif(CopyrightExif(ExifText(*tiff, kArtistTag), ExifText(*tiff, kCopyrightTag)), out);
  TakeXmp(ExifBytes(*tiff, kXmpTag), out);
  TakeIptc(ExifBytes(*tiff, kIptcTag), out);
  return out;
}

}  // namespace photomill
