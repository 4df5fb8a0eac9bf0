#include "worker/image/jpeg/edge_blocks.h"

extern "C" {
#include <jpegint.h>
}

#include <algorithm>
#include <cmath>

namespace photomill::jpeg {
namespace {

static_assert(kBlockSide == DCTSIZE);

// In levels. Smaller changes are left to libjpeg.
constexpr float kVisible = 1;

// A sample that covers several px of the decoded image spreads what its end has over all of them,
// so that less of it remains at the edge when the image is resampled. This makes up for it.
constexpr float kShownOfCoarse = 0.89F;

struct Block {
  BlockMatrix coefficients{};  // dequantised
  BlockMatrix quantisation{};
};

Block BlockOf(const JQUANT_TBL& table, const JCOEF* block) {
  Block out;
  for (size_t i = 0; i < DCTSIZE2; ++i) {
    const int step = table.quantval[i];
    out.quantisation[i / DCTSIZE][i % DCTSIZE] = static_cast<float>(step);
    out.coefficients[i / DCTSIZE][i % DCTSIZE] = static_cast<float>(step * block[i]);
  }
  return out;
}

bool IsFlat(const JCOEF* block) {
  return std::all_of(block + 1, block + DCTSIZE2, [](JCOEF one) { return one == 0; });
}

using Place = EdgeBlocks::Place;

float Mix(float one, float other, float share_of_other) {
  return one + (other - one) * share_of_other;
}

// The output sample without colours from outside.
float SampleOf(const Block& block, const EdgeAxis& across, const EdgeAxis& down, const Place& place,
               size_t x, size_t y) {
  float sample = CENTERJSAMPLE + MeanInside(block.coefficients, across, down, x, y);
  if (x == 0 && place.column > 0) {
    sample = Mix(sample, place.rows[y][place.column - 1], across.before);
  }
  if (y == 0 && place.above != nullptr) {
    sample = Mix(sample, place.above[place.column + x], down.before);
  }
  return std::clamp<float>(std::round(sample), 0, MAXJSAMPLE);
}

// Whether libjpeg has mixed the samples with colours that no repetition of the image explains.
bool HasForeignColours(const Block& block, const EdgeAxis& across, const EdgeAxis& down,
                       const Place& place) {
  bool changes = false;
  for (size_t y = 0; y < down.count && !changes; ++y) {
    const bool last_row = down.mixed && y + 1 == down.count;
    for (size_t x = 0; x < across.count && !changes; ++x) {
      if (!last_row && (!across.mixed || x + 1 != across.count)) continue;
      const float sample = SampleOf(block, across, down, place, x, y);
      changes = std::abs(sample - place.rows[y][place.column + x]) > kVisible;
    }
  }
  return changes && !CanBeRepetition(block.coefficients, block.quantisation, across, down);
}

void Correct(const Block& block, const EdgeAxis& across, const EdgeAxis& down, const Place& place) {
  for (size_t y = 0; y < down.count; ++y) {
    for (size_t x = 0; x < across.count; ++x) {
      const float sample = SampleOf(block, across, down, place, x, y);
      place.rows[y][place.column + x] = static_cast<JSAMPLE>(sample);
    }
  }
}

// One direction of a component: its sampling factor and blocks, and the decoded image's px.
struct Direction {
  JDIMENSION image = 0;    // px
  JDIMENSION decoded = 0;  // px
  int factor = 0;
  int factor_most = 0;
  JDIMENSION blocks = 0;
  int size = 0;        // of a block, in samples
  int size_least = 0;  // of any component
};

EdgeAxis AxisOf(const Direction& of) {
  const auto most = static_cast<uint64_t>(of.factor_most);
  const auto size = static_cast<uint64_t>(of.size);
  const uint64_t in_last_block =
      uint64_t{of.image} * static_cast<uint64_t>(of.factor) - DCTSIZE * (of.blocks - 1) * most;
  const auto covered = static_cast<float>(in_last_block) / static_cast<float>(DCTSIZE * most);
  // Output samples that the decoded image's px cover, as a multiple of `sample`.
  const uint64_t samples = uint64_t{of.decoded} * static_cast<uint64_t>(of.factor) * size;
  const uint64_t sample = most * static_cast<uint64_t>(of.size_least);
  const uint64_t rest = samples % sample;
  float shown = rest == 0 ? 1 : static_cast<float>(rest) / static_cast<float>(sample);
  if (sample > static_cast<uint64_t>(of.factor) * size) shown *= kShownOfCoarse;
  return MakeEdgeAxis(size, covered, shown, of.factor < of.factor_most);
}
EdgeAxis AxisAcross(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return AxisOf({info.image_width, info.output_width, of.h_samp_factor, info.max_h_samp_factor,
                 of.width_in_blocks, of.DCT_scaled_size, info.min_DCT_scaled_size});
}
EdgeAxis AxisDown(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return AxisOf({info.image_height, info.output_height, of.v_samp_factor, info.max_v_samp_factor,
                 of.height_in_blocks, of.DCT_scaled_size, info.min_DCT_scaled_size});
}

}  // namespace

// One foreign block is enough for the blocks after it: subsampled components show less of what is
// outside, and coarse quantisation can hide it.
void EdgeBlocks::Check(const JQUANT_TBL& table, const JCOEF* coefficients, const EdgeAxis& across,
                       const EdgeAxis& down, const Place& place) {
  if (!foreign_ && IsFlat(coefficients)) return;
  const Block block = BlockOf(table, coefficients);
  foreign_ = foreign_ || HasForeignColours(block, across, down, place);
  if (foreign_) Correct(block, across, down, place);
}

void EdgeBlocks::Prepare(jpeg_decompress_struct& info) {
  HooksOf(&info).edges = this;
  start_input_pass_ = info.inputctl->start_input_pass;
  info.inputctl->start_input_pass = OnInputPass;
}

void EdgeBlocks::OnInputPass(j_decompress_ptr info) {
  EdgeBlocks& edges = *HooksOf(info).edges;
  edges.start_coded_data_ = info->entropy->start_pass;
  info->entropy->start_pass = OnCodedData;
  edges.start_input_pass_(info);
}

// For components of one sample per block, libjpeg keeps only the mean of each block unless they
// seem to be larger.
void EdgeBlocks::OnCodedData(j_decompress_ptr info) {
  std::array<bool, MAX_COMPS_IN_SCAN> enlarged{};
  for (size_t i = 0; i < static_cast<size_t>(info->comps_in_scan); ++i) {
    jpeg_component_info& of = *info->cur_comp_info[i];
    enlarged[i] =
        of.DCT_scaled_size == 1 && (AxisAcross(*info, of).mixed || AxisDown(*info, of).mixed);
    if (enlarged[i]) of.DCT_scaled_size = 2;
  }
  HooksOf(info).edges->start_coded_data_(info);
  for (size_t i = 0; i < static_cast<size_t>(info->comps_in_scan); ++i) {
    if (enlarged[i]) info->cur_comp_info[i]->DCT_scaled_size = 1;
  }
}

void EdgeBlocks::Attach(jpeg_decompress_struct& info) {
  if (info.min_DCT_scaled_size == DCTSIZE) return;  // full size
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& from = info.comp_info[i];
    Component& to = components_[static_cast<size_t>(i)];
    to.across = AxisAcross(info, from);
    to.down = AxisDown(info, from);
    if ((!to.across.mixed && !to.down.mixed) || !from.component_needed) continue;
    const auto size = static_cast<uint32_t>(from.DCT_scaled_size);
    to.whole = MakeEdgeAxis(size, 1, 1, false);
    to.last_column = (from.width_in_blocks - 1) * size;
    const JDIMENSION row = (from.height_in_blocks - 1) % static_cast<uint32_t>(from.v_samp_factor);
    to.last_row = static_cast<ptrdiff_t>(row * size);
    to.above.resize(size_t{from.width_in_blocks} * size);
    to.inverse = info.idct->inverse_DCT[i];
    info.idct->inverse_DCT[i] = OnBlock;
  }
}

void EdgeBlocks::OnBlock(j_decompress_ptr info, jpeg_component_info* component, JCOEFPTR block,
                         JSAMPARRAY rows, JDIMENSION column) {
  Component& of = HooksOf(info).edges->components_[static_cast<size_t>(component->component_index)];
  of.inverse(info, component, block, rows, column);
  const JDIMENSION mcus_left = info->total_iMCU_rows - info->output_iMCU_row;
  if (column < of.last_column && mcus_left > 2) return;
  const auto size = static_cast<size_t>(component->DCT_scaled_size);
  if (mcus_left == 2) {  // the last block of each column stays
    std::copy_n(rows[size - 1] + column, size, of.above.begin() + column);
  } else if (mcus_left == 1 && of.last_mcus == nullptr) {
    of.last_mcus = rows;
  }
  const ptrdiff_t row = mcus_left == 1 ? rows - of.last_mcus : 0;
  const bool right = column == of.last_column && of.across.mixed;
  const bool bottom = mcus_left == 1 && of.down.mixed && row == of.last_row;
  if ((!right && !bottom) || component->quant_table == nullptr) return;
  Place place{.rows = rows, .column = column};
  if (bottom && row > 0) place.above = rows[-1];
  if (bottom && row == 0 && info->total_iMCU_rows > 1) place.above = of.above.data();
  HooksOf(info).edges->Check(*component->quant_table, block, right ? of.across : of.whole,
                             bottom ? of.down : of.whole, place);
  if (mcus_left == 2) std::copy_n(rows[size - 1] + column, size, of.above.begin() + column);
}

}  // namespace photomill::jpeg
