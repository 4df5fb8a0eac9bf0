#include "worker/image/metadata/metadata.h"

#include <optional>
#include <utility>

#include "common/container/exif_view.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/iptc.h"
#include "worker/image/metadata/xmp_edit.h"

namespace photomill {
namespace {

std::string FirstOf(std::string exif, const std::string& iptc) {
  return exif.empty() ? iptc : exif;
}

Attachments CopyrightOf(const SourceMetadata& source) {
  const std::optional<ExifView> exif = ExifView::Parse(source.exif);
  const auto told = [&](uint16_t tag) { return exif ? ExifText(*exif, tag) : std::string(); };
  Attachments out;
  out.exif = CopyrightExif(FirstOf(told(kArtistTag), IptcText(source.iptc, kIptcByline)),
                           FirstOf(told(kCopyrightTag), IptcText(source.iptc, kIptcCopyright)));
  return out;
}

}  // namespace

void LeaveOutDamaged(SourceMetadata& metadata) {
  if (!metadata.exif.empty() && !ExifView::Parse(metadata.exif)) {
    metadata.exif.clear();
    AddWarning(metadata.warning, Warning::kMetadataLeftOut, "its EXIF is damaged and was left out");
  }
  if (!UprightXmp(metadata.xmp, 1, 1)) {
    metadata.xmp.clear();
    AddWarning(metadata.warning, Warning::kMetadataLeftOut,
               "its XMP has an orientation that cannot be corrected and was left out");
  }
}

Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture) {
  Attachments out;
  switch (rule) {
    case MetadataRule::kStrip:
      break;
    case MetadataRule::kKeep:
      out.exif = UprightExif(source.exif, picture.width, picture.height);
      if (picture.made_srgb) out.exif = SrgbExif(std::move(out.exif));
      out.xmp = UprightXmp(source.xmp, picture.width, picture.height).value_or("");
      out.iptc = source.iptc;
      break;
    case MetadataRule::kCopyright:
      return CopyrightOf(source);
  }
  return out;
}

}  // namespace photomill
