// Reads the pixels of a TGA in the order of the file; internal to worker/image/tga.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/sniff/raster/tga_header.h"

namespace photomill::tga {

// Reads stored rows and unpacks runs of equal px. A run can continue in the next row.
class StoredRows {
 public:
  StoredRows(std::string_view bytes, const sniff::TgaLayout& layout);

  // Returns the next row; null if it is incomplete.
  const uint8_t* Next();
  // After the last row: whether a packet continues beyond it, which is damage.
  [[nodiscard]] bool runs_over() const { return packet_px_ != 0; }

 private:
  bool BeginPacket();

  std::string_view left_;
  size_t row_bytes_;
  size_t px_bytes_;
  bool run_lengths_;
  uint32_t packet_px_ = 0;  // px of the packet that remain
  bool repeats_ = false;    // the packet repeats the px at the beginning of `left_`
  std::vector<uint8_t> row_;
};

using Rgba = std::array<uint8_t, 4>;

// Converts stored px to colours.
class PixelReader {
 public:
  PixelReader(std::string_view bytes, const sniff::TgaLayout& layout);

  // Returns a row as red, green and blue, with alpha if the layout has it, from left to right.
  const uint8_t* Read(const uint8_t* stored);
  // Whether the palette lacked the colour of an index.
  [[nodiscard]] bool out_of_palette() const { return out_of_palette_; }

 private:
  Rgba Pixel(const uint8_t* px);

  sniff::TgaLayout layout_;
  std::vector<Rgba> palette_;
  std::vector<uint8_t> row_;
  bool out_of_palette_ = false;
};

}  // namespace photomill::tga
