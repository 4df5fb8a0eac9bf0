#include "worker/image/heif/heif_references.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <set>
#include <utility>

#include "common/base/limits.h"
#include "common/container/byte_view.h"
#include "common/container/byte_writer.h"
#include "common/container/iso_box.h"
#include "common/sniff/heif_items.h"

namespace photomill::heif {
namespace {

using sniff::HeifItem;
using sniff::HeifItems;
using sniff::HeifReference;
using sniff::HeifReferences;
using std::string_view_literals::operator""sv;

constexpr std::string_view kContainer = "the HEIF";
constexpr uint64_t kFrameBytes = 8;  // length and type
constexpr uint64_t kFullBytes = 4;   // version and flags

// Types that libheif allows to reference only one image, and the image types that it supports.
constexpr std::string_view kDescribes = "cdsc";  // used by EXIF and XMP
constexpr std::array kSingle = {kDescribes, "auxl"sv, "thmb"sv};
constexpr std::array kKnown = {"hvc1"sv, "av01"sv, "vvc1"sv, "grid"sv, "iden"sv, "iovl"sv};

bool IsIn(const auto& list, std::string_view word) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

// --- Positions of boxes

struct Place {
  uint64_t begin = 0;  // of the box
  uint64_t body = 0;
  uint64_t end = 0;
};

struct Found {
  Place only;  // the only box of its type
  Place last;  // the last box of all
};
// Searches the boxes of `bytes`, which start at `offset` in the file. None if there is no box of
// the type, or several.
std::optional<Found> OnlyBox(std::string_view bytes, uint64_t offset, std::string_view type) {
  Found found;
  int count = 0;
  IsoBoxes boxes(bytes, kContainer);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    found.last = {offset + box->begin, offset + box->body_begin(), offset + box->end};
    if (box->type != type) continue;
    found.only = found.last;
    ++count;
  }
  if (count != 1) return std::nullopt;
  return found;
}

// --- The references

struct Reference {
  std::string_view type;
  uint32_t from = 0;
  std::vector<uint32_t> to;
};

struct References {
  uint64_t id_bytes = 2;
  std::vector<Reference> all;
};

// None if a box does not have exactly the bytes that it declares.
std::optional<References> Read(std::string_view body) {
  if (body.size() < kFullBytes) return std::nullopt;
  HeifReferences found(body);
  References references{found.id_bytes(), {}};
  while (const std::optional<HeifReference> one = found.Next()) {
    if (!one->IsExact()) return std::nullopt;
    Reference reference{one->type, one->from, {}};
    for (uint64_t i = 0; i < one->count; ++i) reference.to.push_back(one->To(i));
    references.all.push_back(std::move(reference));
  }
  if (!found.status() || !found.at_end()) return std::nullopt;
  return references;
}

class Mender {
 public:
  Mender(const HeifItems& items, const References& references,
         std::optional<uint32_t> separate_alpha)
      : items_(items), references_(references), separate_alpha_(separate_alpha) {
    for (const Reference& reference : references.all) {
      if (reference.type != kDescribes) continue;
      for (const uint32_t to : reference.to) described_.emplace(TypeOf(reference.from), to);
    }
  }

  // Returns nothing if all references suit libheif already, or if there would be so many that
  // libheif would be busy for long: it goes through all of them for each item.
  std::optional<References> Mend() {
    References mended{references_.id_bytes, {}};
    bool changed = false;
    for (const Reference& reference : references_.all) {
      std::vector<Reference> singles = Singles(reference);
      const bool same =
          singles.size() == 1 && singles[0].from == reference.from && singles[0].to == reference.to;
      changed = changed || !same;
      std::move(singles.begin(), singles.end(), std::back_inserter(mended.all));
    }
    if (!changed || mended.all.size() > limits::kMetadataChunksMax) return std::nullopt;
    return mended;
  }

 private:
  [[nodiscard]] std::string_view TypeOf(uint32_t id) const {
    const HeifItem* item = items_.Find(id);
    return item == nullptr ? std::string_view() : item->type;
  }

  [[nodiscard]] bool IsKnown(uint32_t id) const { return IsIn(kKnown, TypeOf(id)); }

  // The image that the reference should name: none if libheif does not support its kind. References
  // to missing items stay, so that libheif rejects the file.
  [[nodiscard]] std::optional<uint32_t> Target(const Reference& reference, uint32_t to) const {
    if (items_.Find(to) == nullptr || IsKnown(to)) return to;
    const uint32_t base = items_.BaseOf(to);
    if (!IsKnown(base)) return std::nullopt;
    // Data that describes the base image directly has priority.
    const bool has_own =
        reference.type == kDescribes && described_.contains({TypeOf(reference.from), base});
    if (has_own) return std::nullopt;
    return base;
  }

  [[nodiscard]] std::vector<Reference> Singles(const Reference& reference) const {
    if (reference.type == "auxl" && reference.from == separate_alpha_) return {};
    if (reference.type == "prem") return Premultiplied(reference);
    if (!IsIn(kSingle, reference.type) || reference.to.empty()) return {reference};
    std::vector<Reference> singles;
    std::set<uint32_t> named;
    for (const uint32_t to : reference.to) {
      const std::optional<uint32_t> target = Target(reference, to);
      if (!target || !named.insert(*target).second) continue;
      singles.push_back({reference.type, reference.from, {*target}});
    }
    return singles;
  }

  // libheif needs the image to which this applies.
  [[nodiscard]] std::vector<Reference> Premultiplied(Reference reference) const {
    const uint32_t base = items_.BaseOf(reference.from);
    if (base != reference.from && IsKnown(base)) reference.from = base;
    return {std::move(reference)};
  }

  const HeifItems& items_;
  const References& references_;
  const std::optional<uint32_t> separate_alpha_;
  std::set<std::pair<std::string_view, uint32_t>> described_;  // by the describing item's type
};

// --- The file

std::string Big(uint64_t value, uint64_t bytes) {
  std::string out;
  AppendNumber(out, value, static_cast<uint32_t>(bytes));
  return out;
}

std::string Box(const References& references, std::string_view version_and_flags) {
  const uint64_t id_bytes = references.id_bytes;
  std::string box = Big(0, 4) + "iref" + std::string(version_and_flags);
  for (const Reference& reference : references.all) {
    const uint64_t body = id_bytes + 2 + reference.to.size() * id_bytes;
    box += Big(kFrameBytes + body, 4);
    box += reference.type;
    box += Big(reference.from, id_bytes);
    box += Big(reference.to.size(), 2);
    for (const uint32_t to : reference.to) box += Big(to, id_bytes);
  }
  return box.replace(0, 4, Big(box.size(), 4));
}

struct Layout {
  Place meta;
  Place references;  // within meta
  Place last;        // of the file's boxes; bytes after it are not a box
};

// None if a length would not fit into its field.
std::optional<std::vector<FilePiece>> Assemble(std::string_view file, const Layout& layout,
                                               std::string references) {
  constexpr uint64_t kLengthMax = std::numeric_limits<uint32_t>::max();
  const auto [meta, old, last] = layout;
  const uint64_t meta_bytes =
      kFrameBytes + (meta.end - meta.body) - (old.end - old.begin) + references.size();
  if (meta_bytes > kLengthMax || last.end - last.begin > kLengthMax) return std::nullopt;
  const auto cut = [&](uint64_t begin, uint64_t end) { return file.substr(begin, end - begin); };
  std::vector<FilePiece> pieces;
  uint64_t at = 0;
  const auto replace = [&](uint64_t begin, std::string made) {
    const uint64_t end = begin + made.size();
    pieces.push_back({cut(at, begin), {}});
    pieces.push_back({{}, std::move(made)});
    at = end;
  };
  const bool open = ByteView(file).U32(last.begin) == 0;  // extends to the end of the file
  if (open && last.begin <= meta.begin) replace(last.begin, Big(last.end - last.begin, 4));
  replace(meta.begin + 4, "free");
  if (open && last.begin > meta.begin) replace(last.begin, Big(last.end - last.begin, 4));
  pieces.push_back({cut(at, last.end), {}});
  pieces.push_back({{}, Big(meta_bytes, 4) + "meta"});
  pieces.push_back({cut(meta.body, old.begin), {}});
  pieces.push_back({{}, std::move(references)});
  pieces.push_back({cut(old.end, meta.end), {}});
  return pieces;
}

}  // namespace

std::optional<std::vector<FilePiece>> MendReferences(std::string_view file,
                                                     std::optional<uint32_t> separate_alpha) {
  const std::optional<Found> meta = OnlyBox(file, 0, "meta");
  if (!meta) return std::nullopt;
  const auto [begin, body, end] = meta->only;
  if (end - body < kFullBytes) return std::nullopt;
  const std::string_view meta_body = file.substr(body, end - body);
  const std::optional<Found> box = OnlyBox(meta_body.substr(kFullBytes), body + kFullBytes, "iref");
  if (!box) return std::nullopt;
  const Place old = box->only;
  const std::string_view old_body = file.substr(old.body, old.end - old.body);
  const std::optional<References> references = Read(old_body);
  if (!references) return std::nullopt;
  const Result<HeifItems> items = HeifItems::Read(meta_body);
  if (!items) return std::nullopt;
  const std::optional<References> mended = Mender(*items, *references, separate_alpha).Mend();
  if (!mended) return std::nullopt;
  return Assemble(file, {meta->only, old, meta->last},
                  Box(*mended, old_body.substr(0, kFullBytes)));
}

}  // namespace photomill::heif
