// Reads EXIF, XMP and IPTC from a JPEG's segments.
#include <optional>

#include "common/container/exif_view.h"
#include "common/container/jpeg_segments.h"
#include "worker/image/jpeg/jpeg_codec.h"
#include "worker/image/metadata/iptc.h"

namespace photomill {
namespace {

constexpr uint8_t kApp1 = jpeg_marker::kApp0 + 1;
constexpr uint8_t kApp13 = jpeg_marker::kApp0 + 13;

// Bytes outside of segments, or a second image, end the first image's own segments.
bool EndsHeader(uint8_t marker) {
  return marker == jpeg_marker::kStartOfScan || marker == jpeg_marker::kEndOfImage ||
         marker == jpeg_marker::kStartOfImage || marker == jpeg_marker::kStuffed;
}

}  // namespace

SourceMetadata ReadJpegMetadata(std::string_view bytes) {
  SourceMetadata out;
  JpegSegments segments(bytes);
  while (const std::optional<JpegSegments::Segment> segment = segments.Next()) {
    const uint8_t marker = segment->marker;
    const std::string_view body = segment->body;
    if (segments.skipped_bytes() || EndsHeader(marker)) return out;
    if (marker == kApp1 && body.starts_with(kExifPrefix)) TakeExif(body, out, bytes);
    if (marker == kApp1 && body.starts_with(kJpegXmpPrefix)) {
      TakeXmp(body.substr(kJpegXmpPrefix.size()), out);
    }
    if (marker == kApp13) TakeIptc(IptcOfPhotoshop(body), out);
  }
  return out;
}

}  // namespace photomill
