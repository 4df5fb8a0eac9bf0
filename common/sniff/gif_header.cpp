// GIF89a specification. Walks all blocks to count the frames and checks that each is complete.
#include <algorithm>
#include <string>

#include "common/container/byte_view.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint8_t kExtension = 0x21;
constexpr uint8_t kImage = 0x2C;
constexpr uint8_t kGraphicControl = 0xF9;
constexpr uint8_t kApplication = 0xFF;

uint64_t ColourTableBytes(uint8_t flags) {
  return (flags & 0x80U) != 0 ? uint64_t{3} << ((flags & 7U) + 1) : 0;
}

// The offset after the sub-blocks that begin at `at`; 0 if the file ends within them.
// Each step advances by at least a byte, so the file's size bounds the loop.
uint64_t SkipSubBlocks(const ByteView& view, uint64_t at) {
  while (view.Has(at, 1)) {
    const uint64_t length = view.U8(at);
    if (length == 0) return at + 1;
    at += 1 + length;
  }
  return 0;
}

void ReadFirstFrame(const ByteView& view, uint64_t at, bool transparent, PictureHeader* header) {
  const uint32_t left = view.U16(at + 1);
  const uint32_t top = view.U16(at + 3);
  const uint32_t width = view.U16(at + 5);
  const uint32_t height = view.U16(at + 7);
  // Screens without a size and screens smaller than their first frame are so common that browsers
  // use the frame's size instead.
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
  uint64_t at = 13 + ColourTableBytes(view.U8(10));
  while (header.frames <= limits.frames_max && view.Has(at, 1)) {
    const uint8_t block = view.U8(at);
    if (block == kExtension) {
      if (view.U8(at + 1) == kGraphicControl && header.frames == 0) {
        transparent = (view.U8(at + 3) & 1U) != 0;
      }
      if (view.U8(at + 1) == kApplication && view.Is(at + 3, "ICCRGBG1012")) header.has_icc = true;
      at = SkipSubBlocks(view, at + 2);
    } else if (block == kImage) {
      if (!view.Has(at, 10)) return Corrupt("the GIF is truncated within a frame");
      if (header.frames == 0) ReadFirstFrame(view, at, transparent, &header);
      ++header.frames;
      at = SkipSubBlocks(view, at + 10 + ColourTableBytes(view.U8(at + 9)) + 1);
    } else {
      break;  // the trailer, or garbage after the last frame that decoders ignore as well
    }
    if (at == 0) {
      if (limits.cut_off_too && header.frames > 0) {
        header.cut_off = true;
        break;
      }
      return Corrupt("the GIF is truncated within frame " + std::to_string(header.frames));
    }
  }
  if (header.frames == 0) return Corrupt("the GIF has no frame");
  if (header.width == 0 || header.height == 0) return Corrupt("the GIF's first frame is empty");
  return header;
}

}  // namespace photomill::sniff
