#include "worker/image/colour/interleaved.h"

#include <algorithm>
#include <cstring>

#include "worker/image/pixels/canvas.h"

namespace photomill {
namespace {

uint8_t ToByte(uint8_t sample) {
  return sample;
}
uint8_t ToByte(uint16_t sample) {
  return static_cast<uint8_t>((sample * 255U + 32767U) / 65535U);
}

}  // namespace

PictureFiller::PictureFiller(uint32_t width, uint32_t height, ColourModel colour, bool has_alpha,
                             const ColourConverter& converter, size_t source_colours)
    : picture_{width, height, colour, {}, has_alpha},
      converter_(converter),
      colours_(colour == ColourModel::kGrey ? 1 : 3),
      source_colours_(source_colours == 0 ? colours_ : source_colours) {
  // One by one: a plane to copy from would be there once more.
  for (size_t i = 0; i < colours_ + (has_alpha ? 1 : 0); ++i) {
    picture_.planes.push_back(EmptyPlane(width, height));
  }
  if (converter_.identity()) return;
  unconverted_.resize(has_alpha ? width * source_colours_ : 0);
  converted_.resize(width * colours_);
}

void PictureFiller::SetRow(uint32_t y, const uint8_t* samples) {
  Set(y, samples);
}
void PictureFiller::SetRow(uint32_t y, const uint16_t* samples) {
  Set(y, samples);
}

template <typename Sample>
void PictureFiller::Set(uint32_t y, const Sample* samples) {
  const size_t width = picture_.width;
  const size_t at = y * width;
  const size_t stride = source_colours_ + (picture_.has_alpha ? 1 : 0);
  size_t first_unset = 0;
  if (!converter_.identity()) {
    const Sample* colours = samples;
    if (picture_.has_alpha) {
      auto* without = reinterpret_cast<Sample*>(unconverted_.data());
      for (size_t x = 0; x < width; ++x) {
        std::copy_n(samples + x * stride, source_colours_, without + x * source_colours_);
      }
      colours = without;
    }
    converter_.ConvertRow(colours, width, converted_.data());
    for (size_t channel = 0; channel < colours_; ++channel) {
      uint8_t* out = picture_.planes[channel].samples.data() + at;
      for (size_t x = 0; x < width; ++x) out[x] = converted_[x * colours_ + channel];
    }
    first_unset = colours_;
  }
  for (size_t plane = first_unset; plane < picture_.planes.size(); ++plane) {
    const size_t source = plane < colours_ ? plane : source_colours_;
    uint8_t* out = picture_.planes[plane].samples.data() + at;
    for (size_t x = 0; x < width; ++x) out[x] = ToByte(samples[x * stride + source]);
  }
}

void InterleaveRow(const Picture& picture, uint32_t y, uint8_t* out) {
  const size_t channels = picture.planes.size();
  if (channels == 1) {
    std::memcpy(out, picture.planes[0].samples.data() + size_t{y} * picture.width, picture.width);
    return;
  }
  for (size_t channel = 0; channel < channels; ++channel) {
    const uint8_t* from = picture.planes[channel].samples.data() + size_t{y} * picture.width;
    for (size_t x = 0; x < picture.width; ++x) out[x * channels + channel] = from[x];
  }
}

}  // namespace photomill
