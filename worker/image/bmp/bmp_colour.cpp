#include "worker/image/bmp/bmp_colour.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

#include "common/container/byte_view.h"
#include "worker/image/colour/colour.h"

namespace photomill::bmp {
namespace {

// Offsets in the file.
enum Field : uint32_t {
  kColourSpace = 70,
  kEndpoints = 74,  // red, green and blue, each X, Y, Z
  kGammas = 110,
  kProfileAt = 126,  // relative to the header
  kProfileBytes = 130,
};

constexpr uint32_t kCalibrated = 0;
constexpr uint32_t kEmbedded = 0x4D424544;  // "MBED"
constexpr uint32_t kLinked = 0x4C494E4B;    // "LINK"

constexpr Chromaticity kD65 = {0.3127, 0.3290};
constexpr Primaries kSrgb = {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, kD65};
constexpr double kTolerance = 0.003;  // smaller differences are rounding

// Returns none if the profile is not inside the file. Padding after the profile's own length is
// dropped.
std::optional<std::string_view> EmbeddedProfile(const ByteView& view) {
  const uint64_t at = uint64_t{view.U32(kProfileAt)} + sniff::kBmpHeaderAt;
  const uint64_t stated = view.U32(kProfileBytes);
  constexpr uint64_t kProfileHeaderBytes = 128;
  if (stated < kProfileHeaderBytes || !view.Has(at, stated)) return std::nullopt;
  const uint64_t own = ByteView(view.bytes(), Endian::kBig).U32(at);
  return view.Slice(at, own >= kProfileHeaderBytes ? std::min(own, stated) : stated);
}

// The numbers are fixed-point with 30 fractional bits: either X, Y and Z, or chromaticities.
std::optional<Chromaticity> Endpoint(const ByteView& view, uint64_t at) {
  std::array<double, 3> value{};
  for (size_t i = 0; i < 3; ++i) value[i] = view.U32(at + 4 * i) / double{1U << 30U};
  const double sum = value[0] + value[1] + value[2];
  if (value[0] <= 0 || value[1] <= 0 || sum <= 0) return std::nullopt;
  return Chromaticity{.x = value[0] / sum, .y = value[1] / sum};
}

bool IsNear(const Chromaticity& one, const Chromaticity& other) {
  return std::abs(one.x - other.x) <= kTolerance && std::abs(one.y - other.y) <= kTolerance;
}

// Returns none if the primaries are those of sRGB or impossible; many programs leave them zero. The
// header does not state a white point.
std::optional<Primaries> StatedPrimaries(const ByteView& view) {
  const std::optional<Chromaticity> red = Endpoint(view, kEndpoints);
  const std::optional<Chromaticity> green = Endpoint(view, kEndpoints + 12);
  const std::optional<Chromaticity> blue = Endpoint(view, kEndpoints + 24);
  if (!red || !green || !blue) return std::nullopt;
  const double area =
      (green->x - red->x) * (blue->y - red->y) - (blue->x - red->x) * (green->y - red->y);
  constexpr double kAreaMin = 0.01;
  if (std::abs(area) < kAreaMin) return std::nullopt;
  if (IsNear(*red, kSrgb.red) && IsNear(*green, kSrgb.green) && IsNear(*blue, kSrgb.blue)) {
    return std::nullopt;
  }
  return Primaries{.red = *red, .green = *green, .blue = *blue, .white = kD65};
}

// Returns the gamma as in PNG's gAMA; 0 if it is missing or differs between colours. Microsoft
// defines it as the exponent of a screen, such as 2.2, but ImageMagick writes the inverse.
double StatedGamma(const ByteView& view) {
  const double gamma = view.U32(kGammas) / 65536.0;
  for (const uint64_t at : {kGammas + 4, kGammas + 8}) {
    if (std::abs(view.U32(at) / 65536.0 - gamma) > kTolerance) return 0;
  }
  constexpr double kGammaMax = 5;
  if (gamma < 1 / kGammaMax || gamma > kGammaMax) return 0;
  return gamma > 1 ? 1 / gamma : gamma;
}

}  // namespace

StatedColour ReadStatedColour(std::string_view bytes, const sniff::BmpLayout& layout) {
  StatedColour stated;
  if (layout.header_bytes < sniff::kBmpVersion4Bytes) return stated;
  const ByteView view(bytes, Endian::kLittle);
  const uint32_t space = view.U32(kColourSpace);
  if (space == kCalibrated) {
    stated.colour.primaries = StatedPrimaries(view);
    stated.colour.gamma = StatedGamma(view);
  } else if (space == kLinked) {
    stated.warning = {Warning::kColoursLeftOut,
                      "its colour profile is in another file and was left out"};
  } else if (space == kEmbedded && layout.header_bytes >= sniff::kBmpVersion5Bytes) {
    const std::optional<std::string_view> profile = EmbeddedProfile(view);
    if (profile) stated.colour.icc = *profile;
    if (!profile) stated.warning = DamagedProfile();
  }
  return stated;
}

}  // namespace photomill::bmp
