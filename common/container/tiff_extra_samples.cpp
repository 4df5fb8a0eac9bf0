#include "common/container/tiff_extra_samples.h"

#include "common/container/tiff_blocks.h"

namespace photomill {
namespace {

constexpr uint16_t kSamples = 277;
constexpr uint16_t kExtraSamples = 338;

constexpr uint64_t kAssociated = 1;
constexpr uint64_t kUnassociated = 2;
constexpr uint64_t kLookedAt = 16;

}  // namespace

uint32_t TiffColourSamples(uint32_t photometric) {
  switch (photometric) {
    case tiff_photometric::kWhiteIsZero:
    case tiff_photometric::kBlackIsZero:
    case tiff_photometric::kPalette:
    case tiff_photometric::kMask:
    case tiff_photometric::kLogL:
      return 1;
    case tiff_photometric::kRgb:
    case tiff_photometric::kYcc:
    case tiff_photometric::kCieLab:
    case tiff_photometric::kIccLab:
    case tiff_photometric::kLogLuv:
      return 3;
    case tiff_photometric::kSeparated:
      return 4;
    default:
      return 0;
  }
}

std::optional<TiffAlpha> ReadTiffAlpha(const TiffFile& file, const TiffDirectory& directory,
                                       uint32_t photometric) {
  const uint32_t colours = TiffColourSamples(photometric);
  const uint32_t samples = file.Number(directory, kSamples, 1);
  if (colours == 0) return std::nullopt;
  uint32_t sample = colours;
  for (const uint64_t kind : file.Numbers(directory, kExtraSamples, kLookedAt)) {
    if (sample >= samples) break;
    if (kind == kAssociated || kind == kUnassociated) {
      return TiffAlpha{.sample = sample, .associated = kind == kAssociated};
    }
    ++sample;
  }
  return std::nullopt;
}

}  // namespace photomill
