#include "worker/image/jpeg/jpeg_padding.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>

namespace photomill {
namespace {

constexpr std::string_view kWords = " extraneous bytes before marker 0x";
constexpr std::string_view kStartOfScan("\xFF\xDA", 2);
constexpr std::string_view kEndOfImage("\xFF\xD9", 2);
constexpr uint32_t kEndMarker = 0xD9;

// APPn, comments, quantisation tables, restart intervals and frames come before the image data.
bool StandsInTheHeader(uint32_t marker) {
  return (marker >= 0xE0 && marker <= 0xEF) || marker == 0xFE || marker == 0xDB || marker == 0xDD ||
         (marker >= 0xC0 && marker <= 0xC2);
}

}  // namespace

bool IsHarmlessPadding(std::string_view jpeg, std::string_view warning) {
  const size_t words = warning.find(kWords);
  if (words == std::string_view::npos) return false;
  const size_t number = warning.substr(0, words).rfind(' ') + 1;
  size_t count = 0;
  uint32_t marker = 0;
  std::from_chars(warning.data() + number, warning.data() + words, count);
  const size_t hex = words + kWords.size();
  std::from_chars(warning.data() + hex, warning.data() + warning.size(), marker, 16);
  if (StandsInTheHeader(marker)) return true;
  if (marker != kEndMarker || count == 0) return false;

  // Image data never contains a marker, so the first end marker after a scan ends the image.
  const size_t scan = jpeg.find(kStartOfScan);
  if (scan == std::string_view::npos) return false;
  const size_t end = jpeg.find(kEndOfImage, scan);
  if (end == std::string_view::npos || end - scan < count) return false;
  const std::string_view padding = jpeg.substr(end - count, count);
  return std::all_of(padding.begin(), padding.end(), [&](char c) { return c == padding.front(); });
}

}  // namespace photomill
