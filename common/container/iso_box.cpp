#include "common/container/iso_box.h"

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/container/corrupt.h"

namespace photomill {
namespace {

constexpr uint64_t kFrameBytes = 8;                       // length and type
constexpr uint64_t kLargeFrameBytes = kIsoFrameBytesMax;  // followed by a length of 64 bits
constexpr uint64_t kLargeLength = 1;
constexpr uint64_t kToTheEnd = 0;

}  // namespace

IsoFrame ReadIsoFrame(std::string_view bytes) {
  const ByteView view(bytes);
  const uint64_t length = view.U32(0);
  const std::string_view type = view.Slice(4, 4);
  if (length == kLargeLength) return {type, kLargeFrameBytes, view.U64(kFrameBytes)};
  return {type, kFrameBytes, length, length == kToTheEnd};
}

std::optional<IsoBox> IsoBoxes::Next() {
  // Less than a box's frame after the last one is padding.
  if (!status_ || !view_.Has(at_, kFrameBytes)) return std::nullopt;
  if (++boxes_ > limits::kMetadataChunksMax) {
    status_ = Corrupt(container_ + " has more than " + HumanCount(limits::kMetadataChunksMax) +
                      " boxes in a row");
    return std::nullopt;
  }
  const IsoFrame frame = ReadIsoFrame(view_.Slice(at_, kIsoFrameBytesMax));
  if (!frame.IsSound()) {
    status_ =
        Corrupt(container_ + "'s box " + Escaped(frame.type) + " is shorter than its own header");
    return std::nullopt;
  }
  const uint64_t length = frame.to_the_end ? view_.size() - at_ : frame.length;
  if (!view_.Has(at_, length)) {
    status_ =
        Corrupt(container_ + " ends within its box " + Escaped(frame.type) + ": it is truncated");
    return std::nullopt;
  }
  const uint64_t begin = at_;
  at_ += length;
  return IsoBox{frame.type, view_.Slice(begin + frame.bytes, length - frame.bytes), begin, at_};
}

Result<std::string_view> FirstBox(std::string_view bytes, std::string_view container,
                                  std::string_view type) {
  IsoBoxes boxes(bytes, container);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type == type) return box->body;
  }
  if (!boxes.status()) return boxes.status().failure();
  return std::string_view();
}

Result<std::map<std::string_view, std::string_view>> SingleBoxes(
    std::string_view bytes, std::string_view container,
    std::initializer_list<std::string_view> types) {
  std::map<std::string_view, std::string_view> bodies;
  IsoBoxes boxes(bytes, container);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (std::find(types.begin(), types.end(), box->type) == types.end()) continue;
    if (!bodies.emplace(box->type, box->body).second) {
      return Corrupt(std::string(container) + " has two boxes " + Escaped(box->type));
    }
  }
  if (!boxes.status()) return boxes.status().failure();
  return bodies;
}

}  // namespace photomill
