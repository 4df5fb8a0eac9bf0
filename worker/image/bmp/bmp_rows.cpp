#include "worker/image/bmp/bmp_rows.h"

#include <algorithm>
#include <bit>
#include <limits>

#include "common/container/byte_view.h"

namespace photomill::bmp {
namespace {

using sniff::BmpLayout;

constexpr size_t kColours = 3;

// Scales a value of `bits` bits to the full range of `Sample`. Like all decoders, it repeats the
// upper bits: the upper 3 of 5 bits also become the lower 3 of 8.
template <typename Sample>
Sample Widened(uint32_t value, uint32_t bits) {
  constexpr uint32_t kBits = sizeof(Sample) * 8;
  if (bits == 0) return 0;
  if (bits > kBits) return static_cast<Sample>(value >> (bits - kBits));
  if (kBits == 16 && bits > 8) {
    const uint32_t largest = (uint32_t{1} << bits) - 1;
    return static_cast<Sample>((uint64_t{value} * 65535 + largest / 2) / largest);
  }
  uint32_t wide = value << (kBits - bits);
  for (uint32_t filled = bits; filled < kBits; filled *= 2) wide |= wide >> filled;
  return static_cast<Sample>(wide);
}

}  // namespace

PaletteRows::PaletteRows(std::string_view bytes, const BmpLayout& layout)
    : width_(layout.width),
      bits_(layout.bits),
      entries_(layout.palette_entries),
      colours_(256),
      row_(size_t{layout.width} * kColours) {
  const ByteView view(bytes);
  for (uint32_t i = 0; i < entries_; ++i) {
    const uint64_t at = layout.palette_at + uint64_t{i} * layout.entry_bytes;
    colours_[i] = {view.U8(at + 2), view.U8(at + 1), view.U8(at)};
  }
}

void PaletteRows::Set(size_t x, uint8_t index) {
  out_of_palette_ = out_of_palette_ || index >= entries_;
  std::copy_n(colours_[index].begin(), kColours,
              row_.begin() + static_cast<ptrdiff_t>(x * kColours));
}

const uint8_t* PaletteRows::Unpack(const char* packed) {
  if (bits_ == 8) return Look(reinterpret_cast<const uint8_t*>(packed));
  const uint32_t per_byte = 8 / bits_;
  const uint32_t mask = (1U << bits_) - 1;
  for (size_t x = 0; x < width_; ++x) {
    const auto byte = static_cast<uint8_t>(packed[x / per_byte]);
    const uint32_t shift = 8 - bits_ * (static_cast<uint32_t>(x % per_byte) + 1);
    Set(x, static_cast<uint8_t>(byte >> shift & mask));
  }
  return row_.data();
}

const uint8_t* PaletteRows::Look(const uint8_t* indexes) {
  for (size_t x = 0; x < width_; ++x) Set(x, indexes[x]);
  return row_.data();
}

MaskedRows::MaskedRows(const BmpLayout& layout)
    : width_(layout.width),
      bytes_(layout.bits / 8),
      samples_(layout.has_alpha() ? kColours + 1 : kColours) {
  for (size_t i = 0; i < samples_; ++i) {
    Channel& channel = channels_[i];
    channel.mask = layout.masks[i];
    if (channel.mask != 0) channel.shift = static_cast<uint32_t>(std::countr_zero(channel.mask));
    channel.bits = static_cast<uint32_t>(std::popcount(channel.mask));
    whole_bytes_ = whole_bytes_ && channel.bits == 8 && channel.shift % 8 == 0;
    deep_ = deep_ || channel.bits > 8;
  }
  if (deep_) {
    deep_row_.resize(width_ * samples_);
  } else {
    row_.resize(width_ * samples_);
  }
}

const uint8_t* MaskedRows::Read(const char* packed) {
  if (whole_bytes_) {
    CopyBytes(packed, row_.data());
  } else {
    Read(packed, row_.data());
  }
  return row_.data();
}

const uint16_t* MaskedRows::ReadDeep(const char* packed) {
  Read(packed, deep_row_.data());
  return deep_row_.data();
}

template <typename Sample>
void MaskedRows::Read(const char* packed, Sample* out) const {
  for (uint32_t x = 0; x < width_; ++x) {
    uint32_t px = 0;
    for (uint32_t i = 0; i < bytes_; ++i) {
      px |= uint32_t{static_cast<uint8_t>(*packed++)} << (8 * i);
    }
    for (size_t i = 0; i < samples_; ++i) {
      const Channel& channel = channels_[i];
      *out++ = Widened<Sample>((px & channel.mask) >> channel.shift, channel.bits);
    }
  }
}

void MaskedRows::CopyBytes(const char* packed, uint8_t* out) const {
  std::array<uint32_t, 4> from{};
  for (size_t i = 0; i < samples_; ++i) from[i] = channels_[i].shift / 8;
  const auto* px = reinterpret_cast<const uint8_t*>(packed);
  if (samples_ == kColours) {
    for (uint32_t x = 0; x < width_; ++x, px += bytes_, out += kColours) {
      out[0] = px[from[0]];
      out[1] = px[from[1]];
      out[2] = px[from[2]];
    }
    return;
  }
  for (uint32_t x = 0; x < width_; ++x, px += bytes_) {
    for (size_t i = 0; i < samples_; ++i) *out++ = px[from[i]];
  }
}

}  // namespace photomill::bmp
