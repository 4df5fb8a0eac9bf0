// Converts rows of a BMP to interleaved samples: red, green, blue, and alpha if there is one;
// internal to worker/image/bmp.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/sniff/raster/bmp_header.h"

namespace photomill::bmp {

// Rows of indices into a palette.
class PaletteRows {
 public:
  PaletteRows(std::string_view bytes, const sniff::BmpLayout& layout);

  // Reads px that are packed into bytes; the first px is in the highest bits.
  const uint8_t* Unpack(const char* packed);
  // Reads one index per px.
  const uint8_t* Look(const uint8_t* indexes);

  // Whether the palette lacked the colour of an index; such px are black.
  [[nodiscard]] bool out_of_palette() const { return out_of_palette_; }

 private:
  void Set(size_t x, uint8_t index);

  uint32_t width_;
  uint32_t bits_;
  uint32_t entries_;
  std::vector<std::array<uint8_t, 3>> colours_;  // 256
  std::vector<uint8_t> row_;
  bool out_of_palette_ = false;
};

// Rows of px whose bits hold the channels.
class MaskedRows {
 public:
  explicit MaskedRows(const sniff::BmpLayout& layout);

  [[nodiscard]] bool deep() const { return deep_; }  // a channel has more than 8 bits

  const uint8_t* Read(const char* packed);
  const uint16_t* ReadDeep(const char* packed);

 private:
  struct Channel {
    uint32_t mask = 0;
    uint32_t shift = 0;
    uint32_t bits = 0;
  };
  template <typename Sample>
  void Read(const char* packed, Sample* out) const;
  void CopyBytes(const char* packed, uint8_t* out) const;

  uint32_t width_;
  uint32_t bytes_;  // per px
  size_t samples_;
  std::array<Channel, 4> channels_;
  bool whole_bytes_ = true;  // each channel is one byte
  bool deep_ = false;
  std::vector<uint8_t> row_;
  std::vector<uint16_t> deep_row_;
};

}  // namespace photomill::bmp
