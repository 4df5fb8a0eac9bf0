#include "worker/image/jpeg/edge_blocks.h"

extern "C" {
#include <jpegint.h>
}

#include <algorithm>
#include <cmath>
#include <numbers>

namespace photomill::jpeg {
namespace {

// Smaller changes, in levels, are left to libjpeg: quantisation causes them in every image.
constexpr float kVisible = 2;

using Samples = std::array<std::array<float, DCTSIZE>, DCTSIZE>;

// Element [x][u] is the share of coefficient u in sample x.
const Samples& Basis() {
  static const Samples basis = [] {
    Samples made{};
    for (size_t x = 0; x < DCTSIZE; ++x) {
      for (size_t u = 0; u < DCTSIZE; ++u) {
        const double angle =
            static_cast<double>((2 * x + 1) * u) * std::numbers::pi / (2 * DCTSIZE);
        made[x][u] = static_cast<float>(std::cos(angle) * (u == 0 ? std::sqrt(0.125) : 0.5));
      }
    }
    return made;
  }();
  return basis;
}

// All samples of the block around zero, not limited to the range of samples.
Samples FullInverse(const JQUANT_TBL& quantisation, const JCOEF* block) {
  const Samples& basis = Basis();
  Samples columns{};  // transformed downwards
  for (size_t v = 0; v < DCTSIZE; ++v) {
    for (size_t u = 0; u < DCTSIZE; ++u) {
      const size_t i = v * DCTSIZE + u;
      if (block[i] == 0) continue;
      const auto coefficient = static_cast<float>(block[i] * int{quantisation.quantval[i]});
      for (size_t y = 0; y < DCTSIZE; ++y) columns[y][u] += basis[y][v] * coefficient;
    }
  }
  Samples samples{};
  for (size_t y = 0; y < DCTSIZE; ++y) {
    for (size_t x = 0; x < DCTSIZE; ++x) {
      for (size_t u = 0; u < DCTSIZE; ++u) samples[y][x] += basis[x][u] * columns[y][u];
    }
  }
  return samples;
}

bool IsFlat(const JCOEF* block) {
  return std::all_of(block + 1, block + DCTSIZE2, [](JCOEF one) { return one == 0; });
}

// The mean of a square of samples, and the mean with those outside replaced by the nearest inside.
struct Means {
  float all = 0;
  float inside = 0;
};
Means MeansOf(const Samples& samples, size_t left, size_t top, size_t side, size_t inside_across,
              size_t inside_down) {
  Means means;
  for (size_t y = top; y < top + side; ++y) {
    for (size_t x = left; x < left + side; ++x) {
      means.all += samples[y][x];
      means.inside += samples[std::min(y, inside_down - 1)][std::min(x, inside_across - 1)];
    }
  }
  const auto count = static_cast<float>(side * side);
  return {means.all / count, means.inside / count};
}

// Writes the samples of a block that libjpeg has mixed with samples outside the image.
void Correct(const jpeg_component_info& component, const JCOEF* block, size_t inside_across,
             size_t inside_down, JSAMPARRAY rows, JDIMENSION column) {
  if (IsFlat(block) || component.quant_table == nullptr) return;
  const Samples samples = FullInverse(*component.quant_table, block);
  const auto size = static_cast<size_t>(component.DCT_scaled_size);
  const size_t side = DCTSIZE / size;  // of the square that an output sample is the mean of
  for (size_t y = 0; y < size && y * side < inside_down; ++y) {
    for (size_t x = 0; x < size && x * side < inside_across; ++x) {
      if ((x + 1) * side <= inside_across && (y + 1) * side <= inside_down) continue;
      const Means means = MeansOf(samples, x * side, y * side, side, inside_across, inside_down);
      if (std::abs(means.all - means.inside) <= kVisible) continue;
      const float sample = std::round(means.inside + CENTERJSAMPLE);
      rows[y][column + x] = static_cast<JSAMPLE>(std::clamp<float>(sample, 0, MAXJSAMPLE));
    }
  }
}

uint32_t Inside(JDIMENSION image, int samples, int samples_most, JDIMENSION blocks) {
  const uint64_t whole = uint64_t{image} * static_cast<uint64_t>(samples);
  const auto most = static_cast<uint64_t>(samples_most);
  const uint64_t of_component = (whole + most - 1) / most;
  return static_cast<uint32_t>(of_component - uint64_t{DCTSIZE} * (blocks - 1));
}

}  // namespace

void EdgeBlocks::Attach(jpeg_decompress_struct& info) {
  HooksOf(&info).edges = this;
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& from = info.comp_info[i];
    if (from.DCT_scaled_size >= DCTSIZE || !from.component_needed) continue;
    const auto size = static_cast<uint32_t>(from.DCT_scaled_size);
    const auto rows = static_cast<uint32_t>(from.v_samp_factor);
    Component& to = components_[static_cast<size_t>(i)];
    to.inside_across =
        Inside(info.image_width, from.h_samp_factor, info.max_h_samp_factor, from.width_in_blocks);
    to.inside_down = Inside(info.image_height, from.v_samp_factor, info.max_v_samp_factor,
                            from.height_in_blocks);
    if (to.inside_across == DCTSIZE && to.inside_down == DCTSIZE) continue;
    to.last_column = (from.width_in_blocks - 1) * size;
    to.last_row = (from.height_in_blocks - 1) % rows * size;
    to.inverse = info.idct->inverse_DCT[i];
    info.idct->inverse_DCT[i] = OnBlock;
  }
}

void EdgeBlocks::OnBlock(j_decompress_ptr info, jpeg_component_info* component, JCOEFPTR block,
                         JSAMPARRAY rows, JDIMENSION column) {
  Component& of = HooksOf(info).edges->components_[static_cast<size_t>(component->component_index)];
  of.inverse(info, component, block, rows, column);
  const bool last_mcus = info->output_iMCU_row + 1 == info->total_iMCU_rows;
  if (column < of.last_column && !last_mcus) return;
  if (last_mcus && of.last_mcus == nullptr) of.last_mcus = rows;
  const bool right = column == of.last_column;
  const bool bottom = last_mcus && rows - of.last_mcus == static_cast<ptrdiff_t>(of.last_row);
  if (!right && !bottom) return;
  const size_t across = right ? of.inside_across : DCTSIZE;
  const size_t down = bottom ? of.inside_down : DCTSIZE;
  if (across == DCTSIZE && down == DCTSIZE) return;
  Correct(*component, block, across, down, rows, column);
}

}  // namespace photomill::jpeg
