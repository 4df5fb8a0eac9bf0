#include "common/container/jpeg2000_parts.h"

#include <optional>

#include "common/container/byte_view.h"
#include "common/container/corrupt.h"
#include "common/container/iso_box.h"

namespace photomill {
namespace {

constexpr std::string_view kContainer = "the JPEG 2000";
// Identifies the box in which writers put EXIF.
constexpr std::string_view kExifId = "JpgTiffExif->JP2";

void Take(const IsoBox& box, Jpeg2000Parts& parts) {
  if (box.type == "jp2h" && !parts.has_header) {
    parts.header = box.body;
    parts.has_header = true;
  }
  if (box.type == "jplh" && parts.layer.empty()) parts.layer = box.body;
  if (box.type == "jp2c" && parts.codestream.empty()) parts.codestream = box.body;
  if (box.type == "uuid" && box.body.starts_with(kExifId)) {
    parts.exif = box.body.substr(kExifId.size());
  }
}

// The existing part of a truncated codestream box that begins at `begin`.
std::string_view CutCodestream(std::string_view bytes, uint64_t begin) {
  const std::string_view box = bytes.substr(static_cast<size_t>(begin));
  const IsoFrame frame = ReadIsoFrame(box.substr(0, kIsoFrameBytesMax));
  if (frame.type != "jp2c" || !frame.IsSound() || frame.bytes > box.size()) return {};
  return box.substr(static_cast<size_t>(frame.bytes));
}

constexpr uint32_t kStartOfTilePart = 0xFF90;
constexpr uint32_t kCodingStyle = 0xFF52;
constexpr uint64_t kMarkerBytes = 2;

}  // namespace

Jpeg2000MainHeader ReadJpeg2000MainHeader(std::string_view codestream) {
  const ByteView view(codestream);
  Jpeg2000MainHeader header;
  uint64_t at = kMarkerBytes;  // after the start of the codestream
  while (view.Has(at, kMarkerBytes + 2) && view.U8(at) == 0xFF &&
         view.U16(at) != kStartOfTilePart && view.U16(at + kMarkerBytes) >= 2) {
    const uint64_t bytes = kMarkerBytes + view.U16(at + kMarkerBytes);
    if (view.U16(at) == kCodingStyle) header.coding_style = view.Slice(at, bytes);
    at += bytes;
  }
  header.end = at;
  return header;
}

Result<Jpeg2000Parts> ReadJpeg2000Parts(std::string_view bytes, bool cut_off_too) {
  Jpeg2000Parts parts;
  if (bytes.starts_with(kCodestreamStart)) {
    parts.codestream = bytes;
    return parts;
  }
  IsoBoxes boxes(bytes, kContainer);
  while (const std::optional<IsoBox> box = boxes.Next()) Take(*box, parts);
  if (!parts.codestream.empty()) {
    parts.damaged_behind_it = !boxes.status().ok();
    return parts;
  }
  if (cut_off_too && !boxes.status()) {
    parts.codestream = CutCodestream(bytes, boxes.position());
    parts.cut_off = true;
    if (!parts.codestream.empty()) return parts;
  }
  if (!boxes.status()) return boxes.status().failure();
  return Corrupt("the JPEG 2000 contains no image");
}

}  // namespace photomill
