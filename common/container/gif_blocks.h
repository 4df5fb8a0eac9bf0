// The blocks of a GIF (GIF89a specification), and the sub-blocks in them. Nothing is copied or
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
inline constexpr std::string_view kGifProfile = "ICCRGBG1012";  // the application of a profile

// The bytes of a colour table that these flags announce; 0: there is none.
uint64_t GifColourTableBytes(uint8_t flags);

// Pieces of at most 255 bytes, up to an empty one.
class GifSubBlocks {
 public:
  GifSubBlocks(const ByteView& view, uint64_t at) : view_(view), at_(at) {}

  // None after the last one, and if the bytes end within the next one.
  std::optional<std::string_view> Next();
  // After Next() gave none: the end is there. `position()` is then after it.
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
    uint64_t data_at = 0;  // sub-blocks; of an image, those of its pixels
    bool begun = true;     // false: the bytes end before its data
    bool whole = true;     // with the end of its sub-blocks
  };

  explicit GifBlocks(std::string_view bytes);

  // None at the trailer, at the end of the bytes, and before anything else that is not a block. A
  // block that is not whole is the last.
  std::optional<Block> Next();

 private:
  ByteView view_;
  uint64_t at_;
};

}  // namespace photomill
