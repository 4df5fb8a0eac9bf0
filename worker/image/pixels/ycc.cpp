#include "worker/image/pixels/ycc.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "common/base/check.h"
#include "worker/image/pixels/resample.h"

namespace photomill {
namespace {

constexpr uint8_t kNeutral = 128;

// ITU-R BT.601 with full range, as in JFIF, in fixed point with 16 fractional bits.
constexpr int32_t kRedOfCr = 91881;     // 1.402
constexpr int32_t kGreenOfCb = -22554;  // -0.344136
constexpr int32_t kGreenOfCr = -46802;  // -0.714136
constexpr int32_t kBlueOfCb = 116130;   // 1.772
constexpr int32_t kHalf = 1 << 15;

uint8_t ToByte(int32_t value) {
  return static_cast<uint8_t>(std::clamp(value >> 16, 0, 255));
}

bool IsNeutral(const Plane& plane) {
  return std::all_of(plane.samples.begin(), plane.samples.end(),
                     [](uint8_t sample) { return sample == kNeutral; });
}

}  // namespace

ChromaArea ChromaAreaOf(ChromaSampling sampling) {
  switch (sampling) {
    case ChromaSampling::k420:
      return kHalvedChroma;
    case ChromaSampling::k422:
      return {2, 1};
    case ChromaSampling::k444:
      return kWholeChroma;
  }
  PHOTOMILL_CHECK(false);
}

Result<Picture> ToRgb(Picture picture) {
  if (picture.colour != ColourModel::kYcc) return picture;
  Result<Picture> whole = WithWholeChroma(std::move(picture));
  if (!whole) return whole;
  uint8_t* first = whole->planes[0].samples.data();
  uint8_t* second = whole->planes[1].samples.data();
  uint8_t* third = whole->planes[2].samples.data();
  const size_t count = whole->planes[0].samples.size();
  for (size_t i = 0; i < count; ++i) {
    const int32_t luma = (int32_t{first[i]} << 16) + kHalf;
    const int32_t cb = second[i] - kNeutral;
    const int32_t cr = third[i] - kNeutral;
    first[i] = ToByte(luma + kRedOfCr * cr);
    second[i] = ToByte(luma + kGreenOfCb * cb + kGreenOfCr * cr);
    third[i] = ToByte(luma + kBlueOfCb * cb);
  }
  whole->colour = ColourModel::kRgb;
  return whole;
}

void DropNeutralChroma(Picture& picture) {
  if (picture.colour != ColourModel::kYcc) return;
  if (!IsNeutral(picture.planes[1]) || !IsNeutral(picture.planes[2])) return;
  picture.planes.resize(1);
  picture.colour = ColourModel::kGrey;
  picture.chroma = kWholeChroma;
}

}  // namespace photomill
