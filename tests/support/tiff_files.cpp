#include "tests/support/tiff_files.h"

#include <cmath>

namespace photomill::test {
namespace {

constexpr uint32_t kShort = 3;
constexpr uint32_t kLong = 4;
// Values of PhotometricInterpretation.
constexpr uint32_t kBlackIsZero = 1;
constexpr uint32_t kCieLab = 8;

void Append(std::string& out, uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i) & 0xFFU));
}

void AppendEntry(std::string& out, uint32_t tag, uint32_t type, uint32_t count, uint32_t value) {
  Append(out, tag, 2);
  Append(out, type, 2);
  Append(out, count, 4);
  Append(out, value, 4);
}

// `samples` has the stored bytes, which follow the directory.
std::string MakeTiff(uint32_t width, uint32_t height, uint32_t bits, uint32_t channels,
                     uint32_t photometric, std::string_view samples) {
  constexpr uint32_t kEntries = 9;
  constexpr uint32_t kBehindDirectory = 8 + 2 + kEntries * 12 + 4;
  const uint32_t data = kBehindDirectory + 6;
  std::string out("II*\0\x08\0\0\0", 8);
  Append(out, kEntries, 2);
  AppendEntry(out, 256, kLong, 1, width);
  AppendEntry(out, 257, kLong, 1, height);
  AppendEntry(out, 258, kShort, channels, channels == 1 ? bits : kBehindDirectory);
  AppendEntry(out, 259, kShort, 1, 1);  // uncompressed
  AppendEntry(out, 262, kShort, 1, photometric);
  AppendEntry(out, 273, kLong, 1, data);
  AppendEntry(out, 277, kShort, 1, channels);
  AppendEntry(out, 278, kLong, 1, height);
  AppendEntry(out, 279, kLong, 1, static_cast<uint32_t>(samples.size()));
  Append(out, 0, 4);
  for (int i = 0; i < 3; ++i) Append(out, bits, 2);
  out += samples;
  return out;
}

}  // namespace

std::string MakeLabTiff(uint32_t width, uint32_t height, uint32_t bits, int l, int a, int b) {
  const int bytes = static_cast<int>(bits / 8);
  // a* and b* are signed: integers with 8 bits, 256ths with 16 bits (TIFF 6.0, section 23).
  const double largest = bits == 8 ? 255 : 65535;
  const int step = bits == 8 ? 1 : 256;
  std::string samples;
  for (uint32_t i = 0; i < width * height; ++i) {
    Append(samples, static_cast<uint32_t>(std::lround(l * largest / 100)), bytes);
    Append(samples, static_cast<uint32_t>(a * step), bytes);
    Append(samples, static_cast<uint32_t>(b * step), bytes);
  }
  return MakeTiff(width, height, bits, 3, kCieLab, samples);
}

std::string MakeGreyTiff(uint32_t width, uint32_t height, uint32_t bits, std::string_view samples) {
  return MakeTiff(width, height, bits, 1, kBlackIsZero, samples);
}

}  // namespace photomill::test
