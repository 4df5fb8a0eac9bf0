// Runs photomill's own readers of images, without decoders: the kind of file, the headers of all
// formats, EXIF, the first frame of an animated WebP, the profile of a JPEG, and the metadata for
// outputs.
#include "common/base/text.h"
#include "common/container/exif_view.h"
#include "common/sniff/content.h"
#include "common/sniff/header.h"
#include "tests/fuzz/support.h"
#include "tests/support/exif_edits.h"
#include "worker/image/format_table.h"
#include "worker/image/jpeg/jpeg_profile.h"
#include "worker/image/metadata/exif_edit.h"
#include "worker/image/metadata/metadata.h"
#include "worker/image/webp/webp_first_frame.h"

namespace photomill::fuzz {
namespace {

void CheckHeader(const PictureHeader& header, const PictureLimits& limits) {
  PHOTOMILL_CHECK(header.width >= 1 && header.width <= limits.width_max);
  PHOTOMILL_CHECK(header.height >= 1 && header.height <= limits.height_max);
  PHOTOMILL_CHECK(uint64_t{header.width} * header.height <= limits.pixels_max);
  PHOTOMILL_CHECK(header.frames >= 1 && header.frames <= limits.frames_max);
  PHOTOMILL_CHECK(header.orientation >= 1 && header.orientation <= 8);
  PHOTOMILL_CHECK(header.channels >= 1);
}

// A file that is accepted as complete must also be accepted if truncated files are allowed.
void CheckCutOff(std::string_view input, PictureLimits limits, bool passed) {
  limits.cut_off_too = true;
  const Result<PictureHeader> header = ReadPictureHeader(input, limits);
  PHOTOMILL_CHECK(header.ok() || !passed);
  if (header) CheckHeader(*header, limits);
}

// The frame must be a separate image file, which the decoder gets in place of the whole.
void CheckFirstFrame(std::string_view bytes) {
  const std::optional<WebpFrame> frame = FirstWebpFrame(bytes);
  if (!frame) return;
  const Result<PictureHeader> header = ReadPictureHeader(frame->file, {});
  if (!header) return CheckTold(header.failure());
  PHOTOMILL_CHECK(header->format == PictureFormat::kWebp && header->frames == 1);
}

// The metadata of an output must keep its limits, so that it fits into every format.
void CheckMetadata(std::string_view bytes, PictureFormat format) {
  (void)HoldsPictureOnly(bytes, format, "");
  const SourceMetadata source = ReadMetadata(bytes, format);
  PHOTOMILL_CHECK(source.exif.size() <= kMetadataBytesMax);
  const Attachments kept = MetadataFor(MetadataRule::kKeep, source, {640, 480, true, 1280, 960});
  PHOTOMILL_CHECK(kept.exif.size() <= source.exif.size() && kept.xmp.size() <= kMetadataBytesMax);
  PHOTOMILL_CHECK(ReadExif(kept.exif).orientation <= 8);
  (void)MetadataFor(MetadataRule::kCopyright, source, {.width = 640, .height = 480});
}

// Every file has a format, which must agree with the result of the header's reader.
void CheckContent(std::string_view input, std::string_view extension) {
  const FileFormat format = IdentifyContent(input, extension);
  PHOTOMILL_CHECK(ParseFileFormat(FileFormatWord(format)) == format);
  const std::string text = ContentText(input, format);
  PHOTOMILL_CHECK(!text.empty() && IsValidUtf8(text) && text.find('\n') == text.npos);
  PictureLimits limits;
  limits.formats = kAllFormats;
  const Result<PictureHeader> header = ReadPictureHeader(input, limits, extension);
  const FileKind kind = KindOf(format);
  PHOTOMILL_CHECK(!header.ok() || kind == FileKind::kPicture);
  if (header.ok()) return;
  const Reason reason = header.failure().reason;
  PHOTOMILL_CHECK((kind == FileKind::kOther) == (reason == Reason::kNotAnImage));
  if (kind != FileKind::kOther && kind != FileKind::kPicture) {
    PHOTOMILL_CHECK(reason == Reason::kFormatNotAllowed);
  }
}

}  // namespace

void FuzzOne(std::string_view input) {
  PictureLimits limits;
  limits.formats = kAllFormats;
  const Result<PictureHeader> header = ReadPictureHeader(input, limits);
  CheckCutOff(input, limits, header.ok());
  if (header) {
    CheckHeader(*header, limits);
    if (header->format == PictureFormat::kWebp) CheckFirstFrame(input);
  } else {
    CheckTold(header.failure());
  }
  for (const std::string_view extension : {"", "nef", "mka"}) CheckContent(input, extension);
  for (const PictureFormat format :
       {PictureFormat::kJpeg, PictureFormat::kPng, PictureFormat::kWebp, PictureFormat::kTiff}) {
    CheckMetadata(input, format);
  }
  PHOTOMILL_CHECK(UprightExif(std::string(input), 640, 480).size() <= input.size());
  PHOTOMILL_CHECK(SrgbExif(std::string(input)).size() <= input.size());
  PHOTOMILL_CHECK(ReadExif(input).orientation <= 8);
  (void)ReadJpegProfile(input);
}

}  // namespace photomill::fuzz
