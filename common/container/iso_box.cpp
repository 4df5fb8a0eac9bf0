#include "common/container/iso_box.h"

#include <algorithm>
#include <utility>

#include "common/base/limits.h"
#include "common/base/text.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kFrameBytes = 8;        // length and type
constexpr uint64_t kLargeFrameBytes = 16;  // with a length of 64 bits behind them
constexpr uint64_t kLargeLength = 1;
constexpr uint64_t kToTheEnd = 0;

Failure Corrupt(std::string detail) {
  return {Reason::kCorrupt, std::move(detail)};
}

}  // namespace

std::optional<IsoBox> IsoBoxes::Next() {
  // Less than a box's frame behind the last one is padding.
  if (!status_ || !view_.Has(at_, kFrameBytes)) return std::nullopt;
  if (++boxes_ > limits::kMetadataChunksMax) {
    status_ = Corrupt(container_ + " has more than " + HumanCount(limits::kMetadataChunksMax) +
                      " boxes side by side");
    return std::nullopt;
  }
  const std::string_view type = view_.Slice(at_ + 4, 4);
  uint64_t length = view_.U32(at_);
  uint64_t frame_bytes = kFrameBytes;
  if (length == kLargeLength) {
    length = view_.U64(at_ + kFrameBytes);
    frame_bytes = kLargeFrameBytes;
  } else if (length == kToTheEnd) {
    length = view_.size() - at_;
  }
  if (length < frame_bytes) {
    status_ = Corrupt(container_ + "'s box " + Escaped(type) + " is shorter than its own header");
    return std::nullopt;
  }
  if (!view_.Has(at_, length)) {
    status_ = Corrupt(container_ + " ends within its box " + Escaped(type) + ": it is cut off");
    return std::nullopt;
  }
  const std::string_view body = view_.Slice(at_ + frame_bytes, length - frame_bytes);
  at_ += length;
  return IsoBox{type, body};
}

Result<std::map<std::string_view, std::string_view>> SingleBoxes(
    std::string_view bytes, std::string_view container,
    std::initializer_list<std::string_view> types) {
  std::map<std::string_view, std::string_view> bodies;
  IsoBoxes boxes(bytes, container);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (std::find(types.begin(), types.end(), box->type) == types.end()) continue;
    if (!bodies.emplace(box->type, box->body).second) {
      return Corrupt(std::string(container) + " has its box " + Escaped(box->type) + " twice");
    }
  }
  if (!boxes.status()) return boxes.status().failure();
  return bodies;
}

}  // namespace photomill::sniff
