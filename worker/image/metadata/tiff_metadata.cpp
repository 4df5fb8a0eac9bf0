#include "worker/image/metadata/tiff_metadata.h"

#include <optional>

#include "common/container/exif_view.h"
#include "worker/image/metadata/exif_edit.h"

namespace photomill {
namespace {

constexpr uint16_t kXmpTag = 700;
constexpr uint16_t kIptcTag = 33'723;

}  // namespace

void TakeTiffMetadata(std::string_view bytes, SourceMetadata& out) {
  const std::optional<ExifView> tiff = ExifView::Parse(bytes);  // its first directory is one's
  if (!tiff) return;
  TakeExif(CopyrightExif(ExifText(*tiff, kArtistTag), ExifText(*tiff, kCopyrightTag)), out);
  TakeXmp(ExifBytes(*tiff, kXmpTag), out);
  TakeIptc(ExifBytes(*tiff, kIptcTag), out);
}

}  // namespace photomill
