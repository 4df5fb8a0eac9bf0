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

EdgeAxis MakeEdgeAxis(size_t size, float covered, float shown, bool reduced) {
  const float end = covered * kBlockSide;
  const auto side = static_cast<float>(kBlockSide) / static_cast<float>(size);
  EdgeAxis axis{.size = size, .reduced = reduced};
  axis.inside = static_cast<size_t>(std::ceil(end));
  axis.count = static_cast<size_t>(std::ceil(end / side));
  const float last = end - static_cast<float>(axis.count - 1) * side;
  axis.mixed = last < side;
  const float length = std::max(last, side * shown);
  float to = end;
  for (size_t x = axis.count; x-- > 0;) {
    const float from = to - (x + 1 == axis.count ? length : side);
    const float begin = std::max(from, 0.0F);
    for (size_t i = 0; i < axis.inside; ++i) {
      const auto at = static_cast<float>(i);
      const float share = (std::min(at + 1, to) - std::max(at, begin)) / (to - begin);
      if (share <= 0) continue;
      for (size_t u = 0; u < kBlockSide; ++u) axis.means[x][u] += share * Basis()[i][u];
    }
    if (x == 0) axis.before = (begin - from) / (to - from);
    to = from;
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
