#include "worker/image/metadata/metadata.h"

#include <utility>

#include "worker/image/heif/heif_metadata.h"
#include "worker/image/jpeg/bare_jpeg.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/file_parts.h"
#include "worker/image/metadata/iptc.h"
#include "worker/image/metadata/xmp_edit.h"
#include "worker/image/png/bare_png.h"

namespace photomill {
namespace {

constexpr std::string_view kExifName("Exif\0\0", 6);
constexpr std::string_view kXmpName("http://ns.adobe.com/xap/1.0/\0", 29);
constexpr std::string_view kPngXmpName("XML:com.adobe.xmp\0", 18);

constexpr uint16_t kXmpTag = 700;
constexpr uint16_t kIptcTag = 33'723;

// Of several the first, as readers do.
void Take(std::string_view body, std::string_view what, std::string& into, WarningText& warning) {
  if (!into.empty() || body.empty()) return;
  if (body.size() > kMetadataBytesMax) {
    AddWarning(warning, Warning::kMetadataLeftOut,
               "its " + std::string(what) + " is too large to be carried along");
    return;
  }
  into = body;
}

void TakeExif(std::string_view body, SourceMetadata& out) {
  // Some writers leave the prefix in PNG and WebP, where it does not belong; some write it twice.
  for (int i = 0; i < 2 && body.starts_with(kExifName); ++i) body.remove_prefix(kExifName.size());
  Take(body, "EXIF", out.exif, out.warning);
}
void TakeXmp(std::string_view body, SourceMetadata& out) {
  Take(body, "XMP", out.xmp, out.warning);
}
void TakeIptc(std::string_view body, SourceMetadata& out) {
  Take(body, "IPTC", out.iptc, out.warning);
}

void TakeJpegPart(const FilePart& part, SourceMetadata& out) {
  if (part.name == "APP1" && part.body.starts_with(kExifName)) TakeExif(part.body, out);
  if (part.name == "APP1" && part.body.starts_with(kXmpName)) {
    TakeXmp(part.body.substr(kXmpName.size()), out);
  }
  if (part.name == "APP13") TakeIptc(IptcOfPhotoshop(part.body), out);
}

void TakePngPart(const FilePart& part, SourceMetadata& out) {
  if (part.name == "eXIf") TakeExif(part.body, out);
  if (part.name != "iTXt" || !part.body.starts_with(kPngXmpName)) return;
  // Compressed or not, by which method, language, its name in that language.
  std::string_view body = part.body.substr(kPngXmpName.size());
  if (!body.starts_with(std::string_view("\0\0", 2))) {
    if (body.starts_with('\1')) {
      AddWarning(out.warning, Warning::kMetadataLeftOut, "its XMP is compressed and was left out");
    }
    return;
  }
  body.remove_prefix(2);
  for (int i = 0; i < 2; ++i) {
    const size_t end = body.find('\0');
    if (end == std::string_view::npos) return;
    body.remove_prefix(end + 1);
  }
  TakeXmp(body, out);
}

void TakeWebpPart(const FilePart& part, SourceMetadata& out) {
  if (part.name == "EXIF") TakeExif(part.body, out);
  if (part.name == "XMP ") TakeXmp(part.body, out);
}

void TakeTiff(std::string_view bytes, SourceMetadata& out) {
  TakeExif(CopyrightExif(ExifText(bytes, kArtistTag), ExifText(bytes, kCopyrightTag)), out);
  TakeXmp(ExifBytes(bytes, kXmpTag), out);
  TakeIptc(ExifBytes(bytes, kIptcTag), out);
}

void TakeHeif(std::string_view bytes, SourceMetadata& out) {
  const HeifMetadata metadata = ReadHeifMetadata(bytes);
  TakeExif(metadata.exif, out);
  TakeXmp(metadata.xmp, out);
}

std::string FirstOf(const std::string& exif, const std::string& iptc) {
  return exif.empty() ? iptc : exif;
}

}  // namespace

SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format) {
  SourceMetadata out;
  switch (format) {
    case PictureFormat::kJpeg:
      VisitJpeg(bytes, [&](const FilePart& part) { TakeJpegPart(part, out); });
      break;
    case PictureFormat::kPng:
      VisitPng(bytes, [&](const FilePart& part) { TakePngPart(part, out); });
      break;
    case PictureFormat::kWebp:
      VisitWebp(bytes, [&](const FilePart& part) { TakeWebpPart(part, out); });
      break;
    case PictureFormat::kTiff:
      TakeTiff(bytes, out);
      break;
    case PictureFormat::kHeic:
    case PictureFormat::kAvif:
      TakeHeif(bytes, out);
      break;
    default:
      break;
  }
  if (!out.exif.empty() && !IsExif(out.exif)) {
    out.exif.clear();
    AddWarning(out.warning, Warning::kMetadataLeftOut, "its EXIF is damaged and was left out");
  }
  if (!UprightXmp(out.xmp, 1, 1)) {
    out.xmp.clear();
    AddWarning(out.warning, Warning::kMetadataLeftOut,
               "its XMP tells an orientation that cannot be put right and was left out");
  }
  return out;
}

bool HoldsPictureOnly(std::string_view bytes, PictureFormat format, std::string_view profile) {
  switch (format) {
    case PictureFormat::kJpeg:
      return IsBareJpeg(bytes, profile);
    case PictureFormat::kPng:
      return IsBarePng(bytes, profile);
    default:
      return false;
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
      out.exif = CopyrightExif(
          FirstOf(ExifText(source.exif, kArtistTag), IptcText(source.iptc, kIptcByline)),
          FirstOf(ExifText(source.exif, kCopyrightTag), IptcText(source.iptc, kIptcCopyright)));
      break;
  }
  return out;
}

}  // namespace photomill
