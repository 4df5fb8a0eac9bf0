// Reads the blocks of a GIF (GIF89a specification) and their sub-blocks. Nothing is copied or
// allocated.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "common/container/byte_view.h"

namespace photomill {

inline constexpr uint8_t kGifExtension = 0x21;
inline constexpr uint8_t kGifImage = 0x2C;
inline constexpr uint8_t kGifGraphicControl = 0xF9;  // labels of extensions
inline constexpr uint8_t kGifApplication = 0xFF;
inline constexpr std::string_view kGifProfile = "ICCRGBG1012";  // identifies an ICC profile

// The size in bytes of the colour table that these flags announce; 0 if there is none.
uint64_t GifColourTableBytes(uint8_t flags);

// Reads sub-blocks, which have at most 255 bytes, up to the empty one that ends them.
class GifSubBlocks {
 public:
  GifSubBlocks(const ByteView& view, uint64_t at) : view_(view), at_(at) {}

  // Returns none after the last sub-block, and if the file ends within the next one.
  std::optional<std::string_view> Next();
  // Whether Next() returned none at the empty sub-block. `position()` is then after it.
  [[nodiscard]] bool ended() const { return ended_; }
  [[nodiscard]] uint64_t position() const { return at_; }

 private:
  ByteView view_;
  uint64_t at_;
  bool ended_ = false;
};

class GifBlocks {
 public:
  struct Block {
    uint8_t kind = 0;   // kGifExtension or kGifImage
    uint8_t label = 0;  // of an extension
    uint64_t at = 0;
    uint64_t data_at = 0;  // its sub-blocks; for an image, those of its pixels
    bool begun = true;     // false: the file ends before its data
    bool whole = true;     // its sub-blocks are complete
  };

  explicit GifBlocks(std::string_view bytes);

  // Returns none at the trailer, at the end of the file, and at anything that is not a block. An
  // incomplete block is the last one.
  std::optional<Block> Next();

 private:
  ByteView view_;
  uint64_t at_;
};

}  // namespace photomill
