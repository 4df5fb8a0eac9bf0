#include "worker/image/tga/tga_pixels.h"

#include <algorithm>

namespace photomill::tga {
namespace {

using sniff::TgaAlpha;
using sniff::TgaLayout;
using sniff::TgaModel;

constexpr uint8_t kOpaque = 255;

// Repeats the upper 3 of 5 bits as the lower 3 of 8.
uint8_t Widened(uint32_t five_bits) {
  five_bits &= 31U;
  return static_cast<uint8_t>(five_bits << 3U | five_bits >> 2U);
}

// Reads bytes of blue, green, red and alpha, or 16 bits: 1 of alpha, and 5 each of red, green and
// blue.
Rgba ColourOf(const uint8_t* bytes, uint32_t bits) {
  if (bits >= 24) return {bytes[2], bytes[1], bytes[0], bits == 32 ? bytes[3] : kOpaque};
  const uint32_t word = bytes[0] | uint32_t{bytes[1]} << 8U;
  const bool opaque = (word & 0x8000U) != 0;
  return {Widened(word >> 10U), Widened(word >> 5U), Widened(word), opaque ? kOpaque : uint8_t{0}};
}

uint8_t Unpremultiplied(uint8_t colour, uint8_t alpha) {
  if (alpha == 0) return colour;
  return static_cast<uint8_t>(std::min(255U, (colour * 255U + alpha / 2U) / alpha));
}

std::string_view From(std::string_view bytes, uint64_t at) {
  return bytes.substr(static_cast<size_t>(std::min<uint64_t>(bytes.size(), at)));
}

}  // namespace

StoredRows::StoredRows(std::string_view bytes, const TgaLayout& layout)
    : left_(From(bytes, layout.pixels_at)),
      row_bytes_(layout.row_bytes()),
      px_bytes_(layout.px_bytes()),
      run_lengths_(layout.run_lengths),
      row_(layout.run_lengths ? row_bytes_ : 0) {}

bool StoredRows::BeginPacket() {
  if (left_.empty()) return false;
  const auto head = static_cast<uint8_t>(left_.front());
  left_.remove_prefix(1);
  repeats_ = (head & 0x80U) != 0;
  packet_px_ = (head & 0x7FU) + 1;
  return true;
}

const uint8_t* StoredRows::Next() {
  if (!run_lengths_) {
    if (left_.size() < row_bytes_) return nullptr;
    const auto* row = reinterpret_cast<const uint8_t*>(left_.data());
    left_.remove_prefix(row_bytes_);
    return row;
  }
  for (size_t at = 0; at < row_bytes_; at += px_bytes_) {
    if (packet_px_ == 0 && !BeginPacket()) return nullptr;
    if (left_.size() < px_bytes_) return nullptr;
    std::copy_n(left_.begin(), px_bytes_, row_.begin() + static_cast<ptrdiff_t>(at));
    --packet_px_;
    if (!repeats_ || packet_px_ == 0) left_.remove_prefix(px_bytes_);
  }
  return row_.data();
}

PixelReader::PixelReader(std::string_view bytes, const TgaLayout& layout)
    : layout_(layout), row_(size_t{layout.width} * (layout.alpha == TgaAlpha::kNone ? 3 : 4)) {
  if (layout.model != TgaModel::kPalette) return;
  const size_t entry_bytes = (layout.palette_bits + 7) / 8;
  std::string_view entries = From(bytes, layout.palette_at);
  palette_.reserve(layout.palette_entries);
  for (uint32_t i = 0; i < layout.palette_entries && entries.size() >= entry_bytes; ++i) {
    palette_.push_back(
        ColourOf(reinterpret_cast<const uint8_t*>(entries.data()), layout.palette_bits));
    entries.remove_prefix(entry_bytes);
  }
}

Rgba PixelReader::Pixel(const uint8_t* px) {
  switch (layout_.model) {
    case TgaModel::kGrey:
      return {px[0], px[0], px[0], layout_.bits == 16 ? px[1] : kOpaque};
    case TgaModel::kColours:
      return ColourOf(px, layout_.bits);
    case TgaModel::kPalette:
      break;
  }
  const uint32_t index = layout_.bits == 16 ? px[0] | uint32_t{px[1]} << 8U : px[0];
  const uint32_t place = index - layout_.palette_first;
  if (index < layout_.palette_first || place >= palette_.size()) {
    out_of_palette_ = true;
    return {0, 0, 0, kOpaque};
  }
  return palette_[place];
}

const uint8_t* PixelReader::Read(const uint8_t* stored) {
  const bool alpha = layout_.alpha != TgaAlpha::kNone;
  const size_t stride = alpha ? 4 : 3;
  for (uint32_t x = 0; x < layout_.width; ++x, stored += layout_.px_bytes()) {
    Rgba px = Pixel(stored);
    if (layout_.alpha == TgaAlpha::kPremultiplied) {
      for (size_t i = 0; i < 3; ++i) px[i] = Unpremultiplied(px[i], px[3]);
    }
    const uint32_t place = layout_.right_first ? layout_.width - 1 - x : x;
    std::copy_n(px.begin(), stride, row_.begin() + static_cast<ptrdiff_t>(place * stride));
  }
  return row_.data();
}

}  // namespace photomill::tga
