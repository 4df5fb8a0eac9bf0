// How densely a file says that its pixels stand: JFIF's density, PNG's pHYs, and the resolution
// tags of TIFF and EXIF. Untrusted numbers: what cannot be a density counts as not given. Pure
// functions; any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/container/tiff_directory.h"

namespace photomill {

struct Density {
  // Pixels per metre, across and down, if `absolute`; otherwise only their ratio means something.
  // Both are 0, or both are above it. Across and down are as stored, before any orientation.
  double x = 0;
  double y = 0;
  bool absolute = false;

  [[nodiscard]] bool given() const { return x > 0; }
  // For a picture whose rows become columns.
  [[nodiscard]] Density Transposed() const { return {y, x, absolute}; }
  // The width of a pixel divided by its height. 1 if the density is not given, if both differ so
  // little that it is rounding, or so much that it is a mistake.
  [[nodiscard]] double PixelRatio() const;
  // Of the picture with square pixels, whose coarser side has as many as the finer one.
  [[nodiscard]] Density Squared() const;
};

inline constexpr double kMetresPerInch = 0.0254;

// Not given if a number is zero, negative or not finite, if there are more pixels than any device
// has, or if one is more than ten times the other.
Density CheckedDensity(double x, double y, bool absolute);

// Of an APP0 segment's body that begins with JFIF's name.
inline constexpr std::string_view kJfifName("JFIF\0", 5);
Density DensityOfJfif(std::string_view body);
// Of a pHYs chunk's body.
Density DensityOfPhys(std::string_view body);
// Of the directory of a TIFF's picture, or of an EXIF block's first one.
Density DensityOfTiff(const TiffFile& file, const TiffDirectory& directory);

// What the formats' own words for it are, whose numbers are whole. Nothing if it is not given, or
// says only that pixels are square, or does not fit.
struct JfifDensity {
  uint8_t unit = 0;  // 0: only a ratio, 1: per inch, 2: per centimetre
  uint16_t x = 1;
  uint16_t y = 1;
};
std::optional<JfifDensity> JfifOf(const Density& density);
// The body of a pHYs chunk.
std::optional<std::string> PhysOf(const Density& density);

// Whether both mean the same; formats round.
bool Agree(const Density& a, const Density& b);

}  // namespace photomill
