#include "common/wire/codec/recipe.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "common/base/text.h"
#include "common/wire/codec/fields/enums.h"
#include "proto/recipe.pb.h"

namespace photomill::wire {
namespace {

constexpr EnumTable<Fit, proto::Derivative::Fit, 4> kFits = {{{
    {Fit::kInside, proto::Derivative::INSIDE},
    {Fit::kCover, proto::Derivative::COVER},
    {Fit::kContain, proto::Derivative::CONTAIN},
    {Fit::kFill, proto::Derivative::FILL},
}}};

constexpr EnumTable<Gravity, proto::Derivative::Gravity, 9> kGravities = {{{
    {Gravity::kCenter, proto::Derivative::CENTER},
    {Gravity::kNorth, proto::Derivative::NORTH},
    {Gravity::kNorthEast, proto::Derivative::NORTH_EAST},
    {Gravity::kEast, proto::Derivative::EAST},
    {Gravity::kSouthEast, proto::Derivative::SOUTH_EAST},
    {Gravity::kSouth, proto::Derivative::SOUTH},
    {Gravity::kSouthWest, proto::Derivative::SOUTH_WEST},
    {Gravity::kWest, proto::Derivative::WEST},
    {Gravity::kNorthWest, proto::Derivative::NORTH_WEST},
}}};

constexpr EnumTable<OutputFormat, proto::Derivative::Format, 4> kFormats = {{{
    {OutputFormat::kJpeg, proto::Derivative::JPEG},
    {OutputFormat::kWebp, proto::Derivative::WEBP},
    {OutputFormat::kPng, proto::Derivative::PNG},
    {OutputFormat::kSame, proto::Derivative::SAME},
}}};

constexpr EnumTable<ColourRule, proto::Colour::Rule, 2> kColourRules = {{{
    {ColourRule::kSrgb, proto::Colour::SRGB},
    {ColourRule::kKeep, proto::Colour::KEEP},
}}};

constexpr EnumTable<MetadataRule, proto::Metadata::Rule, 3> kMetadataRules = {{{
    {MetadataRule::kStrip, proto::Metadata::STRIP},
    {MetadataRule::kKeep, proto::Metadata::KEEP},
    {MetadataRule::kCopyright, proto::Metadata::COPYRIGHT},
}}};

std::string ColourText(const Rgb& colour) {
  return fmt::format("#{:02x}{:02x}{:02x}", colour.red, colour.green, colour.blue);
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::optional<Rgb> ParseColour(std::string_view text) {
  if (text.empty()) return Rgb{};
  if (text.size() != 7 || text[0] != '#') return std::nullopt;
  std::array<uint8_t, 3> channels{};
  for (size_t i = 0; i < 3; ++i) {
    const int high = HexDigit(text[1 + 2 * i]);
    const int low = HexDigit(text[2 + 2 * i]);
    if (high < 0 || low < 0) return std::nullopt;
    channels[i] = static_cast<uint8_t>(high << 4 | low);
  }
  return Rgb{channels[0], channels[1], channels[2]};
}

constexpr std::array<ChromaSampling, 3> kChromaSamplings = {
    ChromaSampling::k444, ChromaSampling::k422, ChromaSampling::k420};

void ChromaFromProto(const std::string& word, FieldReader& fields, Encoding& out) {
  if (word.empty()) return;
  const auto* const found =
      std::find_if(kChromaSamplings.begin(), kChromaSamplings.end(),
                   [&](ChromaSampling chroma) { return ChromaWord(chroma) == word; });
  if (found != kChromaSamplings.end()) {
    out.chroma = *found;
    return;
  }
  fields.Fail(
      "chroma", FieldReader::kNoRow,
      fmt::format("\"{}\" is not a chroma subsampling; write \"4:4:4\", \"4:2:2\" or \"4:2:0\"",
                  Escaped(word)));
}

void ToProto(const Encoding& encoding, proto::Derivative& out) {
  if (encoding.progressive) out.set_progressive(*encoding.progressive);
  if (encoding.chroma) out.set_chroma(std::string(ChromaWord(*encoding.chroma)));
  if (encoding.optimised) out.set_optimised(*encoding.optimised);
  if (encoding.method) out.set_method(*encoding.method);
  if (encoding.lossless) out.set_lossless(*encoding.lossless);
  if (encoding.level) out.set_level(*encoding.level);
}

void FromProto(const proto::Derivative& in, FieldReader& fields, Encoding& out) {
  if (in.has_progressive()) out.progressive = in.progressive();
  ChromaFromProto(in.chroma(), fields, out);
  if (in.has_optimised()) out.optimised = in.optimised();
  if (in.has_method()) out.method = in.method();
  if (in.has_lossless()) out.lossless = in.lossless();
  if (in.has_level()) out.level = in.level();
}

void ToProto(const Derivative& derivative, proto::Derivative& out) {
  out.set_name(derivative.name);
  out.set_fit(kFits.ToProto(derivative.fit));
  out.set_width(derivative.width);
  out.set_height(derivative.height);
  if (derivative.enlarge) out.set_enlarge(true);
  if (derivative.gravity != Gravity::kCenter) {
    out.set_gravity(kGravities.ToProto(derivative.gravity));
  }
  out.set_format(kFormats.ToProto(derivative.format));
  if (derivative.quality != 0) out.set_quality(derivative.quality);
  if (derivative.background != Rgb{}) out.set_background(ColourText(derivative.background));
  out.set_key(derivative.key);
  ToProto(derivative.encoding, out);
  if (derivative.colour != ColourRule::kSrgb) {
    out.set_colour(kColourRules.ToProto(derivative.colour));
  }
  if (derivative.metadata != MetadataRule::kStrip) {
    out.set_metadata(kMetadataRules.ToProto(derivative.metadata));
  }
  if (derivative.never_larger) out.set_never_larger(true);
  if (!derivative.otherwise.empty()) out.set_otherwise(derivative.otherwise);
}

Status FromProto(const proto::Derivative& in, size_t index, Derivative& out) {
  const std::string name =
      in.name().empty() ? fmt::format("derivative {}", index + 1) : Escaped(in.name());
  FieldReader fields(name);
  out.name = in.name();
  out.fit = kFits.FromProto(in.fit(), fields, "fit");
  out.width = in.width();
  out.height = in.height();
  out.enlarge = in.enlarge();
  out.gravity = kGravities.FromProto(in.gravity(), fields, "gravity");
  out.format = kFormats.FromProto(in.format(), fields, "format");
  out.quality = in.quality() != 0 ? in.quality() : DefaultQuality(out.format);
  if (const std::optional<Rgb> colour = ParseColour(in.background())) {
    out.background = *colour;
  } else {
    fields.Fail(
        "background", FieldReader::kNoRow,
        fmt::format("\"{}\" is not a colour; write it as \"#rrggbb\"", Escaped(in.background())));
  }
  out.key = fields.Text("key", in.key(), 0, limits::kKeyTemplateBytesMax);
  FromProto(in, fields, out.encoding);
  out.colour = kColourRules.FromProto(in.colour(), fields, "colour");
  out.metadata = kMetadataRules.FromProto(in.metadata(), fields, "metadata");
  out.never_larger = in.never_larger();
  out.otherwise = fields.Text("otherwise", in.otherwise(), 0, limits::kKeyTemplateBytesMax);
  return fields.status();
}

constexpr EnumTable<bool, proto::Reading::HeifOrientation, 2> kHeifOrientations = {{{
    {false, proto::Reading::STANDARD},
    {true, proto::Reading::EXIF},
}}};

constexpr EnumTable<bool, proto::Reading::Pixels, 2> kSquarePixels = {{{
    {true, proto::Reading::SQUARE},
    {false, proto::Reading::STORED},
}}};

void ToProto(const Reading& reading, proto::Reading& out) {
  if (reading.heif_exif_orientation) {
    out.set_heif_orientation(kHeifOrientations.ToProto(reading.heif_exif_orientation));
  }
  if (!reading.square_pixels) out.set_pixels(kSquarePixels.ToProto(reading.square_pixels));
}

Status FromProto(const proto::Reading& in, Reading& out) {
  FieldReader fields("reading");
  out.heif_exif_orientation =
      kHeifOrientations.FromProto(in.heif_orientation(), fields, "heif_orientation");
  out.square_pixels = kSquarePixels.FromProto(in.pixels(), fields, "pixels");
  return fields.status();
}

}  // namespace

void ToProto(const Recipe& recipe, proto::Recipe& out) {
  if (recipe.reading != Reading{}) ToProto(recipe.reading, *out.mutable_reading());
  for (const Derivative& derivative : recipe.derivatives) {
    ToProto(derivative, *out.add_derivative());
  }
}

Status FromProto(const proto::Recipe& in, Recipe& out) {
  if (static_cast<size_t>(in.derivative_size()) > limits::kDerivativesMax) {
    return Invalid(fmt::format("{} derivatives, at most {} are allowed", in.derivative_size(),
                               limits::kDerivativesMax));
  }
  out.derivatives.clear();
  for (const proto::Derivative& derivative : in.derivative()) {
    Status status = FromProto(derivative, out.derivatives.size(), out.derivatives.emplace_back());
    if (!status.ok()) return status;
  }
  if (Status status = FromProto(in.reading(), out.reading); !status.ok()) return status;
  return Validate(out);
}

}  // namespace photomill::wire
