// What the boxes of a JP2 say of the samples of its codestream (ITU-T T.800, annex I.5.3, and what
// T.801, annex M, adds for JPX): colours, palette, and which channel is what. Pure functions over
// bytes; any thread may call them.
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
  kUntold,  // the number of channels tells
  kGrey,
  kWhiteIsZero,  // grey the other way round
  kRgb,
  kYcc,   // sYCC and e-sYCC, whose range in a file is the same: BT.601, full range
  kCmy,   // like all inks: full where the sample is largest
  kCmyk,  //
  kYcck,  // CMY as Y, Cb and Cr of its complement
  kLab,
};

// A sample s of L*, a* and b* stands for (s - offset) * range / (2^bits - 1).
struct LabScale {
  std::array<double, 3> range{};
  std::array<double, 3> offset{};
};

struct Colours {
  Space space = Space::kUntold;
  std::string_view icc;           // the profile's bytes; empty: none
  std::optional<LabScale> scale;  // of kLab; none: the one that the standard gives for the bits
};

struct PaletteColumn {
  uint32_t bits = 8;
  bool is_signed = false;
  std::vector<int32_t> values;  // at least one
};

// What a channel is made of: a component, or a palette's column that a component's samples choose
// from.
struct ChannelSource {
  uint32_t component = 0;
  std::optional<uint32_t> column;  // one that is there
};

enum class ChannelKind : uint8_t { kColour, kAlpha, kPremultipliedAlpha, kUnspecified };

struct ChannelDefinition {
  uint32_t channel = 0;
  ChannelKind kind = ChannelKind::kColour;
  uint32_t colour = 0;  // of kColour: which of the space's, from 1 on; else it does not say
};

struct Meaning {
  Colours colours;
  std::vector<PaletteColumn> palette;
  std::vector<ChannelSource> channels;         // empty: the components, in their order
  std::vector<ChannelDefinition> definitions;  // empty: the colours in their order
  WarningText warning;
};

// kCorrupt for damaged boxes; kFormatNotAllowed where the colours are of a space that is known but
// cannot be read here. The file's bytes must outlive the result.
Result<Meaning> ReadMeaning(const Jpeg2000Parts& parts);

}  // namespace photomill::jpeg2000
