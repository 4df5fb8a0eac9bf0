// Between a picture's planes and the interleaved rows that libraries read and write.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "worker/image/colour/colour.h"
#include "worker/image/pixels/picture.h"

namespace photomill {

// Fills a grey or RGB picture row by row with sRGB.
class PictureFiller {
 public:
  // The converter must outlive this; what it converts is the colours, not the alpha behind them.
  // `inks`: the source's colours a px where they are not as many as the picture's, as those of CMYK.
  PictureFiller(uint32_t width, uint32_t height, ColourModel colour, bool has_alpha,
                const ColourConverter& converter, size_t inks = 0);

  // Interleaved samples of the converter's source, and alpha behind each px where there is one; of
  // 8 or of 16 bits.
  void SetRow(uint32_t y, const uint8_t* samples);
  void SetRow(uint32_t y, const uint16_t* samples);

  [[nodiscard]] Picture picture() && { return std::move(picture_); }

 private:
  template <typename Sample>
  void Set(uint32_t y, const Sample* samples);

  Picture picture_;
  const ColourConverter& converter_;
  size_t colours_;
  size_t inks_;                        // of the source
  std::vector<uint16_t> unconverted_;  // without alpha
  std::vector<uint8_t> converted_;
};

// Row `y` of the planes, interleaved. Not for kYcc.
void InterleaveRow(const Picture& picture, uint32_t y, uint8_t* out);

}  // namespace photomill
