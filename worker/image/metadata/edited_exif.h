// An EXIF block that is changed in place, together with its layout. The block is read again only if
// a change reaches the bytes that its layout was read from: directories of a malicious block can
// overlap. Any thread may use it, one at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/container/exif_view.h"

namespace photomill {

class EditedExif {
 public:
  EditedExif() = default;  // an empty block
  // A block without a prefix. `layout` is that of the block, if it was read before.
  explicit EditedExif(std::string block, std::optional<ExifLayout> layout = std::nullopt);

  // Whether the block has a TIFF header and a complete first directory.
  [[nodiscard]] bool sound() const { return layout_.has_value(); }
  // Of a sound block; valid until the next change.
  [[nodiscard]] ExifView view() const { return ExifView::Known(block_, *layout_); }
  [[nodiscard]] const std::string& block() const { return block_; }

  // Changes bytes of the block. Does nothing if they are not completely in the block.
  void Replace(uint64_t at, std::string_view bytes);
  void PutNumber(uint64_t at, uint64_t number, uint32_t bytes, Endian endian);
  // Removes all bytes from `size` on.
  void Shorten(uint64_t size);

 private:
  void Read();

  std::string block_;
  std::optional<ExifLayout> layout_;
};

}  // namespace photomill
