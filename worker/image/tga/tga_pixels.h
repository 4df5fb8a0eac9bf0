// The pixels of a TGA in the order of the file; internal to worker/image/tga.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "common/sniff/raster/tga_header.h"

namespace photomill::tga {

// Rows as they are stored, with runs of equal px unpacked. A run can go on in the next row.
class StoredRows {
 public:
  StoredRows(std::string_view bytes, const sniff::TgaLayout& layout);

  // The next row; null if it is not complete.
  const uint8_t* Next();
  // After the last row: whether a packet continues beyond it, which is damage.
  [[nodiscard]] bool runs_over() const { return packet_px_ != 0; }

 private:
  bool BeginPacket();

  std::string_view left_;
  size_t row_bytes_;
  size_t px_bytes_;
  bool run_lengths_;
  uint32_t packet_px_ = 0;  // still to come
  bool repeats_ = false;    // the packet is one px, at the beginning of `left_`
  std::vector<uint8_t> row_;
};

using Rgba = std::array<uint8_t, 4>;

// What a stored px means.
class PixelReader {
 public:
  PixelReader(std::string_view bytes, const sniff::TgaLayout& layout);

  // A row as red, green and blue, with alpha if the layout has one, from left to right.
  const uint8_t* Read(const uint8_t* stored);
  // An index had no colour in the palette.
  [[nodiscard]] bool out_of_palette() const { return out_of_palette_; }

 private:
  Rgba Pixel(const uint8_t* px);

  sniff::TgaLayout layout_;
  std::vector<Rgba> palette_;
  std::vector<uint8_t> row_;
  bool out_of_palette_ = false;
};

}  // namespace photomill::tga
