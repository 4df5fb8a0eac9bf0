// Writes all kinds of JPEG with libjpeg, sample by sample. This includes the samples of the last
// blocks that are outside the image, which decoders do not show.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace photomill::test {

struct JpegDrawing {
  uint32_t width = 64;
  uint32_t height = 48;
  int components = 3;  // 1: grey, 3: Y, Cb and Cr, 4: CMYK, where zero is full ink
  int across = 1;      // sampling factors of the first component, and of CMYK's black
  int down = 1;
  int quality = 92;
  bool progressive = false;
  bool arithmetic = false;
  bool several_scans = false;     // one per component
  bool adobe = true;              // for CMYK: Adobe's segment
  unsigned restart_interval = 0;  // MCUs
  // The sample of a component at a position in the component's own plane, which can be outside the
  // image. If empty, TestSample is used.
  std::function<uint8_t(int component, uint32_t x, uint32_t y)> sample = {};
};

// Waves of different length in each component, from 40 to 216.
uint8_t TestSample(int component, uint32_t x, uint32_t y);

std::string DrawJpeg(const JpegDrawing& drawing);

// Inserts bytes before each marker from `first` to `last` in the scans of the file.
std::string WithBytesBeforeMarkers(const std::string& jpeg, uint8_t first, uint8_t last,
                                   std::string_view inserted);

}  // namespace photomill::test
