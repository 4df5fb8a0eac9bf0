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

// One direction of a block that is decoded to fewer samples.
struct EdgeAxis {
  size_t size = kBlockSide;    // output samples
  size_t inside = kBlockSide;  // samples of the block that are in the image
  float covered = 1;           // the part of the block that the image's px cover
  // The component has fewer samples than the image in this direction. Encoders then repeat the
  // image's last px before they reduce it, so that the last sample can be another one.
  bool reduced = false;
  // For each output sample, the shares of the coefficients in the mean of its samples inside.
  std::array<BlockLine, kBlockSide> means{};

  // The part of the output sample that the image's px cover.
  [[nodiscard]] float InsideOf(size_t sample) const;
};
EdgeAxis MakeEdgeAxis(size_t size, size_t inside, float covered, bool reduced);

// The mean of the samples inside that an output sample stands for. `coefficients`: dequantised.
float MeanInside(const BlockMatrix& coefficients, const EdgeAxis& across, const EdgeAxis& down,
                 size_t x, size_t y);

// Whether a block that repeats its last samples outside the image could have become these
// coefficients by rounding to the steps of `quantisation`.
bool CanBeRepetition(const BlockMatrix& coefficients, const BlockMatrix& quantisation,
                     const EdgeAxis& across, const EdgeAxis& down);

}  // namespace photomill::jpeg
