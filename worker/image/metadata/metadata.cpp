#include "worker/image/metadata/metadata.h"

#include <optional>
#include <utility>

#include "common/container/exif_view.h"
#include "common/container/jpeg_segments.h"
#include "common/container/png_chunks.h"
#include "common/container/riff_chunks.h"
#include "worker/image/heif/heif_metadata.h"
#include "worker/image/jpeg/bare_jpeg.h"
#include "worker/image/library/decoder_messages.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/iptc.h"
#include "worker/image/metadata/xmp_edit.h"
#include "worker/image/png/bare_png.h"

namespace photomill {
namespace {

constexpr std::string_view kPngXmpName("XML:com.adobe.xmp\0", 18);

constexpr uint8_t kApp1 = jpeg_marker::kApp0 + 1;
constexpr uint8_t kApp13 = jpeg_marker::kApp0 + 13;

constexpr uint16_t kXmpTag = 700;
constexpr uint16_t kIptcTag = 33'723;

// Of several the first, as readers do.
void Take(std::string_view body, std::string_view what, std::string& into, std::string& warning) {
  if (!into.empty() || body.empty()) return;
  if (body.size() > kMetadataBytesMax) {
    AddWarning(warning, "its " + std::string(what) + " is too large to be carried along");
    return;
  }
  into = body;
}

void TakeExif(std::string_view body, SourceMetadata& out) {
  Take(WithoutExifPrefix(body), "EXIF", out.exif, out.warning);
}
void TakeXmp(std::string_view body, SourceMetadata& out) {
  Take(body, "XMP", out.xmp, out.warning);
}
void TakeIptc(std::string_view body, SourceMetadata& out) {
  Take(body, "IPTC", out.iptc, out.warning);
}

// The bytes that belong to no segment, and a second picture, end what is the first one's own.
bool EndsHeader(uint8_t marker) {
  return marker == jpeg_marker::kStartOfScan || marker == jpeg_marker::kEndOfImage ||
         marker == jpeg_marker::kStartOfImage || marker == jpeg_marker::kStuffed;
}

void TakeJpeg(std::string_view bytes, SourceMetadata& out) {
  JpegSegments segments(bytes);
  while (const std::optional<JpegSegments::Segment> segment = segments.Next()) {
    const uint8_t marker = segment->marker;
    const std::string_view body = segment->body;
    if (segments.skipped_bytes() || EndsHeader(marker)) return;
    if (marker == kApp1 && body.starts_with(kExifPrefix)) TakeExif(body, out);
    if (marker == kApp1 && body.starts_with(kJpegXmpPrefix)) {
      TakeXmp(body.substr(kJpegXmpPrefix.size()), out);
    }
    if (marker == kApp13) TakeIptc(IptcOfPhotoshop(body), out);
  }
}

void TakePngText(std::string_view text, SourceMetadata& out) {
  if (!text.starts_with(kPngXmpName)) return;
  // Compressed or not, by which method, language, its name in that language.
  const std::string_view body = text.substr(kPngXmpName.size());
  if (!body.starts_with(std::string_view("\0\0", 2))) {
    if (body.starts_with('\1')) AddWarning(out.warning, "its XMP is compressed and was left out");
    return;
  }
  TakeXmp(BehindTexts(body.substr(2), 2), out);
}

void TakePng(std::string_view bytes, SourceMetadata& out) {
  PngChunks chunks(bytes);
  while (const std::optional<PngChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole || chunk->type == "IEND") return;
    if (chunk->type == "eXIf") TakeExif(chunk->body, out);
    if (chunk->type == "iTXt") TakePngText(chunk->body, out);
  }
}

void TakeWebp(std::string_view bytes, SourceMetadata& out) {
  RiffChunks chunks(bytes);
  while (const std::optional<RiffChunks::Chunk> chunk = chunks.Next()) {
    if (!chunk->whole) return;
    if (chunk->type == "EXIF") TakeExif(chunk->body, out);
    if (chunk->type == "XMP ") TakeXmp(chunk->body, out);
  }
}

// Its tags are those of EXIF's first directory.
void TakeTiff(std::string_view bytes, SourceMetadata& out) {
  const std::optional<ExifView> tiff = ExifView::Parse(bytes);
  if (!tiff) return;
  TakeExif(CopyrightExif(ExifText(*tiff, kArtistTag), ExifText(*tiff, kCopyrightTag)), out);
  TakeXmp(ExifBytes(*tiff, kXmpTag), out);
  TakeIptc(ExifBytes(*tiff, kIptcTag), out);
}

void TakeHeif(std::string_view bytes, SourceMetadata& out) {
  const HeifMetadata metadata = ReadHeifMetadata(bytes);
  TakeExif(metadata.exif, out);
  TakeXmp(metadata.xmp, out);
}

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

SourceMetadata ReadMetadata(std::string_view bytes, PictureFormat format) {
  SourceMetadata out;
  switch (format) {
    case PictureFormat::kJpeg:
      TakeJpeg(bytes, out);
      break;
    case PictureFormat::kPng:
      TakePng(bytes, out);
      break;
    case PictureFormat::kWebp:
      TakeWebp(bytes, out);
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
  if (!out.exif.empty() && !ExifView::Parse(out.exif)) {
    out.exif.clear();
    AddWarning(out.warning, "its EXIF is damaged and was left out");
  }
  if (!UprightXmp(out.xmp, 1, 1)) {
    out.xmp.clear();
    AddWarning(out.warning,
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
      return CopyrightOf(source);
  }
  return out;
}

}  // namespace photomill
