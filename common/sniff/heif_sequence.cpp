#include "common/sniff/heif_sequence.h"

#include <algorithm>

#include "common/container/iso_box.h"

namespace photomill::sniff {
namespace {

Result<std::string_view> Child(std::string_view bytes, std::string_view type) {
  return FirstBox(bytes, "the HEIF", type);
}

Result<uint32_t> CountTrackFrames(std::string_view track) {
  const Result<std::string_view> media = Child(track, "mdia");
  if (!media) return media.failure();
  const Result<std::string_view> handler = Child(*media, "hdlr");
  if (!handler) return handler.failure();
  const ByteView view(*handler);
  // Alpha has a separate track, "auxv".
  if (!view.Is(8, "pict") && !view.Is(8, "vide")) return 0;
  const Result<std::string_view> information = Child(*media, "minf");
  if (!information) return information.failure();
  const Result<std::string_view> table = Child(*information, "stbl");
  if (!table) return table.failure();
  // Both kinds store the number of samples after four bytes about their size.
  for (const std::string_view type : {"stsz", "stz2"}) {
    const Result<std::string_view> sizes = Child(*table, type);
    if (!sizes) return sizes.failure();
    if (!sizes->empty()) return OpenFullBox(*sizes).content.U32(4);
  }
  return 0;
}

}  // namespace

Result<uint32_t> CountSequenceFrames(std::string_view moov) {
  uint32_t most = 0;
  IsoBoxes boxes(moov, "the HEIF");
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type != "trak") continue;
    Result<uint32_t> frames = CountTrackFrames(box->body);
    if (!frames) return frames;
    most = std::max(most, *frames);
  }
  if (!boxes.status()) return boxes.status().failure();
  return most;
}

}  // namespace photomill::sniff
