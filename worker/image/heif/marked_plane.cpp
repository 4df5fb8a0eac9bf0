#include "worker/image/heif/marked_plane.h"

#include <cstring>
#include <new>

#include "common/base/random.h"

namespace photomill {
namespace {

constexpr uint32_t kBlock = 4;  // samples

// Bytes without a pattern, or two-byte samples that are small enough for every depth.
std::vector<uint8_t> Noise(size_t bytes, size_t sample_bytes) {
  std::vector<uint8_t> noise(bytes);
  Random random(1);
  for (size_t i = 0; i < bytes; i += sample_bytes) {
    const auto sample = static_cast<uint16_t>(random.Below(256));
    if (sample_bytes == 1) noise[i] = static_cast<uint8_t>(sample);
    if (sample_bytes == 2) std::memcpy(&noise[i], &sample, sizeof(sample));
  }
  return noise;
}

}  // namespace

void MarkedPlane::Release::operator()(uint8_t* samples) const {
  ::operator delete(samples, std::align_val_t(kAlignment));
}

MarkedPlane::MarkedPlane(uint32_t width, uint32_t height, int bits)
    : width_(width),
      height_(height),
      sample_bytes_(bits > 8 ? 2 : 1),
      stride_((width * sample_bytes_ + kAlignment - 1) / kAlignment * kAlignment),
      noise_(Noise(kBlock * stride_, sample_bytes_)),
      samples_(static_cast<uint8_t*>(
          ::operator new(height* stride_ + kAlignment, std::align_val_t(kAlignment)))) {
  for (uint32_t y = 0; y < height_; ++y) {
    std::memcpy(samples() + y * stride_, &noise_[y % kBlock * stride_], stride_);
  }
  std::memset(samples() + height_ * stride_, 0, kAlignment);
}

bool MarkedPlane::HasUnwrittenBlock() const {
  const size_t block_bytes = kBlock * sample_bytes_;
  const auto unwritten = [&](uint32_t top, size_t left) {
    for (uint32_t y = 0; y < kBlock; ++y) {
      const uint8_t* row = samples() + (top + y) * stride_ + left;
      if (std::memcmp(row, &noise_[y * stride_ + left], block_bytes) != 0) return false;
    }
    return true;
  };
  for (uint32_t top = 0; top + kBlock <= height_; top += kBlock) {
    for (size_t left = 0; left + block_bytes <= width_ * sample_bytes_; left += block_bytes) {
      if (unwritten(top, left)) return true;
    }
  }
  return false;
}

}  // namespace photomill
