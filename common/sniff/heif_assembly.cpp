#include "common/sniff/heif_assembly.h"

#include <algorithm>
#include <set>
#include <string>
#include <vector>

#include "common/base/dimensions.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/sniff/coded_size.h"
#include "common/sniff/formats.h"
#include "common/sniff/heif_data.h"

namespace photomill::sniff {
namespace {

std::string Sides(const HeifSize& size) {
  return DimensionsText(size.width, size.height);
}

// Whether an alpha can be fitted to the image. Some programs make it larger, because their encoder
// wants even or whole blocks, or round its size down.
bool Fits(const HeifSize& alpha, const HeifSize& image) {
  const auto fits = [](uint64_t side, uint64_t of) {
    return side + kHeifAlphaMissingMax >= of && side <= of + kHeifAlphaExcessMax;
  };
  return fits(alpha.width, image.width) && fits(alpha.height, image.height);
}

// Sizes in the data of derived items have 16 bits, or 32.
HeifSize SizeIn(const ByteView& data, uint64_t at) {
  const bool wide = (data.U8(1) & 1U) != 0;
  return wide ? HeifSize{data.U32(at), data.U32(at + 4)} : HeifSize{data.U16(at), data.U16(at + 2)};
}

class Assembly {
 public:
  Assembly(const HeifItems& items, const HeifData& data) : items_(items), data_(data) {}

  [[nodiscard]] uint64_t decoded_pixels() const { return decoded_pixels_; }

  // `depth` counts the images above it that consist of others.
  Status Check(uint32_t id, int depth) {
    const HeifItem& item = *items_.Find(id);  // references only lead to items that exist
    // Each path to an item counts, because it is decoded again for each.
    if (++pictures_ > limits::kHeifReferencesMax) {
      return Corrupt("the HEIF's image consists of more than " +
                     HumanCount(limits::kHeifReferencesMax) + " others");
    }
    if (depth > kHeifNestingMax) {
      return Corrupt("the HEIF has images that are nested more than " +
                     std::to_string(kHeifNestingMax) + " times");
    }
    if (!checked_.contains(id)) {
      if (Status status = CheckItem(id, item); !status) return status;
      checked_.insert(id);
    }
    for (const uint32_t part : item.parts) {
      if (Status status = Check(part, depth + 1); !status) return status;
    }
    const std::vector<uint32_t> alphas = items_.AlphaOf(item);
    // Only a single alpha of the whole image is decoded separately.
    const bool fitted = depth == 0 && std::all_of(alphas.begin(), alphas.end(), [&](uint32_t one) {
                          return one == alphas.front();
                        });
    for (const uint32_t alpha : alphas) {
      const HeifSize size = items_.ShownSize(*items_.Find(alpha));
      const HeifSize image = items_.ShownSize(item);
      if (fitted ? !Fits(size, image) : size != image) {
        return Corrupt("the HEIF's alpha and its image differ in size");
      }
      if (Status status = Check(alpha, depth + 1); !status) return status;
    }
    return {};
  }

 private:
  Status CheckItem(uint32_t id, const HeifItem& item) {
    int sizes = 0;
    for (const IsoBox& property : items_.Properties(item)) sizes += property.type == "ispe" ? 1 : 0;
    if (sizes != 1) return Corrupt("the HEIF gives no size for one of its images, or several");
    if (item.type == "hvc1") return CheckCoded(id, item, "hvcC");
    if (item.type == "av01") return CheckCoded(id, item, "av1C");
    if (item.type == "grid") return CheckGrid(id, item);
    if (item.type == "iovl") return CheckOverlay(id, item);
    if (item.type == "iden") return CheckIdentity(item);
    return NotAllowed("a HEIF with an image coded as " + Escaped(item.type) +
                      " instead of HEVC or AV1: convert it first");
  }

  Status CheckCoded(uint32_t id, const HeifItem& item, std::string_view configuration) {
    const std::optional<IsoBox> box = items_.Property(item, configuration);
    if (!box) return Corrupt("the HEIF has an image without its " + std::string(configuration));
    const Result<std::string_view> data = data_.Of(id, joined_);
    if (!data) return data.failure();
    const Result<std::vector<CodedSize>> sizes =
        item.type == "hvc1" ? HevcSizes(box->body, *data) : Av1Sizes(box->body, *data);
    if (!sizes) return sizes.failure();
    const HeifSize told = items_.StoredSize(item);
    for (const CodedSize& size : *sizes) {
      if (size.width != told.width || size.height != told.height) {
        return Corrupt("the HEIF states an image of " + Sides(told) + ", but codes one of " +
                       DimensionsText(size.width, size.height));
      }
      decoded_pixels_ = std::max(decoded_pixels_, size.decoded_pixels);
    }
    return {};
  }

  // ISO/IEC 23008-12, clause 6.6.2.3.
  Status CheckGrid(uint32_t id, const HeifItem& item) {
    const Result<std::string_view> bytes = data_.Of(id, joined_);
    if (!bytes) return bytes.failure();
    const ByteView data(*bytes);
    const uint32_t rows = data.U8(2) + 1U;
    const uint32_t columns = data.U8(3) + 1U;
    const HeifSize size = SizeIn(data, 4);
    if (Status status = CheckCanvas(item, size); !status) return status;
    if (item.parts.size() != size_t{rows} * columns) {
      return Corrupt("the HEIF's image has " + std::to_string(rows) + " x " +
                     std::to_string(columns) + " tiles, of which " +
                     std::to_string(item.parts.size()) + " are present");
    }
    const HeifSize tile = items_.StoredSize(*items_.Find(item.parts.front()));
    for (const uint32_t part : item.parts) {
      const HeifItem& other = *items_.Find(part);
      if (items_.StoredSize(other) != tile || items_.ShownSize(other) != tile) {
        return Corrupt("the HEIF's tiles differ in size");
      }
      // A square image has the same size after a rotation.
      if (items_.Property(other, "clap")) return Corrupt("the HEIF's tiles are cropped");
    }
    if (uint64_t{tile.width} * columns < size.width || uint64_t{tile.height} * rows < size.height) {
      return Corrupt("the HEIF's tiles of " + Sides(tile) + " do not cover its image of " +
                     Sides(size));
    }
    return {};
  }

  // ISO/IEC 23008-12, clause 6.6.2.2: after the colour of the canvas, four numbers, its size.
  Status CheckOverlay(uint32_t id, const HeifItem& item) {
    const Result<std::string_view> bytes = data_.Of(id, joined_);
    if (!bytes) return bytes.failure();
    return CheckCanvas(item, SizeIn(ByteView(*bytes), 10));
  }

  Status CheckIdentity(const HeifItem& item) {
    if (item.parts.size() != 1 ||
        items_.ShownSize(*items_.Find(item.parts.front())) != items_.StoredSize(item)) {
      return Corrupt("the HEIF has an image that repeats another one in a different size");
    }
    return {};
  }

  Status CheckCanvas(const HeifItem& item, const HeifSize& size) {
    if (size == items_.StoredSize(item)) return {};
    return Corrupt("the HEIF states an image of " + Sides(items_.StoredSize(item)) +
                   ", but assembles one of " + Sides(size));
  }

  const HeifItems& items_;
  const HeifData& data_;
  std::string joined_;
  std::set<uint32_t> checked_;
  uint64_t pictures_ = 0;
  uint64_t decoded_pixels_ = 0;
};

}  // namespace

Result<uint64_t> CheckHeifAssembly(std::string_view file, std::string_view meta,
                                   const HeifItems& items) {
  const Result<HeifData> data = HeifData::Read(file, meta);
  if (!data) return data.failure();
  Assembly assembly(items, *data);
  if (Status status = assembly.Check(items.primary_id(), 0); !status) return status.failure();
  return assembly.decoded_pixels();
}

}  // namespace photomill::sniff
