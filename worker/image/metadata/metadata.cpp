#include "worker/image/metadata/metadata.h"

#include <optional>
#include <utility>

#include "common/container/exif_view.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/iptc.h"
#include "worker/image/metadata/xmp_edit.h"
#include "worker/image/metadata/xmp_rights.h"
#include "worker/image/metadata/xmp_truth.h"

namespace photomill {
namespace {

Rights RightsOfExif(const SourceMetadata& source) {
  const std::optional<ExifView> exif = ExifView::Parse(source.exif);
  if (!exif) return {};
  return {ExifText(*exif, kArtistTag), ExifText(*exif, kCopyrightTag)};
}

Rights RightsOfIptc(const SourceMetadata& source) {
  return {IptcText(source.iptc, kIptcByline), IptcText(source.iptc, kIptcCopyright)};
}

Attachments CopyrightOf(const SourceMetadata& source) {
  Rights rights = FirstOf(RightsOfExif(source), source.of_xmp);
  rights = FirstOf(std::move(rights), RightsOfIptc(source));
  rights = FirstOf(std::move(rights), source.of_texts);
  Attachments out;
  out.exif = CopyrightExif(rights.creator, rights.copyright);
  return out;
}

// Returns the packet, with rights that have no other place in the output.
std::string XmpFor(const SourceMetadata& source, const DescribedPicture& picture) {
  std::string xmp = UprightXmp(source.xmp, picture.width, picture.height).value_or("");
  xmp = TrueXmp(std::move(xmp), {picture.width, picture.height, picture.source_width,
                                 picture.source_height, picture.whole, picture.as_stored});
  Rights rights = picture.holds_iptc ? Rights{} : RightsOfIptc(source);
  return WithRights(std::move(xmp), FirstOf(std::move(rights), source.of_texts));
}

Density DensityOfExif(const std::string& block) {
  const std::optional<TiffFile> file = TiffFile::Open(block);
  if (!file || !ExifView::Parse(block)) return {};
  return DensityOfTiff(*file, *file->DirectoryAt(file->first_offset()));
}

// Sets the output's density. EXIF counts before the container, which any program can have
// rewritten, unless it states 72 dpi, which means unknown (Exif 2.32, 4.6.5). The container counts
// if its pixels are not square.
void SetDensity(const DescribedPicture& picture, Attachments& out) {
  constexpr double kUnknown = 72 / kMetresPerInch;
  const Density of_exif = DensityOfExif(out.exif);
  const bool known =
      of_exif.absolute && of_exif.x == of_exif.y && !Agree(of_exif, {kUnknown, kUnknown, true});
  out.density = known && picture.density.x == picture.density.y ? of_exif : picture.density;
  if (out.density.absolute && !Agree(out.density, of_exif)) {
    out.exif = ExifOfDensity(std::move(out.exif), out.density);
  }
}

}  // namespace

Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture) {
  Attachments out;
  switch (rule) {
    case MetadataRule::kStrip:
      break;
    case MetadataRule::kKeep:
      out.exif = UprightExif(source.exif, picture.width, picture.height);
      if (picture.made_srgb) out.exif = SrgbExif(std::move(out.exif));
      out.xmp = XmpFor(source, picture);
      out.iptc = source.iptc;
      SetDensity(picture, out);
      break;
    case MetadataRule::kCopyright:
      return CopyrightOf(source);
  }
  return out;
}

}  // namespace photomill
