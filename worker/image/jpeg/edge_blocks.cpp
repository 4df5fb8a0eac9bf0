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

// Where a block's output goes, and what is around it.
struct Place {
  JSAMPARRAY rows = nullptr;
  JDIMENSION column = 0;
  const JSAMPLE* above = nullptr;  // the row before the first one; null: none
};

float Mix(float outside, float inside, float share) {
  return outside + (inside - outside) * share;
}

// The output sample without colours from outside. As the whole picture is scaled as if its last
// column and row had nothing outside, these are the means of as many px of the image as others: for
// what is missing, the samples before count.
float SampleOf(const Block& block, const EdgeAxis& across, const EdgeAxis& down, const Place& place,
               size_t x, size_t y) {
  float sample = CENTERJSAMPLE + MeanInside(block.coefficients, across, down, x, y);
  const size_t column = place.column + x;
  if (column > 0) sample = Mix(place.rows[y][column - 1], sample, across.InsideOf(x));
  const JSAMPLE* above = y > 0 ? place.rows[y - 1] : place.above;
  if (above != nullptr) sample = Mix(above[column], sample, down.InsideOf(y));
  return std::clamp<float>(std::round(sample), 0, MAXJSAMPLE);
}

// Writes the samples of a block that libjpeg has mixed with colours from outside the image.
void Correct(const JQUANT_TBL& table, const JCOEF* coefficients, const EdgeAxis& across,
             const EdgeAxis& down, const Place& place) {
  if (IsFlat(coefficients)) return;
  const Block block = BlockOf(table, coefficients);
  bool foreign = false;
  for (size_t y = 0; y < down.size && down.InsideOf(y) > 0; ++y) {
    for (size_t x = 0; x < across.size && across.InsideOf(x) > 0; ++x) {
      if (across.InsideOf(x) == 1 && down.InsideOf(y) == 1) continue;
      const float sample = SampleOf(block, across, down, place, x, y);
      JSAMPLE& out = place.rows[y][place.column + x];
      if (!foreign && std::abs(sample - out) <= kVisible) continue;
      if (!foreign && CanBeRepetition(block.coefficients, block.quantisation, across, down)) return;
      foreign = true;
      out = static_cast<JSAMPLE>(sample);
    }
  }
}

// One direction of a component: its sampling factor, the largest one of all, and its blocks.
EdgeAxis AxisOf(JDIMENSION image, int factor, int factor_most, JDIMENSION blocks, int size) {
  const auto most = static_cast<uint64_t>(factor_most);
  const uint64_t before = uint64_t{DCTSIZE} * (blocks - 1) * most;  // the last block
  const uint64_t in_block = uint64_t{image} * static_cast<uint64_t>(factor) - before;
  return MakeEdgeAxis(static_cast<size_t>(size), static_cast<size_t>((in_block + most - 1) / most),
                      static_cast<float>(in_block) / static_cast<float>(DCTSIZE * most),
                      factor < factor_most);
}
EdgeAxis AxisAcross(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return AxisOf(info.image_width, of.h_samp_factor, info.max_h_samp_factor, of.width_in_blocks,
                of.DCT_scaled_size);
}
EdgeAxis AxisDown(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return AxisOf(info.image_height, of.v_samp_factor, info.max_v_samp_factor, of.height_in_blocks,
                of.DCT_scaled_size);
}
bool IsInside(const EdgeAxis& across, const EdgeAxis& down) {
  return across.covered == 1 && down.covered == 1;
}

}  // namespace

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
    enlarged[i] = of.DCT_scaled_size == 1 && !IsInside(AxisAcross(*info, of), AxisDown(*info, of));
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
    if (IsInside(to.across, to.down) || !from.component_needed) continue;
    const auto size = static_cast<uint32_t>(from.DCT_scaled_size);
    to.whole = MakeEdgeAxis(size, DCTSIZE, 1, false);
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
  const bool right = column == of.last_column && of.across.covered < 1;
  const bool bottom = mcus_left == 1 && of.down.covered < 1 && row == of.last_row;
  if ((!right && !bottom) || component->quant_table == nullptr) return;
  Place place{.rows = rows, .column = column};
  if (bottom && row > 0) place.above = rows[-1];
  if (bottom && row == 0 && info->total_iMCU_rows > 1) place.above = of.above.data();
  Correct(*component->quant_table, block, right ? of.across : of.whole, bottom ? of.down : of.whole,
          place);
  if (mcus_left == 2) std::copy_n(rows[size - 1] + column, size, of.above.begin() + column);
}

}  // namespace photomill::jpeg
