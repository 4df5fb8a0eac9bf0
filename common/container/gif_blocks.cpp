#include "common/container/gif_blocks.h"

namespace photomill {
namespace {

constexpr uint64_t kScreenBytes = 13;           // signature and screen descriptor
constexpr uint64_t kImageDescriptorBytes = 10;  // without the colour table

}  // namespace

uint64_t GifColourTableBytes(uint8_t flags) {
  return (flags & 0x80U) != 0 ? uint64_t{3} << ((flags & 7U) + 1) : 0;
}

std::optional<std::string_view> GifSubBlocks::Next() {
  if (ended_ || !view_.Has(at_, 1)) return std::nullopt;
  const uint64_t length = view_.U8(at_);
  if (length == 0) {
    ended_ = true;
    ++at_;
    return std::nullopt;
  }
  if (!view_.Has(at_ + 1, length)) return std::nullopt;
  const std::string_view body = view_.Slice(at_ + 1, length);
  at_ += 1 + length;
  return body;
}

GifBlocks::GifBlocks(std::string_view bytes)
    : view_(bytes, Endian::kLittle), at_(kScreenBytes + GifColourTableBytes(view_.U8(10))) {}

std::optional<GifBlocks::Block> GifBlocks::Next() {
  Block block;
  block.kind = view_.U8(at_);
  block.at = at_;
  if (block.kind == kGifExtension) {
    block.label = view_.U8(at_ + 1);
    block.data_at = at_ + 2;
    block.begun = view_.Has(at_, 2);
  } else if (block.kind == kGifImage) {
    // The first byte of the data is the code size.
    block.data_at = at_ + kImageDescriptorBytes +
                    GifColourTableBytes(view_.U8(at_ + kImageDescriptorBytes - 1)) + 1;
    block.begun = view_.Has(at_, kImageDescriptorBytes) && view_.Has(block.data_at, 0);
  } else {
    return std::nullopt;
  }
  // Each step advances by at least one byte, so the file's size bounds the loop.
  GifSubBlocks parts(view_, block.data_at);
  while (parts.Next()) {
  }
  block.whole = block.begun && parts.ended();
  at_ = block.whole ? parts.position() : view_.size();
  return block;
}

}  // namespace photomill
