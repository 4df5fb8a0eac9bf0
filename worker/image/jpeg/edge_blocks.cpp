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
constexpr float kVisible = 2;

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

template <typename Visit>
void ForEachMixed(const EdgeAxis& across, const EdgeAxis& down, const Visit& visit) {
  for (size_t y = 0; y < down.size && down.IsInside(y); ++y) {
    for (size_t x = 0; x < across.size && across.IsInside(x); ++x) {
      if (across.IsMixed(x) || down.IsMixed(y)) visit(x, y);
    }
  }
}

bool HasVisibleChange(const BlockMatrix& block, const EdgeAxis& across, const EdgeAxis& down) {
  bool visible = false;
  ForEachMixed(across, down, [&](size_t x, size_t y) {
    const float change =
        MeanOfRepeated(block, across, down, x, y) - MeanOfAll(block, across, down, x, y);
    visible = visible || std::abs(change) > kVisible;
  });
  return visible;
}

// Writes the samples of a block that libjpeg has mixed with colours from outside the image.
void Correct(const JQUANT_TBL& table, const JCOEF* coefficients, const EdgeAxis& across,
             const EdgeAxis& down, JSAMPARRAY rows, JDIMENSION column) {
  if (IsFlat(coefficients)) return;
  const Block block = BlockOf(table, coefficients);
  if (!HasVisibleChange(block.coefficients, across, down)) return;
  if (CanBeRepetition(block.coefficients, block.quantisation, across, down)) return;
  ForEachMixed(across, down, [&](size_t x, size_t y) {
    const float mean = MeanOfRepeated(block.coefficients, across, down, x, y);
    const float sample = std::round(mean + CENTERJSAMPLE);
    rows[y][column + x] = static_cast<JSAMPLE>(std::clamp<float>(sample, 0, MAXJSAMPLE));
  });
}

// The samples of a component's last block that are in the image.
size_t Inside(JDIMENSION image, int samples, int samples_most, JDIMENSION blocks) {
  const uint64_t whole = uint64_t{image} * static_cast<uint64_t>(samples);
  const auto most = static_cast<uint64_t>(samples_most);
  return static_cast<size_t>((whole + most - 1) / most - uint64_t{DCTSIZE} * (blocks - 1));
}
size_t InsideAcross(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return Inside(info.image_width, of.h_samp_factor, info.max_h_samp_factor, of.width_in_blocks);
}
size_t InsideDown(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return Inside(info.image_height, of.v_samp_factor, info.max_v_samp_factor, of.height_in_blocks);
}
bool IsInside(const jpeg_decompress_struct& info, const jpeg_component_info& of) {
  return InsideAcross(info, of) == DCTSIZE && InsideDown(info, of) == DCTSIZE;
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
    enlarged[i] = of.DCT_scaled_size == 1 && !IsInside(*info, of);
    if (enlarged[i]) of.DCT_scaled_size = 2;
  }
  HooksOf(info).edges->start_coded_data_(info);
  for (size_t i = 0; i < static_cast<size_t>(info->comps_in_scan); ++i) {
    if (enlarged[i]) info->cur_comp_info[i]->DCT_scaled_size = 1;
  }
}

void EdgeBlocks::Attach(jpeg_decompress_struct& info) {
  for (int i = 0; i < info.num_components; ++i) {
    const jpeg_component_info& from = info.comp_info[i];
    if (from.DCT_scaled_size >= DCTSIZE || !from.component_needed) continue;
    if (IsInside(info, from)) continue;
    const auto size = static_cast<uint32_t>(from.DCT_scaled_size);
    Component& to = components_[static_cast<size_t>(i)];
    to.across =
        MakeEdgeAxis(size, InsideAcross(info, from), from.h_samp_factor < info.max_h_samp_factor);
    to.down =
        MakeEdgeAxis(size, InsideDown(info, from), from.v_samp_factor < info.max_v_samp_factor);
    to.whole = MakeEdgeAxis(size, DCTSIZE, false);
    to.last_column = (from.width_in_blocks - 1) * size;
    to.last_row = (from.height_in_blocks - 1) % static_cast<uint32_t>(from.v_samp_factor) * size;
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
  const bool right = column == of.last_column && of.across.inside < DCTSIZE;
  const bool bottom = last_mcus && of.down.inside < DCTSIZE &&
                      rows - of.last_mcus == static_cast<ptrdiff_t>(of.last_row);
  if ((!right && !bottom) || component->quant_table == nullptr) return;
  Correct(*component->quant_table, block, right ? of.across : of.whole, bottom ? of.down : of.whole,
          rows, column);
}

}  // namespace photomill::jpeg
