// Reads a GIF (GIF89a specification). Walks all blocks to count the frames and to detect
// truncation.
#include <algorithm>
#include <string>

#include "common/container/byte_view.h"
#include "common/container/gif_blocks.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

void ReadFirstFrame(const ByteView& view, uint64_t at, bool transparent, PictureHeader* header) {
  const uint32_t left = view.U16(at + 1);
  const uint32_t top = view.U16(at + 3);
  const uint32_t width = view.U16(at + 5);
  const uint32_t height = view.U16(at + 7);
  // Screens without a size, or smaller than the first frame, are so common that browsers use the
  // frame's size instead.
  header->width = std::max(header->width, left + width);
  header->height = std::max(header->height, top + height);
  const bool covers = left == 0 && top == 0 && width == header->width && height == header->height;
  header->has_alpha = transparent || !covers;
}

}  // namespace

Result<PictureHeader> ReadGifHeader(std::string_view bytes, const PictureLimits& limits) {
  const ByteView view(bytes, Endian::kLittle);
  PictureHeader header;
  header.format = PictureFormat::kGif;
  header.has_palette = true;
  header.frames = 0;
  if (!view.Has(0, 13)) return Corrupt("the GIF ends within its header: it is truncated");
  header.width = view.U16(6);
  header.height = view.U16(8);

  bool transparent = false;
  bool cut_off = false;
  GifBlocks blocks(bytes);
  while (header.frames <= limits.frames_max) {
    // The trailer ends the blocks, as does garbage after the last frame, which decoders ignore as
    // well.
    const std::optional<GifBlocks::Block> block = blocks.Next();
    if (!block) break;
    cut_off = !block->whole;
    if (block->kind == kGifExtension) {
      if (block->label == kGifGraphicControl && header.frames == 0) {
        transparent = transparent || (view.U8(block->data_at + 1) & 1U) != 0;
      }
      if (block->label == kGifApplication && view.Is(block->data_at + 1, kGifProfile)) {
        header.has_icc = true;
      }
    } else if (block->begun) {
      if (header.frames == 0) ReadFirstFrame(view, block->at, transparent, &header);
      ++header.frames;
    }
    // The decoder finds out whether the first frame has all its pixels.
    header.cut_off_later = cut_off && header.frames > 0;
  }
  if (header.frames == 0) {
    return Corrupt(cut_off ? "the GIF is truncated before its first frame"
                           : "the GIF has no frame");
  }
  if (header.width == 0 || header.height == 0) return Corrupt("the GIF's first frame is empty");
  return header;
}

}  // namespace photomill::sniff
