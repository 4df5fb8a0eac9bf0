#include "worker/image/jpeg2000/rows.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "common/base/check.h"

namespace photomill::jpeg2000 {
namespace {

uint32_t LargestOf(uint32_t bits) {
  return static_cast<uint32_t>((uint64_t{1} << bits) - 1);
}

// Scales a value to the full range of `Sample`, rounded.
template <typename Sample>
Sample Scaled(uint32_t value, uint32_t largest) {
  constexpr uint32_t kLargest = std::numeric_limits<Sample>::max();
  if (largest == kLargest) return static_cast<Sample>(value);
  return static_cast<Sample>((uint64_t{value} * kLargest + largest / 2) / largest);
}

// Converts a value from 0 to 1.
template <typename Sample>
Sample Rounded(double value) {
  constexpr double kLargest = std::numeric_limits<Sample>::max();
  return static_cast<Sample>(std::lround(std::clamp(value, 0.0, 1.0) * kLargest));
}

// Full-range ITU-R BT.601: luma from 0 to 1, chroma from -0.5 to 0.5.
std::array<double, 3> RgbOf(double luma, double blue, double red) {
  return {luma + 1.402 * red, luma - 0.344136 * blue - 0.714136 * red, luma + 1.772 * blue};
}

// ITU-T T.801, M.11.7.4.1: the default for files that do not state a scale.
LabScale UsualScale(const std::array<uint32_t, 3>& bits) {
  return {
      .range = {100, 170, 200},
      .offset = {0, std::exp2(bits[1] - 1.0), std::exp2(bits[2] - 2.0) + std::exp2(bits[2] - 3.0)}};
}

// The scale for sample values that start at 0.
LabScale LabScaleOf(const Layout& layout, const std::optional<LabScale>& told) {
  std::array<uint32_t, 3> bits{};
  for (size_t i = 0; i < 3; ++i) bits[i] = layout.colours[i].bits();
  if (!told) return UsualScale(bits);
  LabScale scale = *told;
  for (size_t i = 0; i < 3; ++i) {
    if (layout.colours[i].is_signed()) scale.offset[i] += std::exp2(bits[i] - 1.0);
  }
  return scale;
}

// The largest sample means full alpha.
template <typename Sample>
void Unpremultiply(size_t width, size_t colours, Sample* row) {
  constexpr uint64_t kLargest = std::numeric_limits<Sample>::max();
  for (size_t x = 0; x < width; ++x, row += colours + 1) {
    const uint64_t alpha = row[colours];
    if (alpha == 0 || alpha == kLargest) continue;
    for (size_t i = 0; i < colours; ++i) {
      row[i] = static_cast<Sample>(std::min(kLargest, (row[i] * kLargest + alpha / 2) / alpha));
    }
  }
}

}  // namespace

Grid GridOf(const Component& first) {
  return {.width = first.width,
          .height = first.height,
          .left = uint64_t{first.left} * first.across,
          .top = uint64_t{first.top} * first.down,
          .across = first.across,
          .down = first.down};
}

RowFormat RowFormatOf(const Layout& layout) {
  RowFormat format;
  format.deep = layout.space == Space::kLab;
  format.as_file =
      !layout.premultiplied && (layout.space == Space::kGrey || layout.space == Space::kRgb);
  for (const Channel& channel : layout.colours) {
    format.deep = format.deep || channel.bits() > 8;
    format.as_file = format.as_file && channel.bits() == 8 && channel.column == nullptr &&
                     !channel.component->is_signed;
  }
  switch (layout.space) {
    case Space::kGrey:
    case Space::kWhiteIsZero:
      format.model = SampleModel::kGrey;
      format.colours = 1;
      return format;
    case Space::kRgb:
    case Space::kYcc:
      return format;
    case Space::kCmy:
    case Space::kCmyk:
    case Space::kYcck:
      format.model = SampleModel::kCmyk;
      format.colours = 4;
      return format;
    case Space::kLab:
      format.model = SampleModel::kLab;
      return format;
    case Space::kUntold:
      break;
  }
  PHOTOMILL_CHECK(false);
}

ChannelRows::ChannelRows(const Channel& channel, const Grid& grid)
    : channel_(channel), grid_(grid), largest_(LargestOf(channel.bits())) {
  const Component& from = *channel.component;
  columns_.reserve(grid.width);
  for (uint32_t x = 0; x < grid.width; ++x) {
    const uint64_t at = (grid.left + uint64_t{x} * grid.across) / from.across;
    const uint64_t column = at - std::min<uint64_t>(at, from.left);
    columns_.push_back(static_cast<uint32_t>(std::min<uint64_t>(column, from.width - 1)));
  }
}

void ChannelRows::Read(uint32_t y, uint32_t* out) const {
  const Component& from = *channel_.component;
  const uint64_t at = (grid_.top + uint64_t{y} * grid_.down) / from.down;
  const uint64_t row = std::min<uint64_t>(at - std::min<uint64_t>(at, from.top), from.height - 1);
  const int32_t* samples = from.samples + row * from.width;
  const int64_t offset = channel_.is_signed() ? (int64_t{largest_} + 1) / 2 : 0;
  const auto value = [&](int32_t sample) {
    return static_cast<uint32_t>(std::clamp<int64_t>(sample + offset, 0, largest_));
  };
  if (channel_.column == nullptr) {
    for (size_t x = 0; x < columns_.size(); ++x) out[x] = value(samples[columns_[x]]);
    return;
  }
  const std::vector<int32_t>& palette = channel_.column->values;
  const auto last = static_cast<int32_t>(palette.size() - 1);
  for (size_t x = 0; x < columns_.size(); ++x) {
    const int32_t place = std::clamp(samples[columns_[x]], 0, last);
    out[x] = value(palette[static_cast<size_t>(place)]);
  }
}

RowReader::RowReader(const Layout& layout, const Grid& grid, const std::optional<LabScale>& scale)
    : space_(layout.space),
      premultiplied_(layout.premultiplied),
      has_alpha_(layout.alpha.has_value()),
      colours_(RowFormatOf(layout).colours),
      width_(grid.width) {
  if (space_ == Space::kLab) lab_ = LabScaleOf(layout, scale);
  for (const Channel& channel : layout.colours) channels_.emplace_back(channel, grid);
  if (layout.alpha) channels_.emplace_back(*layout.alpha, grid);
  values_.assign(channels_.size(), std::vector<uint32_t>(grid.width));
}

template <typename Sample>
void RowReader::Read(uint32_t y, Sample* out) {
  for (size_t i = 0; i < channels_.size(); ++i) channels_[i].Read(y, values_[i].data());
  PackColours(out);
  if (!has_alpha_) return;
  const size_t stride = colours_ + 1;
  for (size_t x = 0; x < width_; ++x) {
    out[x * stride + colours_] = Scaled<Sample>(values_.back()[x], channels_.back().largest());
  }
  if (premultiplied_) Unpremultiply(width_, colours_, out);
}
template void RowReader::Read(uint32_t y, uint8_t* out);
template void RowReader::Read(uint32_t y, uint16_t* out);

template <typename Sample>
void RowReader::PackColours(Sample* out) const {
  constexpr Sample kLargest = std::numeric_limits<Sample>::max();
  const size_t stride = colours_ + (has_alpha_ ? 1 : 0);
  const auto scaled = [&](size_t channel, size_t x) {
    return Scaled<Sample>(values_[channel][x], channels_[channel].largest());
  };
  const auto share = [&](size_t channel, size_t x, double offset) {
    return (values_[channel][x] - offset) / channels_[channel].largest();
  };
  const auto rgb = [&](size_t x) {
    return RgbOf(share(0, x, 0), share(1, x, (channels_[1].largest() + 1.0) / 2),
                 share(2, x, (channels_[2].largest() + 1.0) / 2));
  };
  const auto lab = [&](size_t i, size_t x) { return share(i, x, lab_.offset[i]) * lab_.range[i]; };
  for (size_t x = 0; x < width_; ++x, out += stride) {
    switch (space_) {
      case Space::kWhiteIsZero:
        out[0] = static_cast<Sample>(kLargest - scaled(0, x));
        break;
      case Space::kYcc:
      case Space::kYcck: {
        const bool inks = space_ == Space::kYcck;
        const std::array<double, 3> colours = rgb(x);
        for (size_t i = 0; i < 3; ++i) out[i] = Rounded<Sample>(inks ? 1 - colours[i] : colours[i]);
        if (inks) out[3] = scaled(3, x);
        break;
      }
      case Space::kCmy:
        for (size_t i = 0; i < 3; ++i) out[i] = scaled(i, x);
        out[3] = 0;
        break;
      case Space::kLab:
        out[0] = Rounded<Sample>(lab(0, x) / 100);
        for (size_t i = 1; i < 3; ++i) out[i] = Rounded<Sample>((lab(i, x) + 128) / 255);
        break;
      case Space::kGrey:
      case Space::kRgb:
      case Space::kCmyk:
      case Space::kUntold:
        for (size_t i = 0; i < colours_; ++i) out[i] = scaled(i, x);
        break;
    }
  }
}

}  // namespace photomill::jpeg2000
