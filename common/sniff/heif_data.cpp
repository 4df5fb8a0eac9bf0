#include "common/sniff/heif_data.h"

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/container/iso_box.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kItemsThatSharePieces = 8;  // at most; AV1 has up to four spatial layers

// Consecutive numbers, of sizes that the box itself states.
class NumberReader {
 public:
  explicit NumberReader(const ByteView& view) : view_(view) {}

  uint64_t Next(uint64_t bytes) {
    ok_ = ok_ && view_.Has(at_, bytes);
    uint64_t value = 0;
    for (uint64_t i = 0; i < bytes; ++i) value = value << 8 | view_.U8(at_ + i);
    at_ += bytes;
    return value;
  }
  [[nodiscard]] bool ok() const { return ok_; }

 private:
  ByteView view_;
  uint64_t at_ = 0;
  bool ok_ = true;
};

}  // namespace

Result<HeifData> HeifData::Read(std::string_view file, std::string_view meta) {
  Result<std::map<std::string_view, std::string_view>> bodies =
      SingleBoxes(ByteView(meta).Slice(4, meta.size()), "the HEIF", {"iloc", "idat"});
  if (!bodies) return bodies.failure();
  HeifData data;
  data.file_ = ByteView(file);
  data.in_meta_ = ByteView((*bodies)["idat"]);
  if (Status status = data.ReadLocations((*bodies)["iloc"]); !status) return status.failure();
  return data;
}

Status HeifData::ReadLocations(std::string_view body) {
  if (body.empty()) return {};
  const FullBox full = OpenFullBox(body);
  const bool with_methods = full.version > 0;
  NumberReader numbers(full.content);
  const uint64_t sizes = numbers.Next(2);
  const uint64_t offset_bytes = sizes >> 12 & 0xFU;
  const uint64_t length_bytes = sizes >> 8 & 0xFU;
  const uint64_t base_bytes = sizes >> 4 & 0xFU;
  const uint64_t index_bytes = with_methods ? sizes & 0xFU : 0;
  const uint64_t id_bytes = full.version < 2 ? 2 : 4;
  uint64_t extents = 0;
  uint64_t scattered_bytes = 0;
  for (uint64_t items = numbers.Next(id_bytes); items > 0 && numbers.ok(); --items) {
    const auto id = static_cast<uint32_t>(numbers.Next(id_bytes));
    const uint64_t method = with_methods ? numbers.Next(2) & 0xFU : 0;
    numbers.Next(2);  // which file: libheif always uses this one
    const uint64_t base = numbers.Next(base_bytes);
    const uint64_t count = numbers.Next(2);
    Location location;
    location.place = method == 0 ? Place::kFile : Place::kMeta;
    if (method > 1) location.place = Place::kElsewhere;
    extents += count;
    if (extents > limits::kHeifReferencesMax) {
      return Corrupt("the HEIF's items are in more than " + HumanCount(limits::kHeifReferencesMax) +
                     " places");
    }
    uint64_t item_bytes = 0;
    for (uint64_t i = 0; i < count && numbers.ok(); ++i) {
      numbers.Next(index_bytes);
      const uint64_t offset = numbers.Next(offset_bytes);
      location.extents.push_back({base + offset, numbers.Next(length_bytes)});
      if (count == 1) continue;
      // Pieces are copied, so shared pieces must not add up to an arbitrary amount. Items with
      // different layers of one image share most of their pieces.
      item_bytes += std::min(location.extents.back().length, file_.size());
      if (item_bytes > file_.size()) return Corrupt("the pieces of an item of the HEIF overlap");
    }
    scattered_bytes += item_bytes;
    if (scattered_bytes / kItemsThatSharePieces > file_.size()) {
      return Corrupt("the HEIF's items overlap");
    }
    locations_.emplace(id, std::move(location));
  }
  if (!numbers.ok()) return Corrupt("the HEIF's list of item locations is truncated");
  return {};
}

Result<std::string_view> HeifData::Of(uint32_t item, std::string& joined) const {
  const auto found = locations_.find(item);
  if (found == locations_.end()) return Corrupt("the HEIF does not say where its image is");
  const Location& location = found->second;
  if (location.place == Place::kElsewhere) {
    return NotAllowed("a HEIF whose image is inside another item");
  }
  const ByteView& source = location.place == Place::kFile ? file_ : in_meta_;
  joined.clear();
  for (const Extent& extent : location.extents) {
    if (!source.Has(extent.offset, extent.length)) {
      return Corrupt("the HEIF ends before its image: it is truncated");
    }
    const std::string_view piece = source.Slice(extent.offset, extent.length);
    if (location.extents.size() == 1) return piece;
    joined += piece;
  }
  return std::string_view(joined);
}

}  // namespace photomill::sniff
