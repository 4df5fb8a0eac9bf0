#include "worker/image/metadata/source_metadata.h"

#include <fmt/core.h>

#include "common/container/exif_view.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/xmp_edit.h"
#include "worker/image/metadata/xmp_rights.h"
#include "worker/image/metadata/xmp_truth.h"

namespace photomill {
namespace {

void Take(std::string_view body, std::string_view what, std::string& into, WarningText& warning) {
  if (!into.empty() || body.empty()) return;
  if (body.size() > kMetadataBytesMax) {
    AddWarning(warning, Warning::kMetadataLeftOut,
               fmt::format("its {} is too large to preserve", what));
    return;
  }
  into = body;
}

}  // namespace

void TakeExif(std::string_view block, SourceMetadata& out) {
  Take(WithoutExifPrefix(block), "EXIF", out.exif, out.warning);
}
void TakeXmp(std::string_view packet, SourceMetadata& out) {
  Take(packet, "XMP", out.xmp, out.warning);
}
void TakeIptc(std::string_view records, SourceMetadata& out) {
  Take(records, "IPTC", out.iptc, out.warning);
}

SourceMetadata WithoutDamaged(SourceMetadata metadata) {
  if (!metadata.exif.empty() && !ExifView::Parse(metadata.exif)) {
    metadata.exif.clear();
    AddWarning(metadata.warning, Warning::kMetadataLeftOut, "its EXIF is damaged and was left out");
  }
  metadata.of_xmp = RightsOfXmp(metadata.xmp);
  if (IsBeyondCorrection(metadata.xmp)) {
    metadata.xmp.clear();
    AddWarning(metadata.warning, Warning::kMetadataLeftOut, "its XMP is damaged and was left out");
  }
  if (!UprightXmp(metadata.xmp, 1, 1)) {
    metadata.xmp.clear();
    AddWarning(metadata.warning, Warning::kMetadataLeftOut,
               "its XMP has an orientation that cannot be corrected and was left out");
  }
  return metadata;
}

}  // namespace photomill
