#include "worker/image/jpeg/edge_repetition.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace photomill::jpeg {
namespace {

constexpr int kRounds = 16;
// Of the coefficients: encoders calculate with whole numbers.
constexpr float kRounding = 1;
// What may be left between the block and the nearest one of the kind: mean square per sample.
constexpr float kLeftOver = 0.25F;
// The most, in levels, that the last reduced sample differs from the image's last px.
constexpr float kReducedDifference = 6;

// Element [x][u] is the share of coefficient u in sample x.
const BlockMatrix& Basis() {
  static const BlockMatrix basis = [] {
    BlockMatrix made{};
    for (size_t x = 0; x < kBlockSide; ++x) {
      for (size_t u = 0; u < kBlockSide; ++u) {
        const double angle =
            static_cast<double>((2 * x + 1) * u) * std::numbers::pi / (2.0 * kBlockSide);
        made[x][u] = static_cast<float>(std::cos(angle) * (u == 0 ? std::sqrt(0.125) : 0.5));
      }
    }
    return made;
  }();
  return basis;
}

BlockMatrix Samples(const BlockMatrix& coefficients) {
  const BlockMatrix& basis = Basis();
  BlockMatrix columns{};  // transformed downwards
  BlockMatrix samples{};
  for (size_t y = 0; y < kBlockSide; ++y) {
    for (size_t v = 0; v < kBlockSide; ++v) {
      for (size_t u = 0; u < kBlockSide; ++u) columns[y][u] += basis[y][v] * coefficients[v][u];
    }
    for (size_t x = 0; x < kBlockSide; ++x) {
      for (size_t u = 0; u < kBlockSide; ++u) samples[y][x] += basis[x][u] * columns[y][u];
    }
  }
  return samples;
}

BlockMatrix Coefficients(const BlockMatrix& samples) {
  const BlockMatrix& basis = Basis();
  BlockMatrix rows{};  // transformed across
  BlockMatrix coefficients{};
  for (size_t y = 0; y < kBlockSide; ++y) {
    for (size_t x = 0; x < kBlockSide; ++x) {
      for (size_t u = 0; u < kBlockSide; ++u) rows[y][u] += basis[x][u] * samples[y][x];
    }
    for (size_t v = 0; v < kBlockSide; ++v) {
      for (size_t u = 0; u < kBlockSide; ++u) coefficients[v][u] += basis[y][v] * rows[y][u];
    }
  }
  return coefficients;
}

// The nearest line whose samples outside repeat the last one inside.
void Repeat(const EdgeAxis& axis, BlockLine& line) {
  if (axis.inside == kBlockSide) return;
  float& last = line[axis.inside - 1];
  const auto outside = static_cast<float>(kBlockSide - axis.inside);
  float sum = 0;
  for (size_t i = axis.inside; i < kBlockSide; ++i) sum += line[i];
  float value = sum / outside;
  if (axis.reduced) {
    value = std::clamp(value, last - kReducedDifference, last + kReducedDifference);
  } else {
    value = (sum + last) / (outside + 1);
    last = value;
  }
  std::fill(line.begin() + static_cast<ptrdiff_t>(axis.inside), line.end(), value);
}

void Transpose(BlockMatrix& block) {
  for (size_t y = 0; y < kBlockSide; ++y) {
    for (size_t x = 0; x < y; ++x) std::swap(block[y][x], block[x][y]);
  }
}

}  // namespace

float EdgeAxis::InsideOf(size_t sample) const {
  return std::clamp(covered * static_cast<float>(size) - static_cast<float>(sample), 0.0F, 1.0F);
}

EdgeAxis MakeEdgeAxis(size_t size, size_t inside, float covered, bool reduced) {
  EdgeAxis axis{.size = size, .inside = inside, .covered = covered, .reduced = reduced};
  const size_t side = kBlockSide / size;
  for (size_t i = 0; i < inside; ++i) {
    const size_t sample = i / side;
    const auto count = static_cast<float>(std::min(side, inside - sample * side));
    for (size_t u = 0; u < kBlockSide; ++u) axis.means[sample][u] += Basis()[i][u] / count;
  }
  return axis;
}

float MeanInside(const BlockMatrix& coefficients, const EdgeAxis& across, const EdgeAxis& down,
                 size_t x, size_t y) {
  float sum = 0;
  for (size_t v = 0; v < kBlockSide; ++v) {
    float row = 0;
    for (size_t u = 0; u < kBlockSide; ++u) row += across.means[x][u] * coefficients[v][u];
    sum += down.means[y][v] * row;
  }
  return sum;
}

// Projects in turn on the blocks that repeat their last samples and on those that are rounded to
// these coefficients: both are convex sets, so that this converges to what they have in common.
bool CanBeRepetition(const BlockMatrix& coefficients, const BlockMatrix& quantisation,
                     const EdgeAxis& across, const EdgeAxis& down) {
  BlockMatrix nearest = coefficients;
  for (int round = 0; round < kRounds; ++round) {
    BlockMatrix samples = Samples(nearest);
    for (BlockLine& line : samples) Repeat(across, line);
    Transpose(samples);
    for (BlockLine& line : samples) Repeat(down, line);
    Transpose(samples);
    nearest = Coefficients(samples);
    float left_over = 0;
    for (size_t v = 0; v < kBlockSide; ++v) {
      for (size_t u = 0; u < kBlockSide; ++u) {
        const float limit = quantisation[v][u] / 2 + kRounding;
        const float difference = nearest[v][u] - coefficients[v][u];
        const float rounded = std::clamp(difference, -limit, limit);
        left_over += (difference - rounded) * (difference - rounded);
        nearest[v][u] = coefficients[v][u] + rounded;
      }
    }
    if (left_over <= kLeftOver * kBlockSide * kBlockSide) return true;
  }
  return false;
}

}  // namespace photomill::jpeg
