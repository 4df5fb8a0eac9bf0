// HEVC: the size is in the sequence parameter set, a NAL unit like those of the image.
#include <optional>
#include <string>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/container/bit_view.h"
#include "common/container/byte_view.h"
#include "common/container/hevc_units.h"
#include "common/sniff/coded_size.h"
#include "common/sniff/formats.h"

namespace photomill::sniff {
namespace {

constexpr uint64_t kArraysAt = 22;  // in the configuration, after their number
constexpr uint32_t kSequenceParameterSet = 33;
constexpr uint64_t kUnitHeaderBytes = 2;
// The part of a set that is read is shorter than this: a profile of 7 layers, and eight numbers.
constexpr uint64_t kSetBytesMax = 256;
// Of a profile (profile_tier_level), which every layer can have.
constexpr uint32_t kProfileBits = 88;
constexpr uint32_t kLevelBits = 8;
constexpr uint32_t kLayers = 8;

// Removes the bytes that keep others from looking like the beginning of a unit (7.4.2).
std::string WithoutEmulationPrevention(std::string_view body) {
  std::string bytes;
  int zeros = 0;
  for (const char c : body) {
    if (zeros >= 2 && c == 3) {
      zeros = 0;
      continue;
    }
    zeros = c == 0 ? zeros + 1 : 0;
    bytes.push_back(c);
  }
  return bytes;
}

void SkipProfiles(BitView& bits, uint32_t layers) {
  bits.Skip(kProfileBits + kLevelBits);
  std::vector<uint32_t> lengths;
  for (uint32_t i = 0; i < layers; ++i) {
    const bool profile = bits.Flag();
    const bool level = bits.Flag();
    lengths.push_back((profile ? kProfileBits : 0) + (level ? kLevelBits : 0));
  }
  if (layers > 0) bits.Skip(2ULL * (kLayers - layers));
  for (const uint32_t length : lengths) bits.Skip(length);
}

// seq_parameter_set_rbsp() up to the conformance window; none if it is damaged.
std::optional<CodedSize> ReadSet(std::string_view unit) {
  const std::string_view body = ByteView(unit).Slice(kUnitHeaderBytes, kSetBytesMax);
  const std::string bytes = WithoutEmulationPrevention(body);
  BitView bits(bytes);
  bits.Skip(4);  // the number of the video's parameter set
  const uint32_t layers = bits.Bits(3);
  bits.Skip(1);
  SkipProfiles(bits, layers);
  bits.ExpGolomb();  // its own number
  const uint32_t chroma = bits.ExpGolomb();
  if (chroma == 3) bits.Skip(1);
  const uint64_t width = bits.ExpGolomb();
  const uint64_t height = bits.ExpGolomb();
  uint64_t cut_across = 0;
  uint64_t cut_down = 0;
  if (bits.Flag()) {
    cut_across = uint64_t{bits.ExpGolomb()} + bits.ExpGolomb();
    cut_down = uint64_t{bits.ExpGolomb()} + bits.ExpGolomb();
  }
  if (chroma == 1 || chroma == 2) cut_across *= 2;
  if (chroma == 1) cut_down *= 2;
  if (!bits.ok() || chroma > 3 || cut_across >= width || cut_down >= height) return std::nullopt;
  return CodedSize{static_cast<uint32_t>(width - cut_across),
                   static_cast<uint32_t>(height - cut_down), width * height};
}

// Uses the size of the unit if it is a set of the only layer that is decoded.
Status ReadUnit(std::string_view unit, std::vector<CodedSize>& sizes) {
  const ByteView view(unit);
  const uint32_t type = view.U8(0) >> 1 & 0x3FU;
  const uint32_t layer = view.U16(0) >> 3 & 0x3FU;
  if (type != kSequenceParameterSet || layer != 0) return {};
  const std::optional<CodedSize> size = ReadSet(unit);
  if (!size) return Corrupt("the HEIF has a damaged HEVC header");
  sizes.push_back(*size);
  return {};
}

Status TooManyUnits() {
  return Corrupt("the HEIF has an image of more than " + HumanCount(limits::kMetadataChunksMax) +
                 " HEVC units");
}

Status ReadConfiguration(const ByteView& view, std::vector<CodedSize>& sizes) {
  uint64_t at = kArraysAt + 1;
  uint32_t units = 0;
  for (uint32_t arrays = view.U8(kArraysAt); arrays > 0; --arrays) {
    const uint32_t count = view.U16(at + 1);
    at += 3;
    for (uint32_t i = 0; i < count; ++i) {
      const uint64_t length = view.U16(at);
      if (!view.Has(at, 2 + length)) return Corrupt("the HEIF's hvcC is truncated");
      if (++units > limits::kMetadataChunksMax) return TooManyUnits();
      if (Status status = ReadUnit(view.Slice(at + 2, length), sizes); !status) return status;
      at += 2 + length;
    }
  }
  return {};
}

Status ReadData(std::string_view data, std::vector<CodedSize>& sizes) {
  HevcUnits units(data);
  uint32_t count = 0;
  while (const std::optional<std::string_view> unit = units.Next()) {
    if (++count > limits::kMetadataChunksMax) return TooManyUnits();
    if (Status status = ReadUnit(*unit, sizes); !status) return status;
  }
  if (!units.whole()) return Corrupt("the HEIF's image does not consist of complete HEVC units");
  return {};
}

}  // namespace

Result<std::vector<CodedSize>> HevcSizes(std::string_view configuration, std::string_view data) {
  const ByteView view(configuration);
  // libheif always reads the lengths of units as numbers of four bytes.
  if ((view.U8(kArraysAt - 1) & 3U) != 3) {
    return NotAllowed("a HEIC whose units store their length in fewer than four bytes");
  }
  std::vector<CodedSize> sizes;
  if (Status status = ReadConfiguration(view, sizes); !status) return status.failure();
  if (Status status = ReadData(data, sizes); !status) return status.failure();
  if (sizes.empty()) return Corrupt("the HEIF has an image without an HEVC header");
  return sizes;
}

}  // namespace photomill::sniff
