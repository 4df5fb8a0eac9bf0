// TIFFs of every kind, written with libtiff: what a test wants in them, tag by tag.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace photomill::test {

// One page. The numbers are those of TIFF 6.0.
struct TiffDrawing {
  uint32_t width = 0;
  uint32_t height = 0;
  uint16_t bits = 8;
  uint16_t samples = 1;  // a px
  uint16_t photometric = 1;
  uint16_t compression = 1;
  uint16_t sample_format = 0;   // 0: not told
  bool separate = false;        // each sample in planes of its own; of 8 or 16 bits only
  uint32_t tile = 0;            // px a side, a multiple of 16; 0: strips
  uint32_t rows_per_strip = 0;  // 0: all
  std::vector<uint16_t> extra = {};
  std::vector<uint16_t> palette = {};             // all reds, all greens, all blues
  std::pair<uint16_t, uint16_t> chroma = {0, 0};  // px that a sample of it covers
  std::string icc = {};
  uint32_t subfile = 0;      // NewSubfileType; 0: not told
  uint16_t orientation = 0;  // 0: not told
  int quality = 95;          // of JPEG
  // Rows as they are packed, all samples of a px together. JPEG of YCbCr: RGB, which is converted.
  std::string rows = {};
};

// A file of these pages. `mode`: as libtiff's TIFFOpen takes it, with the order of bytes ("b", "l")
// and "8" of a BigTIFF.
std::string DrawTiff(const std::vector<TiffDrawing>& pages, const char* mode = "w");
std::string DrawTiff(const TiffDrawing& page, const char* mode = "w");

// Of equal px: the samples of one, packed from the first bit on.
std::string RowsOf(uint32_t width, uint32_t height, uint32_t bits, const std::vector<uint32_t>& px);

}  // namespace photomill::test
