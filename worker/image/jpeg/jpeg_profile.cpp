#include "worker/image/jpeg/jpeg_profile.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "common/container/byte_view.h"
#include "common/container/jpeg_segments.h"

namespace photomill {
namespace {

constexpr uint8_t kApp2 = jpeg_marker::kApp0 + 2;
constexpr std::string_view kName("ICC_PROFILE\0", 12);
constexpr size_t kPartBegin = kName.size() + 2;  // after its number and the number of parts

constexpr uint64_t kSignatureAt = 36;
constexpr std::string_view kSignature = "acsp";

struct Part {
  uint32_t number = 0;  // from 1
  uint32_t count = 0;
  std::string_view bytes;
};

std::vector<Part> PartsIn(std::string_view jpeg) {
  std::vector<Part> parts;
  JpegSegments segments(jpeg);
  while (const std::optional<JpegSegments::Segment> segment = segments.Next()) {
    if (segment->marker == jpeg_marker::kStartOfScan) break;
    const ByteView body(segment->body);
    if (segment->marker != kApp2 || body.size() < kPartBegin || !body.Is(0, kName)) continue;
    parts.push_back(
        {body.U8(kPartBegin - 2), body.U8(kPartBegin - 1), segment->body.substr(kPartBegin)});
  }
  return parts;
}

std::string Join(const std::vector<Part>& parts) {
  std::string icc;
  for (const Part& part : parts) icc += part.bytes;
  return icc;
}

// Returns the first part of each number, sorted by number.
std::vector<Part> FirstOfEach(std::vector<Part> parts) {
  const auto less = [](const Part& a, const Part& b) { return a.number < b.number; };
  const auto same = [](const Part& a, const Part& b) { return a.number == b.number; };
  std::stable_sort(parts.begin(), parts.end(), less);
  parts.erase(std::unique(parts.begin(), parts.end(), same), parts.end());
  return parts;
}

// Whether the parts are numbered from 1 to their count.
bool AreNumbered(const std::vector<Part>& sorted) {
  return std::all_of(sorted.begin(), sorted.end(), [&](const Part& part) {
    return part.count == sorted.size() &&
           part.number == static_cast<size_t>(&part - sorted.data()) + 1;
  });
}

// Returns the profile without trailing bytes; empty if it is incomplete.
std::string WholeProfile(std::string icc) {
  const ByteView view(icc);
  const uint64_t bytes = view.U32(0);
  if (!view.Is(kSignatureAt, kSignature) || bytes > icc.size() || bytes <= kSignatureAt) return {};
  icc.resize(bytes);
  return icc;
}

}  // namespace

JpegProfile ReadJpegProfile(std::string_view jpeg) {
  const std::vector<Part> parts = PartsIn(jpeg);
  if (parts.empty()) return {};
  const std::vector<Part> sorted = FirstOfEach(parts);
  if (sorted.size() == parts.size() && AreNumbered(sorted)) {
    std::string icc = Join(sorted);
    const bool damaged = icc.empty();
    return {std::move(icc), damaged};
  }
  for (const std::vector<Part>& order : std::array{sorted, parts}) {
    std::string icc = WholeProfile(Join(order));
    if (!icc.empty()) return {std::move(icc), false};
  }
  return {{}, true};
}

}  // namespace photomill
