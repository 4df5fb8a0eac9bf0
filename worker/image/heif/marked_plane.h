// Memory that a decoder writes samples into, filled before with noise of our own: afterwards that
// tells what nobody has written. No picture shows what another one left in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace photomill {

class MarkedPlane {
 public:
  // Sides in samples, at least one; samples of one byte up to 8 bits, of two for more. Throws
  // std::bad_alloc.
  MarkedPlane(uint32_t width, uint32_t height, int bits);

  // The first row. Rows begin at multiples of kAlignment bytes, and as many follow the last.
  [[nodiscard]] uint8_t* samples() const { return samples_.get(); }
  [[nodiscard]] size_t stride() const { return stride_; }  // bytes

  // Whether a block of 4 by 4 samples, counted from the first, still holds the noise. By chance a
  // decoder writes that once in 2^128 blocks. What is left of 4 at the edges is not looked at.
  [[nodiscard]] bool HasUnwrittenBlock() const;

  static constexpr size_t kAlignment = 64;  // of a line of the processor's cache

 private:
  struct Release {
    void operator()(uint8_t* samples) const;
  };

  uint32_t width_;
  uint32_t height_;
  size_t sample_bytes_;
  size_t stride_;
  std::vector<uint8_t> noise_;  // of the plane's first rows; below them it repeats
  std::unique_ptr<uint8_t, Release> samples_;
};

}  // namespace photomill
