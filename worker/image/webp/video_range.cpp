#include "worker/image/webp/video_range.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

using Table = std::array<uint8_t, 256>;

// round((value - from) * numerator / denominator) + to
constexpr Table MakeTable(int from, int numerator, int denominator, int to) {
  Table table{};
  for (int value = 0; value < 256; ++value) {
    const int scaled = 2 * (value - from) * numerator;
    const int half = scaled < 0 ? -denominator : denominator;
    table[static_cast<size_t>(value)] =
        static_cast<uint8_t>(std::clamp((scaled + half) / (2 * denominator) + to, 0, 255));
  }
  return table;
}

constexpr Table kLumaFromVideo = MakeTable(16, 255, 219, 0);
constexpr Table kChromaFromVideo = MakeTable(128, 255, 224, 128);
constexpr Table kLumaToVideo = MakeTable(0, 219, 255, 16);
constexpr Table kChromaToVideo = MakeTable(128, 224, 255, 128);

void Apply(const Table& table, std::vector<uint8_t>& samples) {
  for (uint8_t& sample : samples) sample = table[sample];
}

std::vector<uint8_t> Applied(const Table& table, const std::vector<uint8_t>& samples) {
  std::vector<uint8_t> out = samples;
  Apply(table, out);
  return out;
}

}  // namespace

bool LeavesVideoRange(const Plane& luma, uint32_t rows) {
  constexpr uint8_t kLeast = 16 - 3;
  constexpr uint8_t kMost = 235 + 3;
  constexpr size_t kOneIn = 1000;
  const auto end = luma.samples.begin() + static_cast<std::ptrdiff_t>(size_t{luma.width} * rows);
  const auto beyond = std::count_if(
      luma.samples.begin(), end, [](uint8_t sample) { return sample < kLeast || sample > kMost; });
  return static_cast<size_t>(beyond) > size_t{luma.width} * rows / kOneIn;
}

void FromVideoRange(Picture& picture) {
  Apply(kLumaFromVideo, picture.planes[0].samples);
  Apply(kChromaFromVideo, picture.planes[1].samples);
  Apply(kChromaFromVideo, picture.planes[2].samples);
}

std::vector<uint8_t> LumaInVideoRange(const Plane& plane) {
  return Applied(kLumaToVideo, plane.samples);
}

std::vector<uint8_t> ChromaInVideoRange(const Plane& plane) {
  return Applied(kChromaToVideo, plane.samples);
}

}  // namespace photomill
