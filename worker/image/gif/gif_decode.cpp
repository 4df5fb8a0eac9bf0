// Decodes the first frame of a GIF into planes, with its palette.
#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/container/corrupt.h"
#include "common/container/gif_blocks.h"
#include "worker/image/colour/colour.h"
#include "worker/image/colour/interleaved.h"
#include "worker/image/gif/gif_codec.h"
#include "worker/image/gif/gif_lzw.h"
#include "worker/image/pixels/damage.h"

namespace photomill {
namespace {

constexpr uint32_t kColours = 256;

struct Palette {
  uint32_t count = 0;
  std::array<std::array<uint8_t, 3>, kColours> colours{};  // black if missing
  std::optional<uint8_t> transparent;
};

struct FirstFrame {
  uint32_t left = 0;  // px, on the canvas
  uint32_t top = 0;
  uint32_t width = 0;
  uint32_t height = 0;
  bool interlaced = false;
  Palette palette;
  uint64_t data_at = 0;
  std::string profile;
};

Palette ReadPalette(const ByteView& view, uint64_t at, uint8_t flags) {
  Palette palette;
  palette.count = 2U << (flags & 7U);
  if (GifColourTableBytes(flags) == 0) return palette;
  for (uint32_t i = 0; i < palette.count; ++i) {
    for (uint32_t channel = 0; channel < 3; ++channel) {
      palette.colours[i][channel] = view.U8(at + uint64_t{3} * i + channel);
    }
  }
  return palette;
}

std::string JoinSubBlocks(const ByteView& view, uint64_t at) {
  std::string joined;
  GifSubBlocks parts(view, at);
  while (const std::optional<std::string_view> part = parts.Next()) joined += *part;
  return joined;
}

// A transparent index directly after the palette adds a colour; higher indices are ignored.
void SetTransparent(std::optional<uint8_t> index, Palette* palette) {
  if (!index || *index > palette->count) return;
  palette->transparent = index;
  palette->count = std::max<uint32_t>(palette->count, *index + 1U);
}

std::optional<FirstFrame> ReadFirstFrame(std::string_view bytes) {
  const ByteView view(bytes, Endian::kLittle);
  FirstFrame frame;
  std::optional<uint8_t> transparent;
  GifBlocks blocks(bytes);
  while (const std::optional<GifBlocks::Block> block = blocks.Next()) {
    if (block->kind == kGifExtension) {
      const uint64_t first = block->data_at + 1;
      if (block->label == kGifGraphicControl && (view.U8(first) & 1U) != 0) {
        transparent = view.U8(first + 3);
      } else if (block->label == kGifApplication && view.Is(first, kGifProfile)) {
        frame.profile = JoinSubBlocks(view, first + kGifProfile.size());
      }
      continue;
    }
    if (!block->begun) break;
    frame.left = view.U16(block->at + 1);
    frame.top = view.U16(block->at + 3);
    frame.width = view.U16(block->at + 5);
    frame.height = view.U16(block->at + 7);
    const uint8_t flags = view.U8(block->at + 9);
    frame.interlaced = (flags & 0x40U) != 0;
    const bool own = GifColourTableBytes(flags) != 0;
    frame.palette =
        own ? ReadPalette(view, block->at + 10, flags) : ReadPalette(view, 13, view.U8(10));
    SetTransparent(transparent, &frame.palette);
    frame.data_at = block->data_at - 1;
    return frame;
  }
  return std::nullopt;
}

// Returns the rows of the picture in the order of the file.
std::vector<uint32_t> OrderOfRows(const FirstFrame& frame) {
  struct Pass {
    uint32_t first;
    uint32_t step;
  };
  constexpr std::array kInterlaced = {Pass{0, 8}, Pass{4, 8}, Pass{2, 4}, Pass{1, 2}};
  std::vector<uint32_t> order;
  order.reserve(frame.height);
  if (!frame.interlaced) {
    for (uint32_t y = 0; y < frame.height; ++y) order.push_back(y);
    return order;
  }
  for (const Pass& pass : kInterlaced) {
    for (uint32_t y = pass.first; y < frame.height; y += pass.step) order.push_back(y);
  }
  return order;
}

// Returns false if an index has no colour.
bool FillRow(const uint8_t* indexes, uint32_t width, const Palette& palette, uint8_t* out) {
  bool known = true;
  for (uint32_t x = 0; x < width; ++x) {
    const uint8_t index = indexes[x];
    known = known && index < palette.count;
    out = std::copy_n(palette.colours[index].begin(), 3, out);
    if (palette.transparent) *out++ = index == *palette.transparent ? 0 : 255;
  }
  return known;
}

}  // namespace

// Besides the planes, there is one index per px, and the canvas in which the frame is placed
// afterwards.
uint64_t GifMemory(const PictureHeader& header, uint64_t pixels) {
  return pixels * 2 * PlaneBytes(header);
}

Result<Frame> DecodeGif(std::string_view bytes, const PictureHeader& header,
                        const DecodeOptions& options) {
  const std::optional<FirstFrame> first = ReadFirstFrame(bytes);
  if (!first || first->width == 0 || first->height == 0) {
    return Corrupt("the GIF's first frame is empty");
  }
  if (uint64_t{first->left} + first->width > header.width ||
      uint64_t{first->top} + first->height > header.height) {
    return Corrupt("the GIF has another size than its header says");
  }
  const uint32_t width = first->width;
  const gif::UnpackedPixels unpacked =
      gif::UnpackPixels(bytes, first->data_at, size_t{width} * first->height);

  SourceColour colour;
  colour.icc = first->profile;
  colour.rule = options.rule;
  const std::shared_ptr<const ColourConverter> converter = ConverterFor(colour);
  const bool alpha = first->palette.transparent.has_value();
  PictureFiller filler(width, first->height, ColourModel::kRgb, alpha, *converter);
  std::vector<uint8_t> row(size_t{width} * 4);
  const std::vector<uint32_t> order = OrderOfRows(*first);
  const size_t rows = unpacked.count / width;
  bool damaged = unpacked.damaged || rows < first->height;
  for (size_t i = 0; i < rows; ++i) {
    const uint8_t* indexes = unpacked.indexes.data() + i * width;
    damaged = !FillRow(indexes, width, first->palette, row.data()) || damaged;
    filler.SetRow(order[i], row.data());
  }
  if (damaged && options.damage == Damage::kRefuse) {
    return Corrupt(rows < first->height
                       ? "the GIF's data is damaged or truncated: it has " + std::to_string(rows) +
                             " of " + std::to_string(first->height) + " rows"
                       : "the GIF's data is damaged");
  }
  Frame frame{.picture = std::move(filler).picture(), .partial = damaged};
  for (size_t i = rows; i < first->height; ++i) {
    MakeGrey(frame.picture, {.left = 0, .top = order[i], .right = width, .bottom = order[i] + 1});
  }
  if (damaged) frame.warning = {Warning::kPartlyDecoded, "the GIF's data is damaged or truncated"};
  AddWarning(frame.warning, converter->warning());
  frame.colour = converter->decoded();
  frame.left = first->left;
  frame.top = first->top;
  return frame;
}

}  // namespace photomill
