#include "worker/image/metadata/source_metadata.h"

#include <fmt/core.h>

#include "common/container/exif_view.h"
#include "worker/image/metadata/attachments.h"
#include "worker/image/metadata/xmp_edit.h"
#include "worker/image/metadata/xmp_rights.h"
#include "worker/image/metadata/xmp_truth.h"

namespace photomill {
namespace {

// Returns whether it was added.
bool Take(std::string_view body, std::string_view what, std::string& into, WarningText& warning) {
  if (!into.empty() || body.empty()) return false;
  if (body.size() > kMetadataBytesMax) {
    AddWarning(warning, Warning::kMetadataLeftOut,
               fmt::format("its {} is too large to preserve", what));
    return false;
  }
  into = body;
  return true;
}

// Whether the layout of the block is that of `sniffed`.
bool IsSniffed(const SourceMetadata& metadata, const PlacedExif& sniffed) {
  return metadata.exif_at != 0 && metadata.exif_at == sniffed.at &&
         metadata.exif.size() == sniffed.bytes;
}

std::optional<ExifLayout> LayoutOf(std::string_view block) {
  const std::optional<ExifView> exif = ExifView::Parse(block);
  return exif ? std::optional(exif->layout()) : std::nullopt;
}

}  // namespace

void TakeExif(std::string_view block, SourceMetadata& out, std::string_view file) {
  const std::string_view bare = WithoutExifPrefix(block);
  if (!Take(bare, "EXIF", out.exif, out.warning) || file.empty()) return;
  out.exif_at = static_cast<uint64_t>(bare.data() - file.data());
}
void TakeXmp(std::string_view packet, SourceMetadata& out) {
  Take(packet, "XMP", out.xmp, out.warning);
}
void TakeIptc(std::string_view records, SourceMetadata& out) {
  Take(records, "IPTC", out.iptc, out.warning);
}

SourceMetadata WithoutDamaged(SourceMetadata metadata, const PlacedExif& sniffed) {
  // Others are read here: a block after one that is too large, a HEIF's item, a TIFF's own texts.
  metadata.exif_layout = IsSniffed(metadata, sniffed) ? sniffed.layout : LayoutOf(metadata.exif);
  if (!metadata.exif.empty() && !metadata.exif_layout) {
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
