#include "worker/image/jpeg2000/meaning.h"

#include <algorithm>
#include <utility>

#include "common/container/byte_view.h"
#include "common/container/corrupt.h"
#include "common/container/iso_box.h"

namespace photomill::jpeg2000 {
namespace {

constexpr std::string_view kContainer = "the JPEG 2000";

// --- colr: a method, two bytes that do not matter here, and a number or a profile

constexpr uint8_t kByNumber = 1;
constexpr uint8_t kByRestrictedProfile = 2;
constexpr uint8_t kByAnyProfile = 3;
constexpr uint64_t kMethodBytes = 3;

// The content of a colr box: supported colours, or the name of unsupported ones, or neither.
struct ColourBox {
  std::optional<Colours> understood;
  std::string_view unreadable;
};

std::optional<Space> SpaceOfNumber(uint32_t number) {
  switch (number) {
    case 0:
      return Space::kWhiteIsZero;
    case 3:  // YCbCr(2)
    case 18:
    case 24:
      return Space::kYcc;
    case 11:
      return Space::kCmy;
    case 12:
      return Space::kCmyk;
    case 13:
      return Space::kYcck;
    case 14:
      return Space::kLab;
    case 15:  // black and white
    case 17:
      return Space::kGrey;
    case 16:
      return Space::kRgb;
    default:
      return std::nullopt;
  }
}

std::string_view UnreadableName(uint32_t number) {
  switch (number) {
    case 1:
      return "YCbCr(1)";
    case 4:
      return "YCbCr(3)";
    case 9:
      return "PhotoYCC";
    case 19:
      return "CIEJab";
    case 20:
      return "e-sRGB";
    case 21:
      return "ROMM-RGB";
    case 22:
    case 23:
      return "YPbPr";
    default:
      return {};
  }
}

// Range and offset of L*, a* and b* in turn. The offsets are integer sample values.
std::optional<LabScale> ScaleIn(const ByteView& parameters) {
  if (!parameters.Has(0, 24)) return std::nullopt;
  LabScale scale;
  for (size_t i = 0; i < 3; ++i) {
    scale.range[i] = parameters.U32(8 * i);
    scale.offset[i] = parameters.U32(8 * i + 4);
  }
  return scale;
}

// From the colour space in the profile's header.
std::optional<Space> SpaceOfProfile(const ByteView& icc) {
  if (!icc.Is(36, "acsp")) return std::nullopt;
  const std::string_view name = icc.Slice(16, 4);
  if (name == "GRAY") return Space::kGrey;
  if (name == "RGB ") return Space::kRgb;
  if (name == "CMYK") return Space::kCmyk;
  return std::nullopt;
}

ColourBox ReadColourBox(std::string_view body) {
  const ByteView view(body);
  const uint8_t method = view.U8(0);
  ColourBox box;
  if (method == kByNumber && view.Has(kMethodBytes, 4)) {
    const uint32_t number = view.U32(kMethodBytes);
    if (const std::optional<Space> space = SpaceOfNumber(number)) {
      box.understood = Colours{.space = *space, .icc = {}, .scale = std::nullopt};
      if (*space == Space::kLab) {
        box.understood->scale = ScaleIn(ByteView(view.Slice(kMethodBytes + 4, view.size())));
      }
    }
    box.unreadable = UnreadableName(number);
  } else if (method == kByRestrictedProfile || method == kByAnyProfile) {
    const std::string_view icc = view.Slice(kMethodBytes, view.size());
    if (const std::optional<Space> space = SpaceOfProfile(ByteView(icc))) {
      box.understood = Colours{.space = *space, .icc = icc, .scale = std::nullopt};
    }
  }
  return box;
}

// Uses the first box that is understood.
Status ReadColours(std::string_view boxes_of, Meaning& meaning, bool& told) {
  std::string_view unreadable;
  IsoBoxes boxes(boxes_of, kContainer);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type != "colr") continue;
    told = true;
    const ColourBox read = ReadColourBox(box->body);
    if (read.understood) {
      meaning.colours = *read.understood;
      return {};
    }
    if (unreadable.empty()) unreadable = read.unreadable;
  }
  if (!boxes.status()) return boxes.status();
  if (!unreadable.empty()) {
    return Failure{Reason::kFormatNotAllowed,
                   "a JPEG 2000 with colours in " + std::string(unreadable)};
  }
  if (told) {
    AddWarning(meaning.warning, Warning::kColoursLeftOut,
               "its colour space is unknown and was left out");
  }
  return {};
}

// --- pclr, cmap and cdef

constexpr uint32_t kEntriesMax = 1024;
constexpr uint32_t kPaletteBitsMax = 31;

int32_t ReadEntry(const ByteView& view, uint64_t at, uint64_t bytes, const PaletteColumn& column) {
  const uint64_t mask = (uint64_t{1} << column.bits) - 1;
  const uint64_t stored = view.Number(at, bytes) & mask;
  const bool negative = column.is_signed && (stored >> (column.bits - 1)) != 0;
  return static_cast<int32_t>(static_cast<int64_t>(stored) -
                              (negative ? static_cast<int64_t>(mask) + 1 : 0));
}

Status ReadPalette(const ByteView& view, std::vector<PaletteColumn>& columns) {
  const uint32_t entries = view.U16(0);
  columns.resize(view.U8(2));
  if (entries == 0 || entries > kEntriesMax || columns.empty()) {
    return Corrupt("the JPEG 2000's palette is damaged");
  }
  uint64_t at = 3;
  for (PaletteColumn& column : columns) {
    column.bits = (view.U8(at) & 0x7FU) + 1;
    column.is_signed = (view.U8(at) & 0x80U) != 0;
    if (column.bits > kPaletteBitsMax) {
      return Failure{
          Reason::kFormatNotAllowed,
          "a JPEG 2000 with a palette of " + std::to_string(column.bits) + " bits per sample"};
    }
    ++at;
  }
  for (uint32_t entry = 0; entry < entries; ++entry) {
    for (PaletteColumn& column : columns) {
      const uint64_t bytes = (column.bits + 7) / 8;
      if (!view.Has(at, bytes)) return Corrupt("the JPEG 2000's palette is truncated");
      column.values.push_back(ReadEntry(view, at, bytes, column));
      at += bytes;
    }
  }
  return {};
}

Status ReadMapping(const ByteView& view, Meaning& meaning) {
  for (uint64_t at = 0; view.Has(at, 4); at += 4) {
    ChannelSource source{.component = view.U16(at), .column = std::nullopt};
    if (view.U8(at + 2) == 1) source.column = view.U8(at + 3);
    if (source.column >= meaning.palette.size() && source.column.has_value()) {
      return Corrupt("the JPEG 2000 uses a column that its palette does not have");
    }
    meaning.channels.push_back(source);
  }
  return {};
}

ChannelKind KindOf(uint32_t type) {
  switch (type) {
    case 0:
      return ChannelKind::kColour;
    case 1:
      return ChannelKind::kAlpha;
    case 2:
      return ChannelKind::kPremultipliedAlpha;
    default:
      return ChannelKind::kUnspecified;
  }
}

void ReadDefinitions(const ByteView& view, std::vector<ChannelDefinition>& definitions) {
  constexpr uint32_t kOfNone = 65'535;
  for (uint64_t at = 2; view.Has(at, 6); at += 6) {
    const uint32_t colour = view.U16(at + 4);
    ChannelDefinition definition{.channel = view.U16(at),
                                 .kind = KindOf(view.U16(at + 2)),
                                 .colour = colour == kOfNone ? 0 : colour};
    definitions.push_back(definition);
  }
}

Status ReadChannels(std::string_view boxes_of, Meaning& meaning) {
  std::string_view palette;
  std::string_view mapping;
  std::string_view definitions;
  IsoBoxes boxes(boxes_of, kContainer);
  while (const std::optional<IsoBox> box = boxes.Next()) {
    if (box->type == "pclr" && palette.empty()) palette = box->body;
    if (box->type == "cmap" && mapping.empty()) mapping = box->body;
    if (box->type == "cdef" && definitions.empty()) definitions = box->body;
  }
  if (!boxes.status()) return boxes.status();
  // A mapping without a palette has no meaning.
  if (!palette.empty()) {
    if (Status status = ReadPalette(ByteView(palette), meaning.palette); !status) return status;
    if (Status status = ReadMapping(ByteView(mapping), meaning); !status) return status;
    if (meaning.channels.empty()) {
      for (uint32_t i = 0; i < meaning.palette.size(); ++i) meaning.channels.push_back({0, i});
    }
  }
  ReadDefinitions(ByteView(definitions), meaning.definitions);
  return {};
}

}  // namespace

Result<Meaning> ReadMeaning(const Jpeg2000Parts& parts) {
  Meaning meaning;
  bool told = false;
  if (Status status = ReadChannels(parts.header, meaning); !status) return status.failure();
  if (Status status = ReadColours(parts.header, meaning, told); !status) return status.failure();
  if (told || parts.layer.empty()) return meaning;
  const Result<std::string_view> group = FirstBox(parts.layer, kContainer, "cgrp");
  if (!group) return group.failure();
  if (Status status = ReadColours(*group, meaning, told); !status) return status.failure();
  return meaning;
}

}  // namespace photomill::jpeg2000
