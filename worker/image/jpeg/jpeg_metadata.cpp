#include "worker/image/jpeg/jpeg_metadata.h"

#include <optional>

#include "common/container/exif_view.h"
#include "common/container/jpeg_segments.h"
#include "worker/image/metadata/iptc.h"

namespace photomill {
namespace {

constexpr uint8_t kApp1 = jpeg_marker::kApp0 + 1;
constexpr uint8_t kApp13 = jpeg_marker::kApp0 + 13;

// Data, the end, a second picture, or no marker at all.
bool EndsHeader(uint8_t marker) {
  return marker == jpeg_marker::kStartOfScan || marker == jpeg_marker::kEndOfImage ||
         marker == jpeg_marker::kStartOfImage || marker == jpeg_marker::kStuffed;
}

}  // namespace

void TakeJpegMetadata(std::string_view bytes, SourceMetadata& out) {
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

}  // namespace photomill
