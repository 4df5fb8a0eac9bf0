#include "worker/image/png/png_palette.h"

#include <unordered_map>

#include "common/base/check.h"

namespace photomill {
namespace {

constexpr size_t kColoursMax = 256;
constexpr uint8_t kOpaque = 255;

// Moves colours that are not opaque to the front, and keeps the order otherwise.
void Sort(IndexedPicture& picture) {
  std::vector<std::array<uint8_t, 4>> sorted;
  std::array<uint8_t, kColoursMax> places{};
  for (const bool opaque : {false, true}) {
    for (size_t i = 0; i < picture.colours.size(); ++i) {
      if ((picture.colours[i][3] == kOpaque) != opaque) continue;
      places[i] = static_cast<uint8_t>(sorted.size());
      sorted.push_back(picture.colours[i]);
    }
    if (!opaque) picture.translucent = sorted.size();
  }
  picture.colours = std::move(sorted);
  for (uint8_t& index : picture.indices) index = places[index];
}

}  // namespace

std::optional<IndexedPicture> Indexed(const Picture& picture) {
  PHOTOMILL_CHECK(picture.colour != ColourModel::kYcc);
  const bool grey = picture.colour == ColourModel::kGrey;
  const std::vector<uint8_t>& red = picture.planes[0].samples;
  const std::vector<uint8_t>& green = picture.planes[grey ? 0 : 1].samples;
  const std::vector<uint8_t>& blue = picture.planes[grey ? 0 : 2].samples;
  const std::vector<uint8_t>* alpha = picture.has_alpha ? &picture.planes.back().samples : nullptr;
  IndexedPicture out;
  out.indices.reserve(red.size());
  std::unordered_map<uint32_t, uint8_t> known;
  uint32_t last = 0;
  for (size_t i = 0; i < red.size(); ++i) {
    const std::array<uint8_t, 4> colour = {red[i], green[i], blue[i],
                                           alpha != nullptr ? (*alpha)[i] : kOpaque};
    const uint32_t key = uint32_t{colour[0]} << 24 | uint32_t{colour[1]} << 16 |
                         uint32_t{colour[2]} << 8 | colour[3];
    if (i > 0 && key == last) {
      out.indices.push_back(out.indices.back());
      continue;
    }
    last = key;
    auto found = known.find(key);
    if (found == known.end()) {
      if (out.colours.size() == kColoursMax) return std::nullopt;
      found = known.emplace(key, static_cast<uint8_t>(out.colours.size())).first;
      out.colours.push_back(colour);
    }
    out.indices.push_back(found->second);
  }
  Sort(out);
  return out;
}

}  // namespace photomill
