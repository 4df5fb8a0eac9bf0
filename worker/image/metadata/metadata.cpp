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
  const EditedExif exif(source.exif, source.exif_layout);
  if (!exif.sound()) return {};
  return {ExifText(exif.view(), kArtistTag), ExifText(exif.view(), kCopyrightTag)};
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

Density DensityOfExif(const EditedExif& exif) {
  return exif.sound() ? DensityOfTiff(exif.view().file(), exif.view().first()) : Density{};
}

// Sets the output's density. EXIF counts before the container, which any program can have
// rewritten, unless it states 72 dpi, which means unknown (Exif 2.32, 4.6.5). The container counts
// if its pixels are not square.
void SetDensity(const DescribedPicture& picture, EditedExif& exif, Attachments& out) {
  constexpr double kUnknown = 72 / kMetresPerInch;
  const Density of_exif = DensityOfExif(exif);
  const bool known =
      of_exif.absolute && of_exif.x == of_exif.y && !Agree(of_exif, {kUnknown, kUnknown, true});
  out.density = known && picture.density.x == picture.density.y ? of_exif : picture.density;
  if (out.density.absolute && !Agree(out.density, of_exif)) {
    exif = ExifOfDensity(std::move(exif), out.density);
  }
}

}  // namespace

Attachments MetadataFor(MetadataRule rule, const SourceMetadata& source,
                        const DescribedPicture& picture) {
  Attachments out;
  switch (rule) {
    case MetadataRule::kStrip:
      break;
    case MetadataRule::kKeep: {
      EditedExif exif =
          UprightExif(EditedExif(source.exif, source.exif_layout), picture.width, picture.height);
      if (picture.made_srgb) exif = SrgbExif(std::move(exif));
      out.xmp = XmpFor(source, picture);
      out.iptc = source.iptc;
      SetDensity(picture, exif, out);
      out.exif = exif.block();
      break;
    }
    case MetadataRule::kCopyright:
      return CopyrightOf(source);
  }
  return out;
}

}  // namespace photomill
