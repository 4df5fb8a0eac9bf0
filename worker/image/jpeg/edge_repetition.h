// The mathematics of a block of which a part is outside the image: its averages, and whether its
// encoder has repeated the last samples of the image there. Pure functions.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace photomill::jpeg {

inline constexpr size_t kBlockSide = 8;
using BlockLine = std::array<float, kBlockSide>;
using BlockMatrix = std::array<BlockLine, kBlockSide>;  // rows of samples or coefficients

// One direction of a block that is decoded to fewer samples. As the image is resampled as if its
// last sample were no smaller than others, these are counted from the image's end: each stands for
// as many px of the image, and the first one also for px before the block.
struct EdgeAxis {
  size_t size = kBlockSide;    // output samples of a block
  size_t count = kBlockSide;   // those with px of the image
  size_t inside = kBlockSide;  // samples of the block that are in the image, or partly
  // The component has fewer samples than the image in this direction. Encoders then repeat the
  // image's last px before they reduce it, so that the last sample can be another one.
  bool reduced = false;
  bool mixed = false;  // the last output sample is partly outside the image
  float before = 0;    // the part of the first output sample that is before the block
  // For each output sample, the shares of the coefficients in the mean of its samples inside.
  std::array<BlockLine, kBlockSide> means{};
};
// `covered`: the part of the block that the image's px cover. `shown`: the part of an output sample
// for which the last one stands.
EdgeAxis MakeEdgeAxis(size_t size, float covered, float shown, bool reduced);

// The mean of the samples inside that an output sample stands for. `coefficients`: dequantised.
float MeanInside(const BlockMatrix& coefficients, const EdgeAxis& across, const EdgeAxis& down,
                 size_t x, size_t y);

// Whether a block that repeats its last samples outside the image could have become these
// coefficients by rounding to the steps of `quantisation`.
bool CanBeRepetition(const BlockMatrix& coefficients, const BlockMatrix& quantisation,
                     const EdgeAxis& across, const EdgeAxis& down);

}  // namespace photomill::jpeg
