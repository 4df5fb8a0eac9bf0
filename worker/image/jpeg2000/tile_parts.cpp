#include "worker/image/jpeg2000/tile_parts.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "common/base/arithmetic.h"
#include "common/base/text.h"
#include "common/container/byte_view.h"
#include "common/container/jpeg2000_parts.h"

namespace photomill::jpeg2000 {
namespace {

constexpr uint64_t kBlockStyleAt = 12;  // offset in the coding style
constexpr uint8_t kStylesWithChecks = 0x10 | 0x40;
constexpr uint32_t kStartOfTilePart = 0xFF90;
constexpr uint32_t kEndOfCodestream = 0xFFD9;
constexpr uint64_t kMarkerBytes = 2;
constexpr uint64_t kStartBytes = 12;  // of the segment that begins a tile-part
constexpr uint64_t kSizeAt = 4;       // after the codestream's first two markers
constexpr uint64_t kTilesMax = 65'535;

struct Tile {
  uint32_t parts = 0;   // in the file
  uint32_t stated = 0;  // as the tile states; 0: not stated
};

uint64_t TileCount(const ByteView& view) {
  const uint64_t at = kSizeAt + 4;  // after its length and capabilities
  const uint64_t width = view.U32(at + 16);
  const uint64_t height = view.U32(at + 20);
  if (width == 0 || height == 0) return 0;
  const auto side = [&](uint64_t end, uint64_t begin, uint64_t step) {
    return end > begin ? DivideUp<uint64_t>(end - begin, step) : 0;
  };
  return std::min(kTilesMax, side(view.U32(at), view.U32(at + 24), width) *
                                 side(view.U32(at + 4), view.U32(at + 28), height));
}

std::string MissingTiles(const std::vector<Tile>& tiles) {
  const auto absent =
      std::count_if(tiles.begin(), tiles.end(), [](const Tile& tile) { return tile.parts == 0; });
  if (absent > 0) {
    return "it lacks " + HumanCount(static_cast<uint64_t>(absent)) + " of its " +
           HumanCount(tiles.size()) + " tiles";
  }
  const auto part = std::count_if(tiles.begin(), tiles.end(),
                                  [](const Tile& tile) { return tile.parts < tile.stated; });
  if (part > 0) {
    return "it lacks parts of " + HumanCount(static_cast<uint64_t>(part)) + " of its " +
           HumanCount(tiles.size()) + " tiles";
  }
  return {};
}

}  // namespace

TileParts FindTileParts(std::string_view codestream) {
  const ByteView view(codestream);
  std::vector<Tile> tiles(TileCount(view));
  TileParts found;
  const Jpeg2000MainHeader header = ReadJpeg2000MainHeader(codestream);
  found.checked = (ByteView(header.coding_style).U8(kBlockStyleAt) & kStylesWithChecks) != 0;
  uint64_t at = header.end;
  while (view.Has(at, kStartBytes) && view.U16(at) == kStartOfTilePart) {
    const uint32_t index = view.U16(at + 4);
    const uint64_t length = view.U32(at + 6);
    if (index >= tiles.size()) break;
    ++tiles[index].parts;
    tiles[index].stated = std::max<uint32_t>(tiles[index].stated, view.U8(at + 11));
    if (length == 0) {  // it extends to the end of the codestream
      at = view.size() - kMarkerBytes;
      if (view.U16(at) != kEndOfCodestream) found.missing = "it ends within its last tile";
      break;
    }
    if (length < kStartBytes) break;
    if (!view.Has(at, length)) {
      found.missing = "it ends within a tile";
      found.cut_off_at = at;
      break;
    }
    at += length;
  }
  found.ended = view.U16(at) == kEndOfCodestream;
  if (found.missing.empty()) found.missing = MissingTiles(tiles);
  return found;
}

}  // namespace photomill::jpeg2000
