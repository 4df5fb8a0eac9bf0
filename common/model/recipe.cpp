// Validation and words of recipes. recipe_encoding.cpp has the encoders' settings,
// recipe_digest.cpp the digests.
#include "common/model/recipe.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "common/model/recipe_encoding.h"

namespace photomill {
namespace {

bool IsNameCharacter(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-';
}

Status ValidateName(const std::string& name) {
  if (name.empty()) {
    return Invalid("a derivative has no name; write for example name: \"photo\"");
  }
  if (name.size() > limits::kDerivativeNameBytesMax) {
    return Invalid(fmt::format("a derivative's name has {} bytes, but the limit is {}: \"{}...\"",
                               name.size(), limits::kDerivativeNameBytesMax,
                               Escaped(name.substr(0, limits::kDerivativeNameBytesMax))));
  }
  if (!std::all_of(name.begin(), name.end(), IsNameCharacter)) {
    return Invalid(fmt::format(
        "a derivative's name can only have letters, digits, \"_\" and \"-\", not \"{}\"",
        Escaped(name)));
  }
  return {};
}

std::string SideText(uint32_t side) {
  return side == 0 ? "any" : std::to_string(side);
}

std::string BoxText(const Derivative& derivative) {
  if (IsFullSize(derivative)) return "full size";
  return fmt::format("{}x{}", SideText(derivative.width), SideText(derivative.height));
}

Status ValidateBox(const Derivative& derivative) {
  if (derivative.fit != Fit::kInside && (derivative.width == 0 || derivative.height == 0)) {
    return Invalid(std::string(FitWord(derivative.fit)) +
                   " needs both width and height in px; only inside can omit one of them, or both "
                   "to keep the source's size");
  }
  if (IsFullSize(derivative) && derivative.enlarge) {
    return Invalid(
        "enlarge has no effect without a width or a height; set one of them, or omit enlarge");
  }
  // A kInside picture can be smaller than its box.
  const bool exact = derivative.fit != Fit::kInside;
  const uint32_t side_max = exact ? SideMax(derivative.format) : limits::kSideMax;
  if (derivative.width > side_max || derivative.height > side_max) {
    return Invalid(fmt::format(
        "a size of {} px is too large: {} {} is limited to {} px in width and height",
        BoxText(derivative), FormatWord(derivative.format), FitWord(derivative.fit), side_max));
  }
  return {};
}

Status ValidateQuality(const Derivative& derivative) {
  if (derivative.quality == 0 && derivative.format == OutputFormat::kSame) return {};
  if (derivative.quality >= 1 && derivative.quality <= 100) return {};
  return Invalid(fmt::format("quality must be 1 to 100, not {}", derivative.quality));
}

Status ValidateTemplate(const Derivative& derivative, const std::string& key_template) {
  if (Status valid = ValidateKeyTemplate(key_template); !valid) return valid;
  if (derivative.format != OutputFormat::kSame || KeepsExtension(key_template)) return {};
  return Invalid(
      fmt::format("key template \"{}\" gives all formats one extension, but format SAME writes "
                  "several; use {{name}} or {{ext}}: \"{{dir}}/{{name}}\"",
                  Escaped(key_template)));
}

Status ValidateKeyOf(const Derivative& derivative) {
  if (Status valid = ValidateTemplate(derivative, derivative.key); !valid) return valid;
  if (derivative.otherwise.empty()) return {};
  if (derivative.otherwise == derivative.key) {
    return Invalid(
        fmt::format("otherwise is the same as key, \"{}\": it must give another name, for example "
                    "\"{{dir}}/{{name}}.jpg\"",
                    Escaped(derivative.key)));
  }
  const Status valid = ValidateTemplate(derivative, derivative.otherwise);
  if (!valid) return Invalid("otherwise: " + valid.failure().detail);
  return {};
}

Status ValidateDerivative(const Derivative& derivative) {
  if (Status name = ValidateName(derivative.name); !name) return name;
  const auto refuse = [&](const Failure& why) {
    return Invalid(fmt::format("derivative \"{}\": {}", derivative.name, why.detail));
  };
  if (const Status box = ValidateBox(derivative); !box) return refuse(box.failure());
  if (const Status quality = ValidateQuality(derivative); !quality) {
    return refuse(quality.failure());
  }
  if (const Status encoding = ValidateEncoding(derivative); !encoding) {
    return refuse(encoding.failure());
  }
  if (const Status key = ValidateKeyOf(derivative); !key) return refuse(key.failure());
  return {};
}

// For a source whose folder, stem and extension appear in no template.
bool MeetInOneSource(const std::string& first, const std::string& second) {
  if (!IsPattern(first) && !IsPattern(second)) return false;
  constexpr std::string_view kSource = "\x01/\x02.\x03";
  const Result<std::string> first_key = ClaimedKey(first, kSource);
  const Result<std::string> second_key = ClaimedKey(second, kSource);
  return first_key && second_key && MayMeet(*first_key, *second_key);
}

// Compares the key templates of two derivatives.
Status ValidateApart(const Derivative& first, const std::string& first_key,
                     const Derivative& second, const std::string& second_key) {
  if (first_key == second_key) {
    return Invalid(
        fmt::format("derivatives \"{}\" and \"{}\" have the same key template \"{}\": one would "
                    "overwrite the other; give each its own",
                    first.name, second.name, Escaped(first_key)));
  }
  if (MeetInOneSource(first_key, second_key)) {
    return Invalid(
        fmt::format("derivatives \"{}\" and \"{}\" could write the same file, by \"{}\" and "
                    "\"{}\", if their sizes are equal; put a different word or folder into each",
                    first.name, second.name, Escaped(first_key), Escaped(second_key)));
  }
  return {};
}

Status ValidatePair(const Derivative& first, const Derivative& second) {
  if (first.name == second.name) {
    return Invalid(
        fmt::format("two derivatives are named \"{}\"; give each its own name", first.name));
  }
  for (const std::string* key : {&first.key, &first.otherwise}) {
    for (const std::string* other : {&second.key, &second.otherwise}) {
      if (key->empty() || other->empty()) continue;
      if (Status apart = ValidateApart(first, *key, second, *other); !apart) return apart;
    }
  }
  return {};
}

}  // namespace

DerivativeSet AllOf(const Recipe& recipe) {
  DerivativeSet all;
  for (size_t i = 0; i < recipe.derivatives.size(); ++i) all.Add(i);
  return all;
}

Recipe DefaultRecipe() {
  Derivative photo;
  photo.name = "photo";
  photo.fit = Fit::kInside;
  photo.width = 2048;
  photo.height = 2048;
  photo.format = OutputFormat::kJpeg;
  photo.quality = 82;
  photo.key = "{dir}/{stem}.jpg";
  photo.otherwise = "{dir}/{name}.jpg";
  Derivative thumb;
  thumb.name = "thumb";
  thumb.fit = Fit::kCover;
  thumb.width = 320;
  thumb.height = 320;
  thumb.format = OutputFormat::kWebp;
  thumb.quality = 80;
  thumb.key = "thumbs/{dir}/{stem}.webp";
  thumb.otherwise = "thumbs/{dir}/{name}.webp";
  return {{photo, thumb}};
}

bool IsFullSize(const Derivative& derivative) {
  return derivative.fit == Fit::kInside && derivative.width == 0 && derivative.height == 0;
}

uint32_t DefaultQuality(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
    case OutputFormat::kPng:  // PNG has no quality; a number so that the field is never empty
      return 82;
    case OutputFormat::kWebp:
      return 80;
    case OutputFormat::kSame:
      return 0;
  }
  PHOTOMILL_CHECK(false);
}

uint32_t SideMax(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
    case OutputFormat::kPng:
    case OutputFormat::kSame:
      return limits::kSideMax;
    case OutputFormat::kWebp:
      return limits::kWebpSideMax;
  }
  PHOTOMILL_CHECK(false);
}

Status Validate(const Recipe& recipe) {
  const std::vector<Derivative>& derivatives = recipe.derivatives;
  if (derivatives.empty()) {
    return Invalid("the recipe is empty; it needs at least one derivative { ... }");
  }
  if (derivatives.size() > limits::kDerivativesMax) {
    return Invalid(fmt::format("the recipe has {} derivatives, but the limit is {}",
                               derivatives.size(), limits::kDerivativesMax));
  }
  for (size_t i = 0; i < derivatives.size(); ++i) {
    if (Status status = ValidateDerivative(derivatives[i]); !status) return status;
    for (size_t j = 0; j < i; ++j) {
      if (Status status = ValidatePair(derivatives[j], derivatives[i]); !status) return status;
    }
  }
  return {};
}

std::string_view FitWord(Fit fit) {
  switch (fit) {
    case Fit::kInside:
      return "inside";
    case Fit::kCover:
      return "cover";
    case Fit::kContain:
      return "contain";
    case Fit::kFill:
      return "fill";
  }
  PHOTOMILL_CHECK(false);
}

std::string_view FormatWord(OutputFormat format) {
  switch (format) {
    case OutputFormat::kJpeg:
      return "jpeg";
    case OutputFormat::kWebp:
      return "webp";
    case OutputFormat::kPng:
      return "png";
    case OutputFormat::kSame:
      return "same";
  }
  PHOTOMILL_CHECK(false);
}

std::string_view GravityWord(Gravity gravity) {
  switch (gravity) {
    case Gravity::kCenter:
      return "center";
    case Gravity::kNorth:
      return "north";
    case Gravity::kNorthEast:
      return "north_east";
    case Gravity::kEast:
      return "east";
    case Gravity::kSouthEast:
      return "south_east";
    case Gravity::kSouth:
      return "south";
    case Gravity::kSouthWest:
      return "south_west";
    case Gravity::kWest:
      return "west";
    case Gravity::kNorthWest:
      return "north_west";
  }
  PHOTOMILL_CHECK(false);
}

std::string Describe(const Derivative& derivative, const Reading& reading) {
  std::string text = derivative.name + ": ";
  if (!IsFullSize(derivative)) text += std::string(FitWord(derivative.fit)) + " ";
  text += BoxText(derivative);
  if (derivative.enlarge) text += " enlarged";
  const bool placed = derivative.fit == Fit::kCover || derivative.fit == Fit::kContain;
  if (placed && derivative.gravity != Gravity::kCenter) {
    text += " to the " + std::string(GravityWord(derivative.gravity));
  }
  const bool same = derivative.format == OutputFormat::kSame;
  text += ", " + (same ? "the source's format" : std::string(FormatWord(derivative.format)));
  if (CountsQuality(derivative) && derivative.quality != 0) {
    text += fmt::format(" quality {}", derivative.quality);
  }
  text += EncodingText(derivative.encoding);
  if (derivative.colour == ColourRule::kKeep) text += ", the source's colours";
  if (derivative.metadata == MetadataRule::kKeep) text += ", with metadata";
  if (derivative.metadata == MetadataRule::kCopyright) text += ", with copyright";
  if (derivative.never_larger) text += ", never larger";
  if (reading.heif_exif_orientation) text += ", HEIC rotated by EXIF";
  if (!reading.square_pixels) text += ", pixels as stored";
  return fmt::format("{}, {}", text, Escaped(derivative.key));
}

}  // namespace photomill
