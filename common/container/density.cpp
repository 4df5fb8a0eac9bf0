#include "common/container/density.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "common/container/byte_view.h"
#include "common/container/byte_writer.h"

namespace photomill {
namespace {

// Even microscopes have only about ten pixels per micrometre.
constexpr double kPerMetreMost = 100e6;
// Real ratios are small: a coarse fax has 204 x 49 dpi.
constexpr double kRatioMost = 10;

constexpr double kPerCentimetre = 100;
constexpr double kPerInch = 1 / kMetresPerInch;

constexpr uint16_t kXResolutionTag = 0x011A;
constexpr uint16_t kYResolutionTag = 0x011B;
constexpr uint16_t kResolutionUnitTag = 0x0128;
constexpr uint32_t kUnitInch = 2;  // also if the file does not say
constexpr uint32_t kUnitCentimetre = 3;

constexpr uint16_t kRational = 5;
constexpr uint16_t kSignedRational = 10;
constexpr uint16_t kFloat = 11;
constexpr uint16_t kDouble = 12;

// Returns the first value of a tag that should be a rational number; 0 if there is none.
double Real(const TiffFile& file, const TiffDirectory& directory, uint16_t tag) {
  const std::optional<uint64_t> entry = file.Find(directory, tag);
  const std::optional<uint64_t> at = file.ValueOffset(directory, tag);
  if (!entry || !at) return 0;
  const ByteView& view = file.view();
  switch (file.ReadEntry(*entry).type) {
    case kRational: {
      const uint32_t below = view.U32(*at + 4);
      return below == 0 ? 0 : double{1} * view.U32(*at) / below;
    }
    case kSignedRational: {
      const auto below = static_cast<int32_t>(view.U32(*at + 4));
      return below == 0 ? 0 : double{1} * static_cast<int32_t>(view.U32(*at)) / below;
    }
    case kFloat:
      return static_cast<double>(std::bit_cast<float>(view.U32(*at)));
    case kDouble:
      return std::bit_cast<double>(view.U64(*at));
    default:
      return file.Number(directory, tag, 0);
  }
}

Density Scaled(double x, double y, double per_metre) {
  return per_metre == 0 ? CheckedDensity(x, y, false)
                        : CheckedDensity(x * per_metre, y * per_metre, true);
}

bool IsWhole(double number) {
  return std::abs(number - std::round(number)) < 0.01;
}

// Returns the ratio as whole numbers of at most `most`.
Density WholeRatio(const Density& density, double most) {
  const double larger = std::max(density.x, density.y);
  const bool whole = IsWhole(density.x) && IsWhole(density.y) && larger <= most;
  const double factor = whole ? 1 : 1000 / larger;
  return {std::round(density.x * factor), std::round(density.y * factor), false};
}

}  // namespace

double Density::PixelRatio() const {
  constexpr double kRounding = 1.02;
  constexpr double kMistake = 4.5;  // a coarse fax has 204 x 49 dpi
  if (!given()) return 1;
  const double larger = std::max(x, y) / std::min(x, y);
  return larger < kRounding || larger > kMistake ? 1 : y / x;
}

Density Density::Squared() const {
  if (PixelRatio() == 1) return *this;
  const double finer = std::max(x, y);
  return {finer, finer, absolute};
}

Density CheckedDensity(double x, double y, bool absolute) {
  const bool numbers = std::isfinite(x) && std::isfinite(y) && x > 0 && y > 0;
  if (!numbers || x > kRatioMost * y || y > kRatioMost * x) return {};
  if (absolute && (x > kPerMetreMost || y > kPerMetreMost)) return {};
  return {x, y, absolute};
}

Density DensityOfJfif(std::string_view body) {
  const ByteView view(body);
  constexpr uint64_t kUnitAt = 7;  // after the name and the version
  if (!view.Is(0, kJfifName) || !view.Has(kUnitAt, 5)) return {};
  const uint8_t unit = view.U8(kUnitAt);
  const double per_metre = unit == 1 ? kPerInch : unit == 2 ? kPerCentimetre : 0;
  return Scaled(view.U16(kUnitAt + 1), view.U16(kUnitAt + 3), per_metre);
}

Density DensityOfPhys(std::string_view body) {
  const ByteView view(body);
  if (body.size() != 9) return {};
  return CheckedDensity(view.U32(0), view.U32(4), view.U8(8) == 1);
}

Density DensityOfTiff(const TiffFile& file, const TiffDirectory& directory) {
  const uint32_t unit = file.Number(directory, kResolutionUnitTag, kUnitInch);
  const double per_metre = unit == kUnitInch         ? kPerInch
                           : unit == kUnitCentimetre ? kPerCentimetre
                                                     : 0;
  return Scaled(Real(file, directory, kXResolutionTag), Real(file, directory, kYResolutionTag),
                per_metre);
}

std::optional<JfifDensity> JfifOf(const Density& density) {
  constexpr double kMost = UINT16_MAX;
  if (!density.given()) return std::nullopt;
  uint8_t unit = 0;
  Density whole = WholeRatio(density, kMost);
  if (density.absolute) {
    const Density inches = {density.x * kMetresPerInch, density.y * kMetresPerInch, true};
    const Density centimetres = {density.x / kPerCentimetre, density.y / kPerCentimetre, true};
    const bool metric = !(IsWhole(inches.x) && IsWhole(inches.y)) && IsWhole(centimetres.x) &&
                        IsWhole(centimetres.y);
    unit = metric ? 2 : 1;
    whole = metric ? centimetres : inches;
  } else if (whole.x == whole.y) {
    return std::nullopt;
  }
  const double x = std::round(whole.x);
  const double y = std::round(whole.y);
  if (x < 1 || y < 1 || x > kMost || y > kMost) return std::nullopt;
  return JfifDensity{unit, static_cast<uint16_t>(x), static_cast<uint16_t>(y)};
}

std::optional<std::string> PhysOf(const Density& density) {
  if (!density.given()) return std::nullopt;
  const Density whole = density.absolute ? density : WholeRatio(density, INT32_MAX);
  if (!density.absolute && whole.x == whole.y) return std::nullopt;
  const auto x = static_cast<uint32_t>(std::round(whole.x));  // CheckedDensity bounds it
  const auto y = static_cast<uint32_t>(std::round(whole.y));
  if (x == 0 || y == 0) return std::nullopt;
  std::string body;
  AppendNumber(body, x, 4);
  AppendNumber(body, y, 4);
  AppendNumber(body, density.absolute ? 1 : 0, 1);
  return body;
}

bool Agree(const Density& a, const Density& b) {
  const auto same = [](double one, double other) {
    return std::abs(one - other) <= 0.005 * std::max(one, other);
  };
  return a.absolute == b.absolute && same(a.x, b.x) && same(a.y, b.y);
}

}  // namespace photomill
