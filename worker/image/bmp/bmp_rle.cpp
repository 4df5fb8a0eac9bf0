#include "worker/image/bmp/bmp_rle.h"

#include <algorithm>

#include "common/container/byte_view.h"

namespace photomill::bmp {
namespace {

using sniff::BmpCoding;
using sniff::BmpLayout;

enum Escape : uint8_t { kEndOfRow = 0, kEndOfPicture = 1, kSkip = 2 };

// Some programs include the padding of uncompressed rows in encoded rows.
uint64_t PaddedWidth(const BmpLayout& layout) {
  const uint64_t px = layout.coding == BmpCoding::kRle4 ? 8 : 4;
  return (layout.width + px - 1) / px * px;
}

class Unpacker {
 public:
  Unpacker(std::string_view bytes, const BmpLayout& layout)
      : view_(bytes),
        layout_(layout),
        four_bits_(layout.coding == BmpCoding::kRle4),
        padded_width_(PaddedWidth(layout)),
        at_(layout.pixels_at) {
    rows_.indexes.resize(size_t{layout.width} * layout.height);
  }

  UnpackedRows Unpack() && {
    while (Step()) {
    }
    rows_.rows = static_cast<uint32_t>(std::min<uint64_t>(y_, layout_.height));
    return std::move(rows_);
  }

 private:
  // Returns false at the end of the data, and if the rest cannot be trusted.
  bool Step() {
    if (!view_.Has(at_, 2)) return EndWithoutMark();
    const uint8_t count = view_.U8(at_);
    const uint8_t code = view_.U8(at_ + 1);
    at_ += 2;
    if (count > 0) return Run(count, code);
    switch (code) {
      case kEndOfRow:
        rows_.gaps = rows_.gaps || (x_ < layout_.width && y_ < layout_.height);
        x_ = 0;
        ++y_;
        return y_ <= layout_.height;
      case kEndOfPicture:
        return EndOfPicture();
      case kSkip:
        return Skip();
      default:
        return Literal(code);
    }
  }

  [[nodiscard]] bool Fits(uint64_t count) const {
    return y_ < layout_.height && x_ + count <= padded_width_;
  }
  void Put(uint8_t index) {
    if (x_ < layout_.width) rows_.indexes[y_ * layout_.width + x_] = index;
    ++x_;
  }
  // Returns the first or the second px of a byte.
  [[nodiscard]] uint8_t Index(uint8_t byte, bool second) const {
    if (!four_bits_) return byte;
    return second ? byte & 0x0FU : byte >> 4U;
  }

  bool Run(uint8_t count, uint8_t code) {
    if (!Fits(count)) return Break();
    for (uint32_t i = 0; i < count; ++i) Put(Index(code, i % 2 != 0));
    return true;
  }

  bool Literal(uint8_t count) {
    const uint64_t bytes = four_bits_ ? (uint64_t{count} + 1) / 2 : count;
    if (!Fits(count) || !view_.Has(at_, bytes)) return Break();
    for (uint64_t i = 0; i < count; ++i) {
      Put(four_bits_ ? Index(view_.U8(at_ + i / 2), i % 2 != 0) : view_.U8(at_ + i));
    }
    at_ += bytes + bytes % 2;
    return true;
  }

  bool Skip() {
    if (!view_.Has(at_, 2)) return Break();
    const uint64_t across = view_.U8(at_);
    const uint64_t down = view_.U8(at_ + 1);
    at_ += 2;
    if (x_ + across > layout_.width || y_ + down >= layout_.height) return Break();
    x_ += across;
    y_ += down;
    rows_.gaps = rows_.gaps || across > 0 || down > 0;
    return true;
  }

  // Whether the last row has all its px, or was ended.
  [[nodiscard]] bool AllRowsAreThere() const {
    return y_ >= layout_.height || (y_ + 1 == layout_.height && x_ >= layout_.width);
  }

  bool EndOfPicture() {
    rows_.ended = true;
    if (!AllRowsAreThere()) {
      // The remaining px can be omitted, but no data may follow then.
      constexpr uint64_t kPaddingMax = 3;
      const uint64_t stated = layout_.pixels_at + layout_.image_bytes;
      const bool usable = layout_.image_bytes != 0 && stated <= view_.size();
      if ((usable ? stated : view_.size()) > at_ + kPaddingMax) return Break();
      rows_.gaps = true;
    }
    y_ = layout_.height;
    return false;
  }

  bool EndWithoutMark() {
    if (AllRowsAreThere()) y_ = layout_.height;
    return false;
  }

  // The current row counts as missing, even if it has all its px.
  bool Break() {
    y_ = std::min<uint64_t>(y_, layout_.height - 1);
    return false;
  }

  ByteView view_;
  const BmpLayout& layout_;
  bool four_bits_;
  uint64_t padded_width_;
  uint64_t at_;  // offset in the file
  uint64_t x_ = 0;
  uint64_t y_ = 0;
  UnpackedRows rows_;
};

}  // namespace

UnpackedRows UnpackRows(std::string_view bytes, const BmpLayout& layout) {
  return Unpacker(bytes, layout).Unpack();
}

}  // namespace photomill::bmp
