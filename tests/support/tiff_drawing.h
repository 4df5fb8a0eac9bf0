// Writes all kinds of TIFF with libtiff: a test chooses the tags.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace photomill::test {

// One page. The values of tags are those of TIFF 6.0.
struct TiffDrawing {
  uint32_t width = 0;
  uint32_t height = 0;
  uint16_t bits = 8;
  uint16_t samples = 1;  // per px
  uint16_t photometric = 1;
  uint16_t compression = 1;
  uint16_t sample_format = 0;   // 0: not written
  bool separate = false;        // each sample in its own plane; only for 8 or 16 bits
  uint32_t tile = 0;            // px per side, a multiple of 16; 0: strips
  uint32_t rows_per_strip = 0;  // 0: all
  std::vector<uint16_t> extra = {};
  std::vector<uint16_t> palette = {};             // all reds, all greens, all blues
  std::pair<uint16_t, uint16_t> chroma = {0, 0};  // px per chroma sample, across and down
  std::string icc = {};
  std::vector<std::pair<uint32_t, std::string>> texts = {};  // by their tags
  uint32_t subfile = 0;                                      // NewSubfileType; 0: not written
  uint16_t orientation = 0;                                  // 0: not written
  uint16_t fill_order = 0;                                   // 0: not written
  int quality = 95;                                          // for JPEG
  // Packed rows, with all samples of a px together. For YCbCr JPEGs they are RGB, which libtiff
  // converts.
  std::string rows = {};
  // The coded bytes of all strips or tiles, in place of `rows`.
  std::vector<std::string> coded = {};
};

// Returns a file with these pages. `mode` is that of TIFFOpen in libtiff, with the byte order ("b",
// "l") and "8" for a BigTIFF.
std::string DrawTiff(const std::vector<TiffDrawing>& pages, const char* mode = "w");
std::string DrawTiff(const TiffDrawing& page, const char* mode = "w");

// Returns rows of equal px. `px` has the samples of one, which are packed from the first bit on.
std::string RowsOf(uint32_t width, uint32_t height, uint32_t bits, const std::vector<uint32_t>& px);

}  // namespace photomill::test
