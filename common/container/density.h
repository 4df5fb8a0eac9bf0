// The pixel density that a file states: JFIF's density, PNG's pHYs, and the resolution tags of TIFF
// and EXIF. The numbers are untrusted: an impossible density counts as not given. Pure functions;
// any thread may call them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/container/tiff_directory.h"

namespace photomill {

struct Density {
  // Pixels per metre, across and down, if `absolute`; otherwise only their ratio has a meaning.
  // Both are 0, or both are positive. They are as stored, before the orientation is applied.
  double x = 0;
  double y = 0;
  bool absolute = false;

  [[nodiscard]] bool given() const { return x > 0; }
  // The density of an image whose rows become columns.
  [[nodiscard]] Density Transposed() const { return {y, x, absolute}; }
  // The width of a pixel divided by its height. 1 if the density is not given, or if the numbers
  // differ so little that it is rounding, or so much that it is a mistake.
  [[nodiscard]] double PixelRatio() const;
  // The density of the image with square pixels: the higher one, in both directions.
  [[nodiscard]] Density Squared() const;
};

inline constexpr double kMetresPerInch = 0.0254;

// The density is not given if a number is zero, negative, not finite or larger than any device has,
// or if one is more than ten times the other.
Density CheckedDensity(double x, double y, bool absolute);

// Reads the body of an APP0 segment, which must begin with JFIF's name.
inline constexpr std::string_view kJfifName("JFIF\0", 5);
Density DensityOfJfif(std::string_view body);
// Reads the body of a pHYs chunk.
Density DensityOfPhys(std::string_view body);
// Reads the directory of a TIFF's image, or the first directory of an EXIF block.
Density DensityOfTiff(const TiffFile& file, const TiffDirectory& directory);

// The density in a format's own fields, which hold whole numbers. None if the density is not given,
// states only that pixels are square, or does not fit.
struct JfifDensity {
  uint8_t unit = 0;  // 0: only a ratio, 1: per inch, 2: per centimetre
  uint16_t x = 1;
  uint16_t y = 1;
};
std::optional<JfifDensity> JfifOf(const Density& density);
// Returns the body of a pHYs chunk.
std::optional<std::string> PhysOf(const Density& density);

// Whether both are equal, apart from the rounding of formats.
bool Agree(const Density& a, const Density& b);

}  // namespace photomill
