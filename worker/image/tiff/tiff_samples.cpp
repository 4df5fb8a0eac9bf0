#include "worker/image/tiff/tiff_samples.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace photomill::tiff {
namespace {

constexpr uint64_t kDeepest = 65535;

uint16_t Scaled(uint64_t value, uint64_t largest, uint64_t to) {
  return static_cast<uint16_t>((value * to + largest / 2) / largest);
}

// Makes the smallest signed value black, so that zero is in the middle.
uint64_t FromSigned(uint64_t value, uint32_t bits, Numbers numbers) {
  return numbers == Numbers::kSigned ? value ^ (1ULL << (bits - 1)) : value;
}

// Converts light from 0 to 1. Values outside are clamped, and NaN is black.
uint16_t FromFraction(double value) {
  if (!(value > 0)) return 0;
  return static_cast<uint16_t>(std::lround(std::min(value, 1.0) * kDeepest));
}

// Decodes a floating-point number that is smaller than the CPU's types: sign, exponent, mantissa.
double SmallFraction(uint32_t bits, uint32_t exponent_bits, uint32_t mantissa_bits) {
  const uint32_t mantissa = bits & ((1U << mantissa_bits) - 1);
  const uint32_t exponent = (bits >> mantissa_bits) & ((1U << exponent_bits) - 1);
  const int bias = (1 << (exponent_bits - 1)) - 1;
  if (((bits >> (mantissa_bits + exponent_bits)) & 1U) != 0) return 0;  // negative: black
  const double part = std::ldexp(mantissa, -static_cast<int>(mantissa_bits));
  if (exponent == 0) return std::ldexp(part, 1 - bias);
  return std::ldexp(1 + part, static_cast<int>(exponent) - bias);
}

template <typename Number>
Number At(const uint8_t* row, size_t i) {
  Number number{};
  std::memcpy(&number, row + i * sizeof(number), sizeof(number));
  return number;
}

uint32_t At24(const uint8_t* row, size_t i) {
  const uint8_t* at = row + 3 * i;
  return at[0] | uint32_t{at[1]} << 8 | uint32_t{at[2]} << 16;
}

uint16_t FractionAt(const uint8_t* row, size_t i, uint32_t bits) {
  switch (bits) {
    case 16:
      return FromFraction(SmallFraction(At<uint16_t>(row, i), 5, 10));
    case 24:
      return FromFraction(SmallFraction(At24(row, i), 7, 16));
    case 32:
      return FromFraction(At<float>(row, i));
    default:
      return FromFraction(At<double>(row, i));
  }
}

uint16_t WideAt(const uint8_t* row, size_t i, uint32_t bits, Numbers numbers) {
  const uint64_t value = bits == 24 ? At24(row, i) : At<uint32_t>(row, i);
  return Scaled(FromSigned(value, bits, numbers), (1ULL << bits) - 1, kDeepest);
}

template <typename Sample>
void Unpremultiply(Sample* row, size_t pixels, size_t channels) {
  constexpr uint64_t kLargest = std::numeric_limits<Sample>::max();
  for (size_t x = 0; x < pixels; ++x, row += channels) {
    const uint64_t alpha = row[channels - 1];
    if (alpha == 0 || alpha == kLargest) continue;
    for (size_t i = 0; i + 1 < channels; ++i) {
      row[i] = static_cast<Sample>(std::min(kLargest, (row[i] * kLargest + alpha / 2) / alpha));
    }
  }
}

bool IsLab(const Layout& layout) {
  return layout.blocks.photometric == tiff_photometric::kCieLab ||
         layout.blocks.photometric == tiff_photometric::kIccLab;
}

bool IsPalette(const Layout& layout) {
  return layout.blocks.photometric == tiff_photometric::kPalette;
}

// Some old programs wrote 8-bit values into the palette's 16-bit numbers.
std::vector<uint8_t> ReadPalette(const Layout& layout, Endian endian) {
  const ByteView view(layout.palette, endian);
  const size_t entries = size_t{1} << layout.bits;
  uint16_t largest = 0;
  for (size_t i = 0; i < 3 * entries; ++i) largest = std::max(largest, view.U16(2 * i));
  std::vector<uint8_t> palette(3 * entries);
  for (size_t i = 0; i < entries; ++i) {
    for (size_t colour = 0; colour < 3; ++colour) {
      const uint16_t value = view.U16(2 * (colour * entries + i));
      palette[3 * i + colour] =
          static_cast<uint8_t>(largest < 256 ? value : Scaled(value, kDeepest, 255));
    }
  }
  return palette;
}

}  // namespace

SampleReader::SampleReader(const Layout& layout, Endian endian)
    : layout_(layout), lab_(IsLab(layout)) {
  const bool palette = IsPalette(layout);
  deep_ = lab_ || (!palette && (layout.bits > 8 || layout.numbers == Numbers::kFloat));
  if (palette) palette_ = ReadPalette(layout, endian);
  channels_ = (palette ? 3 : layout.colours) + (layout.alpha ? 1 : 0);
  out_.resize(channels_ * layout.width);
  const uint64_t to = deep_ ? kDeepest : 255;
  const bool scaled = layout.numbers != Numbers::kFloat && layout.bits <= 16 && !lab_ &&
                      (layout.numbers == Numbers::kSigned || (1ULL << layout.bits) - 1 != to);
  if (!scaled) return;
  for (uint64_t value = 0; value < 1ULL << layout.bits; ++value) {
    scale_.push_back(
        Scaled(FromSigned(value, layout.bits, layout.numbers), (1ULL << layout.bits) - 1, to));
  }
}

SampleModel SampleReader::model() const {
  if (lab_) return SampleModel::kLab;
  if (layout_.blocks.photometric == tiff_photometric::kSeparated) return SampleModel::kCmyk;
  return layout_.colours == 1 && palette_.empty() ? SampleModel::kGrey : SampleModel::kRgb;
}

std::vector<uint16_t> SampleReader::Wanted() const {
  std::vector<uint16_t> wanted;
  for (uint32_t i = 0; i < layout_.colours; ++i) wanted.push_back(static_cast<uint16_t>(i));
  if (layout_.alpha) wanted.push_back(static_cast<uint16_t>(layout_.alpha->sample));
  return wanted;
}

const uint8_t* SampleReader::Read(const std::vector<const uint8_t*>& rows) {
  return ReadAs<uint8_t>(rows);
}

const uint16_t* SampleReader::ReadDeep(const std::vector<const uint8_t*>& rows) {
  return ReadAs<uint16_t>(rows);
}

template <typename Sample>
Sample* SampleReader::ReadAs(const std::vector<const uint8_t*>& rows) {
  auto* out = reinterpret_cast<Sample*>(out_.data());
  const std::vector<uint16_t> wanted = Wanted();
  const bool together = !layout_.blocks.separate;
  const size_t row_samples = together ? layout_.samples : 1;
  unpacked_row_ = nullptr;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const uint8_t* row = rows[together ? 0 : i];
    const size_t sample = together ? wanted[i] : 0;
    if constexpr (sizeof(Sample) == 1) {
      if (i == 0 && !palette_.empty()) {
        TakePalette(row, row_samples, out);
        continue;
      }
    }
    const size_t channel = i == layout_.colours ? channels_ - 1 : i;
    TakeChannel(row, row_samples, sample, out + channel);
  }
  if (layout_.alpha && layout_.alpha->associated && !lab_) {
    Unpremultiply(out, layout_.width, channels_);
  }
  if (layout_.blocks.photometric == tiff_photometric::kWhiteIsZero) {
    for (size_t x = 0; x < layout_.width; ++x) {
      out[x * channels_] = static_cast<Sample>(~out[x * channels_]);
    }
  }
  if constexpr (sizeof(Sample) == 2) {
    if (lab_) LabFromTiff(out);
  }
  return out;
}

template <typename Sample>
void SampleReader::TakeChannel(const uint8_t* row, size_t row_samples, size_t sample, Sample* out) {
  const size_t width = layout_.width;
  const auto take = [&](const auto* from) {
    if (scale_.empty()) {
      for (size_t x = 0; x < width; ++x) {
        out[x * channels_] = static_cast<Sample>(from[x * row_samples + sample]);
      }
      return;
    }
    for (size_t x = 0; x < width; ++x) {
      out[x * channels_] = static_cast<Sample>(scale_[from[x * row_samples + sample]]);
    }
  };
  if (layout_.bits == 8) return take(row);
  Unpack(row, width * row_samples);
  take(unpacked_.data());
}

void SampleReader::TakePalette(const uint8_t* row, size_t row_samples, uint8_t* out) {
  const auto take = [&](const auto* from) {
    for (size_t x = 0; x < layout_.width; ++x) {
      std::copy_n(palette_.data() + size_t{3} * from[x * row_samples], 3, out + x * channels_);
    }
  };
  if (layout_.bits == 8) return take(row);
  Unpack(row, layout_.width * row_samples);
  take(unpacked_.data());
}

// Converts to 16 bits: L* over the whole range, a* and b* from -128 to 127 over the same range.
void SampleReader::LabFromTiff(uint16_t* row) const {
  const bool cie = layout_.blocks.photometric == tiff_photometric::kCieLab;  // a* and b* are signed
  const bool bytes = layout_.bits == 8;
  const auto wide = [](uint32_t value) {  // from 255 * 256 to 255 * 257
    return static_cast<uint16_t>(std::min<uint32_t>(kDeepest, (value * 257 + 128) / 256));
  };
  for (size_t x = 0; x < layout_.width; ++x, row += channels_) {
    for (size_t i = 0; i < channels_; ++i) {
      const bool signs = cie && (i == 1 || i == 2);
      if (bytes) {
        row[i] = static_cast<uint16_t>((signs ? row[i] ^ 0x80U : row[i]) * 257U);
      } else if (signs) {
        row[i] = wide(row[i] ^ 0x8000U);
      } else if (!cie && i < 3) {
        row[i] = wide(row[i]);
      }
    }
  }
}

void SampleReader::Unpack(const uint8_t* row, size_t count) {
  if (row == unpacked_row_) return;  // already done for another channel
  unpacked_row_ = row;
  unpacked_.resize(count);
  const uint32_t bits = layout_.bits;
  if (layout_.numbers == Numbers::kFloat) {
    for (size_t i = 0; i < count; ++i) unpacked_[i] = FractionAt(row, i, bits);
  } else if (bits == 16) {
    std::memcpy(unpacked_.data(), row, 2 * count);
  } else if (bits > 16) {
    for (size_t i = 0; i < count; ++i) {
      unpacked_[i] = WideAt(row, i, bits, layout_.numbers);
    }
  } else {
    uint64_t held = 0;
    uint32_t left = 0;  // number of unused bits in `held`
    for (size_t i = 0; i < count; ++i) {
      while (left < bits) {
        held = held << 8 | *row++;
        left += 8;
      }
      left -= bits;
      unpacked_[i] = static_cast<uint16_t>(held >> left & ((1U << bits) - 1));
    }
  }
}

}  // namespace photomill::tiff
