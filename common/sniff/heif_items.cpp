#include "common/sniff/heif_items.h"

#include <algorithm>
#include <array>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

using std::string_view_literals::operator""sv;

constexpr std::string_view kContainer = "the HEIF";

constexpr std::array kPictureTypes = {"hvc1"sv, "av01"sv, "grid"sv, "iden"sv, "iovl"sv, "jpeg"sv,
                                      "j2k1"sv, "avc1"sv, "vvc1"sv, "unci"sv, "mski"sv, "tmap"sv};

// An item of ISO 21496-1: a base with its gain map applied, for screens that are brighter.
constexpr std::string_view kToneMapped = "tmap";

constexpr std::array kAlphaKinds = {"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha"sv,
                                    "urn:mpeg:hevc:2015:auxid:1"sv, "urn:mpeg:avc:2015:auxid:1"sv};

// Reads the number of an item, in 2 bytes or 4.
uint32_t Id(const ByteView& view, uint64_t at, uint64_t bytes) {
  return static_cast<uint32_t>(view.Number(at, bytes));
}

HeifSize ExtentOf(const IsoBox& ispe) {
  const ByteView view(ispe.body);
  return {view.U32(4), view.U32(8)};
}

bool IsQuarterTurn(const IsoBox& property) {
  return property.type == "irot" && (ByteView(property.body).U8(0) & 1U) != 0;
}

uint32_t CroppedSide(const ByteView& clap, uint64_t at, uint32_t side) {
  const uint64_t numerator = clap.U32(at);
  const uint64_t denominator = clap.U32(at + 4);
  if (denominator == 0) return side;
  return static_cast<uint32_t>(
      std::min<uint64_t>(side, (numerator + denominator / 2) / denominator));
}

}  // namespace

HeifReferences::HeifReferences(std::string_view iref)
    : id_bytes_(OpenFullBox(iref).version == 0 ? 2 : 4),
      content_bytes_(OpenFullBox(iref).content.size()),
      boxes_(OpenFullBox(iref).content.bytes(), kContainer) {}

std::optional<HeifReference> HeifReferences::Next() {
  if (!status_) return std::nullopt;
  const std::optional<IsoBox> box = boxes_.Next();
  if (!box) {
    status_ = boxes_.status();
    return std::nullopt;
  }
  const ByteView body(box->body);
  const HeifReference reference{box->type, Id(body, 0, id_bytes_), body.U16(id_bytes_), id_bytes_,
                                body};
  named_ += reference.count;
  if (named_ > limits::kHeifReferencesMax) {
    status_ = Corrupt("the HEIF has more than " + HumanCount(limits::kHeifReferencesMax) +
                      " references between its items");
    return std::nullopt;
  }
  return reference;
}

Result<HeifItems> HeifItems::Read(std::string_view meta) {
  Result<std::map<std::string_view, std::string_view>> bodies = SingleBoxes(
      meta.substr(std::min<size_t>(4, meta.size())), kContainer, {"pitm", "iinf", "iprp", "iref"});
  if (!bodies) return bodies.failure();
  const auto primary = bodies->find("pitm");
  if (primary == bodies->end()) {
    return Corrupt("the HEIF does not say which of its images is the primary one");
  }
  HeifItems items;
  if (Status status = items.ReadInfo((*bodies)["iinf"]); !status) return status.failure();
  const FullBox full = OpenFullBox(primary->second);
  items.primary_ = Id(full.content, 0, full.version == 0 ? 2 : 4);
  if (!items.items_.contains(items.primary_)) {
    return Corrupt("the HEIF's primary image is not in its list of items");
  }
  if (Status status = items.ReadProperties((*bodies)["iprp"]); !status) return status.failure();
  if (Status status = items.ReadReferences((*bodies)["iref"]); !status) return status.failure();
  return items;
}

Status HeifItems::ReadInfo(std::string_view body) {
  const FullBox info = OpenFullBox(body);
  const uint64_t count_bytes = info.version == 0 ? 2 : 4;
  IsoBoxes entries(info.content.Slice(count_bytes, info.content.size()), kContainer);
  while (const std::optional<IsoBox> entry = entries.Next()) {
    const FullBox full = OpenFullBox(entry->body);
    if (entry->type != "infe" || full.version < 2) continue;  // older ones state no type
    const uint64_t id_bytes = full.version == 2 ? 2 : 4;
    HeifItem item;
    item.type = full.content.Slice(id_bytes + 2, 4);
    item.hidden = (full.flags & 1U) != 0;
    items_.emplace(Id(full.content, 0, id_bytes), std::move(item));
  }
  return entries.status();
}

Status HeifItems::ReadProperties(std::string_view body) {
  Result<std::map<std::string_view, std::string_view>> bodies =
      SingleBoxes(body, kContainer, {"ipco"});
  if (!bodies) return bodies.failure();
  IsoBoxes properties((*bodies)["ipco"], kContainer);
  while (const std::optional<IsoBox> property = properties.Next()) properties_.push_back(*property);
  IsoBoxes boxes(body, kContainer);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type == "ipma") ReadAssociations(box->body);
  }
  return properties.status();
}

void HeifItems::ReadAssociations(std::string_view body) {
  const FullBox full = OpenFullBox(body);
  const uint64_t id_bytes = full.version == 0 ? 2 : 4;
  const bool wide = (full.flags & 1U) != 0;
  const uint64_t number_bytes = wide ? 2 : 1;
  uint64_t at = 4;  // after the number of entries, which the box's end bounds as well
  while (full.content.Has(at, id_bytes + 1)) {
    const auto item = items_.find(Id(full.content, at, id_bytes));
    const uint64_t count = full.content.U8(at + id_bytes);
    at += id_bytes + 1;
    // An item has one entry: a second one is damage.
    const bool wanted = item != items_.end() && item->second.properties.empty();
    for (uint64_t i = 0; i < count; ++i, at += number_bytes) {
      // The highest bit says whether a reader must know the property.
      const uint16_t number = wide ? full.content.U16(at) & 0x7FFFU : full.content.U8(at) & 0x7FU;
      if (wanted && number != 0) item->second.properties.push_back(number);
    }
  }
}

Status HeifItems::ReadReferences(std::string_view body) {
  HeifReferences references(body);
  while (const std::optional<HeifReference> reference = references.Next()) {
    for (uint64_t i = 0; i < reference->count; ++i) {
      AddReference(reference->type, reference->from, reference->To(i));
    }
  }
  ShareCompanions();
  return references.status();
}

void HeifItems::AddReference(std::string_view type, uint32_t from, uint32_t to) {
  const auto source = items_.find(from);
  const auto target = items_.find(to);
  if (source == items_.end() || target == items_.end()) return;
  if (type == "dimg") {
    const bool base = source->second.type == kToneMapped && source->second.parts.empty();
    if (!base) target->second.part = true;
    source->second.parts.push_back(to);
  } else if (type == "cdsc") {
    target->second.describers.push_back(from);
  } else if (type == "thmb" || type == "auxl") {
    source->second.secondary = true;
    if (type == "auxl") target->second.companions.push_back(from);
  }
}

// The base of a tone-mapped image is decoded in its place, and gets what is auxiliary to it.
void HeifItems::ShareCompanions() {
  for (const auto& [id, item] : items_) {
    HeifItem& base = items_.at(BaseOf(id));
    if (base.type == kToneMapped || item.type != kToneMapped) continue;
    base.companions.insert(base.companions.end(), item.companions.begin(), item.companions.end());
  }
}

uint32_t HeifItems::BaseOf(uint32_t id) const {
  const HeifItem* item = Find(id);
  if (item == nullptr || item->type != kToneMapped || item->parts.empty()) return id;
  return item->parts.front();
}

const HeifItem* HeifItems::Find(uint32_t id) const {
  const auto found = items_.find(id);
  return found == items_.end() ? nullptr : &found->second;
}

std::vector<IsoBox> HeifItems::Properties(const HeifItem& item) const {
  std::vector<IsoBox> properties;
  for (const uint16_t number : item.properties) {
    if (number <= properties_.size()) properties.push_back(properties_[number - 1]);
  }
  return properties;
}

std::optional<IsoBox> HeifItems::Property(const HeifItem& item, std::string_view type) const {
  for (const uint16_t number : item.properties) {
    if (number <= properties_.size() && properties_[number - 1].type == type) {
      return properties_[number - 1];
    }
  }
  return std::nullopt;
}

bool HeifItems::IsPicture(const HeifItem& item) {
  return std::find(kPictureTypes.begin(), kPictureTypes.end(), item.type) != kPictureTypes.end();
}

HeifSize HeifItems::StoredSize(const HeifItem& item) const {
  HeifSize size;
  bool turned = false;
  for (const IsoBox& property : Properties(item)) {
    if (IsQuarterTurn(property)) turned = !turned;
    if (property.type != "ispe") continue;
    size = ExtentOf(property);
    if (turned) std::swap(size.width, size.height);
  }
  return size;
}

HeifSize HeifItems::ShownSize(const HeifItem& item) const {
  HeifSize size;
  for (const IsoBox& property : Properties(item)) {
    const ByteView view(property.body);
    if (property.type == "ispe") {
      size = ExtentOf(property);
    } else if (IsQuarterTurn(property)) {
      std::swap(size.width, size.height);
    } else if (property.type == "clap") {
      size.width = CroppedSide(view, 0, size.width);
      size.height = CroppedSide(view, 8, size.height);
    }
  }
  return size;
}

std::vector<uint32_t> HeifItems::AlphaOf(const HeifItem& item) const {
  std::vector<uint32_t> alpha;
  for (const uint32_t companion : item.companions) {
    const std::optional<IsoBox> kind = Property(items_.at(companion), "auxC");
    if (!kind) continue;
    const std::string_view text = OpenFullBox(kind->body).content.bytes();
    if (std::find(kAlphaKinds.begin(), kAlphaKinds.end(), text.substr(0, text.find('\0'))) !=
        kAlphaKinds.end()) {
      alpha.push_back(companion);
    }
  }
  return alpha;
}

uint32_t HeifItems::CountPictures() const {
  const auto shown = std::count_if(items_.begin(), items_.end(), [](const auto& numbered) {
    const HeifItem& item = numbered.second;
    return IsPicture(item) && item.type != kToneMapped && !item.hidden && !item.part &&
           !item.secondary;
  });
  return std::max<uint32_t>(1, static_cast<uint32_t>(shown));
}

}  // namespace photomill::sniff
