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
  // The component has fewer samples than the image in this direction. Encoders then repeat the
  // image's last px before they reduce it, so that the last sample can be another one.
  bool reduced = false;
  // For each output sample, the shares of the coefficients in the mean of its samples, and in their
  // mean if samples outside the image are replaced by the last one inside.
  std::array<BlockLine, kBlockSide> all{};
  std::array<BlockLine, kBlockSide> repeated{};

  // Whether the output sample is the mean of samples inside and outside.
  [[nodiscard]] bool IsMixed(size_t sample) const;
  // Whether it has samples inside.
  [[nodiscard]] bool IsInside(size_t sample) const;
};
EdgeAxis MakeEdgeAxis(size_t size, size_t inside, bool reduced);

// An output sample of the block. `coefficients`: dequantised.
float MeanOfAll(const BlockMatrix& coefficients, const EdgeAxis& across, const EdgeAxis& down,
                size_t x, size_t y);
float MeanOfRepeated(const BlockMatrix& coefficients, const EdgeAxis& across, const EdgeAxis& down,
                     size_t x, size_t y);

// Whether a block that repeats its last samples outside the image could have become these
// coefficients by rounding to the steps of `quantisation`.
bool CanBeRepetition(const BlockMatrix& coefficients, const BlockMatrix& quantisation,
                     const EdgeAxis& across, const EdgeAxis& down);

}  // namespace photomill::jpeg
