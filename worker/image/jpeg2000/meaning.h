// Reads what the boxes of a JP2 say about the samples of its codestream: colours, palette, and the
// meaning of each channel (ITU-T T.800, annex I.5.3, and the additions of T.801, annex M, for JPX).
// Pure functions over bytes; any thread may call them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/container/jpeg2000_parts.h"
#include "common/model/warning.h"

namespace photomill::jpeg2000 {

// How colours are coded.
enum class Space : uint8_t {
  kUntold,  // not stated; the number of channels decides
  kGrey,
  kWhiteIsZero,  // inverted grey
  kRgb,
  kYcc,  // sYCC and e-sYCC, whose range in a file is the same: BT.601, full range
  kCmy,  // as for all inks, the largest sample is full ink
  kCmyk,
  kYcck,  // CMY as Y, Cb and Cr of its complement
  kLab,
};

// A sample s of L*, a* and b* means (s - offset) * range / (2^bits - 1).
struct LabScale {
  std::array<double, 3> range{};
  std::array<double, 3> offset{};
};

struct Colours {
  Space space = Space::kUntold;
  std::string_view icc;           // the profile's bytes; empty: none
  std::optional<LabScale> scale;  // for kLab; none: the standard's default for the bits
};

struct PaletteColumn {
  uint32_t bits = 8;
  bool is_signed = false;
  std::vector<int32_t> values;  // at least one
};

// The source of a channel: a component, or a column of the palette, which the samples of the
// component index.
struct ChannelSource {
  uint32_t component = 0;
  std::optional<uint32_t> column;  // a column that exists
};

enum class ChannelKind : uint8_t { kColour, kAlpha, kPremultipliedAlpha, kUnspecified };

struct ChannelDefinition {
  uint32_t channel = 0;
  ChannelKind kind = ChannelKind::kColour;
  uint32_t colour = 0;  // for kColour: its number in the space, from 1; 0: not stated
};

struct Meaning {
  Colours colours;
  std::vector<PaletteColumn> palette;
  std::vector<ChannelSource> channels;         // empty: the components in their order
  std::vector<ChannelDefinition> definitions;  // empty: the colours in their order
  WarningText warning;
};

// Fails with kCorrupt for damaged boxes, and with kFormatNotAllowed for a known but unsupported
// colour space. The file's bytes must outlive the result.
Result<Meaning> ReadMeaning(const Jpeg2000Parts& parts);

}  // namespace photomill::jpeg2000
