// Memory for a decoder's samples, first filled with noise, so that unwritten parts can be detected
// afterwards. No image can show what another one left in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace photomill {

class MarkedPlane {
 public:
  // Width and height in samples, at least 1. Samples have one byte up to 8 bits and two bytes
  // above. Throws std::bad_alloc.
  MarkedPlane(uint32_t width, uint32_t height, int bits);

  // The first row. Rows start at multiples of kAlignment bytes, and as many bytes follow the last
  // row.
  [[nodiscard]] uint8_t* samples() const { return samples_.get(); }
  [[nodiscard]] size_t stride() const { return stride_; }  // bytes

  // Whether a block of 4 by 4 samples, counted from the first, still contains the noise. A decoder
  // writes that by chance once in 2^128 blocks. Incomplete blocks at the edges are not checked.
  [[nodiscard]] bool HasUnwrittenBlock() const;

  static constexpr size_t kAlignment = 64;  // of a cache line

 private:
  struct Release {
    void operator()(uint8_t* samples) const;
  };

  uint32_t width_;
  uint32_t height_;
  size_t sample_bytes_;
  size_t stride_;
  std::vector<uint8_t> noise_;  // for the plane's first rows; then it repeats
  std::unique_ptr<uint8_t, Release> samples_;
};

}  // namespace photomill
