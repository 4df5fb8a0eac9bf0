#include "tests/golden/colour_reference.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace photomill {
namespace {

using Matrix = std::array<Triple, 3>;

constexpr Primaries kSrgb = {{0.64, 0.33}, {0.30, 0.60}, {0.15, 0.06}, {0.3127, 0.3290}};
constexpr Chromaticity kD50 = {0.34567, 0.35850};
// Lam's cone responses, as used by the ICC and Lindbloom.
constexpr Matrix kBradford = {
    {{0.8951, 0.2664, -0.1614}, {-0.7502, 1.7135, 0.0367}, {0.0389, -0.0685, 1.0296}}};

Triple Times(const Matrix& matrix, const Triple& vector) {
  Triple out{};
  for (size_t row = 0; row < 3; ++row) {
    for (size_t i = 0; i < 3; ++i) out[row] += matrix[row][i] * vector[i];
  }
  return out;
}

Matrix Times(const Matrix& a, const Matrix& b) {
  Matrix out{};
  for (size_t row = 0; row < 3; ++row) {
    for (size_t column = 0; column < 3; ++column) {
      for (size_t i = 0; i < 3; ++i) out[row][column] += a[row][i] * b[i][column];
    }
  }
  return out;
}

// By cofactors.
Matrix Inverse(const Matrix& m) {
  const auto minor_of = [&](size_t row, size_t column) {
    const size_t r1 = (row + 1) % 3;
    const size_t r2 = (row + 2) % 3;
    const size_t c1 = (column + 1) % 3;
    const size_t c2 = (column + 2) % 3;
    return m[r1][c1] * m[r2][c2] - m[r1][c2] * m[r2][c1];
  };
  const double determinant =
      m[0][0] * minor_of(0, 0) + m[0][1] * minor_of(0, 1) + m[0][2] * minor_of(0, 2);
  Matrix out{};
  for (size_t row = 0; row < 3; ++row) {
    for (size_t column = 0; column < 3; ++column) {
      out[row][column] = minor_of(column, row) / determinant;
    }
  }
  return out;
}

Triple Xyz(const Chromaticity& point) {
  return {point.x / point.y, 1, (1 - point.x - point.y) / point.y};
}

Matrix RgbToXyz(const Primaries& primaries) {
  const Triple red = Xyz(primaries.red);
  const Triple green = Xyz(primaries.green);
  const Triple blue = Xyz(primaries.blue);
  Matrix columns{};
  for (size_t row = 0; row < 3; ++row) columns[row] = {red[row], green[row], blue[row]};
  const Triple scale = Times(Inverse(columns), Xyz(primaries.white));
  for (Triple& row : columns) {
    for (size_t i = 0; i < 3; ++i) row[i] *= scale[i];
  }
  return columns;
}

Matrix Adaptation(const Chromaticity& from, const Chromaticity& to) {
  const Triple first = Times(kBradford, Xyz(from));
  const Triple second = Times(kBradford, Xyz(to));
  Matrix scale{};
  for (size_t i = 0; i < 3; ++i) scale[i][i] = second[i] / first[i];
  return Times(Inverse(kBradford), Times(scale, kBradford));
}

double Encoded(double light) {
  light = std::clamp(light, 0.0, 1.0);
  return light <= 0.0031308 ? 12.92 * light : 1.055 * std::pow(light, 1 / 2.4) - 0.055;
}

double Light(double sample) {
  return sample <= 0.04045 ? sample / 12.92 : std::pow((sample + 0.055) / 1.055, 2.4);
}

Triple SrgbOfXyz(const Triple& xyz, const Chromaticity& white) {
  const Triple adapted = Times(Adaptation(white, kSrgb.white), xyz);
  Triple rgb = Times(Inverse(RgbToXyz(kSrgb)), adapted);
  for (double& channel : rgb) channel = Encoded(channel);
  return rgb;
}

Triple LabOfSrgb(const Triple& rgb) {
  Triple light{};
  for (size_t i = 0; i < 3; ++i) light[i] = Light(rgb[i]);
  const Triple xyz = Times(RgbToXyz(kSrgb), light);
  const Triple white = Xyz(kSrgb.white);
  Triple f{};
  for (size_t i = 0; i < 3; ++i) {
    const double t = xyz[i] / white[i];
    f[i] = t > 216.0 / 24389 ? std::cbrt(t) : (24389.0 / 27 * t + 16) / 116;
  }
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

}  // namespace

Triple ReferenceSrgb(const Triple& rgb, const Primaries& primaries, double gamma) {
  Triple light{};
  for (size_t i = 0; i < 3; ++i) light[i] = std::pow(rgb[i], gamma);
  return SrgbOfXyz(Times(RgbToXyz(primaries), light), primaries.white);
}

Triple ReferenceSrgbOfLab(const Triple& lab) {
  const double fy = (lab[0] + 16) / 116;
  const Triple f = {fy + lab[1] / 500, fy, fy - lab[2] / 200};
  const Triple white = Xyz(kD50);
  Triple xyz{};
  for (size_t i = 0; i < 3; ++i) {
    const double cube = f[i] * f[i] * f[i];
    xyz[i] = white[i] * (cube > 216.0 / 24389 ? cube : (116 * f[i] - 16) * 27 / 24389);
  }
  return SrgbOfXyz(xyz, kD50);
}

double DeltaE(const Triple& a, const Triple& b) {
  const Triple first = LabOfSrgb(a);
  const Triple second = LabOfSrgb(b);
  return std::hypot(first[0] - second[0], first[1] - second[1], first[2] - second[2]);
}

double DeltaE2000(const Triple& a, const Triple& b) {
  constexpr double kDegree = std::numbers::pi / 180;
  const Triple first = LabOfSrgb(a);
  const Triple second = LabOfSrgb(b);
  const auto to_the_7th = [](double x) { return std::pow(x, 7); };
  const double mean_chroma =
      (std::hypot(first[1], first[2]) + std::hypot(second[1], second[2])) / 2;
  const double g =
      0.5 * (1 - std::sqrt(to_the_7th(mean_chroma) / (to_the_7th(mean_chroma) + to_the_7th(25))));
  const double a1 = (1 + g) * first[1];
  const double a2 = (1 + g) * second[1];
  const double chroma1 = std::hypot(a1, first[2]);
  const double chroma2 = std::hypot(a2, second[2]);
  const auto hue = [](double y, double x) {
    const double angle = y == 0 && x == 0 ? 0 : std::atan2(y, x) / kDegree;
    return angle < 0 ? angle + 360 : angle;
  };
  const double hue1 = hue(first[2], a1);
  const double hue2 = hue(second[2], a2);
  const bool grey = chroma1 * chroma2 == 0;
  double turn = grey ? 0 : hue2 - hue1;
  if (turn > 180) turn -= 360;
  if (turn < -180) turn += 360;
  double mean_hue = grey ? hue1 + hue2 : (hue1 + hue2) / 2;
  if (!grey && std::abs(hue1 - hue2) > 180) mean_hue += hue1 + hue2 < 360 ? 180 : -180;

  const double lightness = (first[0] + second[0]) / 2 - 50;
  const double chroma = (chroma1 + chroma2) / 2;
  const double t = 1 - 0.17 * std::cos((mean_hue - 30) * kDegree) +
                   0.24 * std::cos(2 * mean_hue * kDegree) +
                   0.32 * std::cos((3 * mean_hue + 6) * kDegree) -
                   0.20 * std::cos((4 * mean_hue - 63) * kDegree);
  const double sl = 1 + 0.015 * lightness * lightness / std::sqrt(20 + lightness * lightness);
  const double sc = 1 + 0.045 * chroma;
  const double sh = 1 + 0.015 * chroma * t;
  const double rotation = -2 *
                          std::sqrt(to_the_7th(chroma) / (to_the_7th(chroma) + to_the_7th(25))) *
                          std::sin(60 * std::exp(-std::pow((mean_hue - 275) / 25, 2)) * kDegree);
  const double dl = (second[0] - first[0]) / sl;
  const double dc = (chroma2 - chroma1) / sc;
  const double dh = 2 * std::sqrt(chroma1 * chroma2) * std::sin(turn / 2 * kDegree) / sh;
  return std::sqrt(dl * dl + dc * dc + dh * dh + rotation * dc * dh);
}

}  // namespace photomill
