#include "common/model/recipe_encoding.h"

#include <fmt/core.h>

#include <string_view>

#include "common/base/check.h"

namespace photomill {
namespace {

constexpr uint32_t kMethodMax = 6;
constexpr uint32_t kLevelMax = 9;

bool Knows(const Derivative& derivative, OutputFormat format) {
  return derivative.format == format || derivative.format == OutputFormat::kSame;
}

std::string UpperCase(std::string_view word) {
  std::string upper(word);
  for (char& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return upper;
}

Status CheckFormat(const Derivative& derivative, bool told, std::string_view field,
                   OutputFormat format) {
  if (!told || Knows(derivative, format)) return {};
  return Invalid(fmt::format(
      "{} is a setting of {}, but the derivative's format is {}; omit {}, or change the format",
      field, UpperCase(FormatWord(format)), UpperCase(FormatWord(derivative.format)), field));
}

Status CheckMost(std::string_view field, std::optional<uint32_t> value, uint32_t most) {
  if (value.value_or(0) <= most) return {};
  return Invalid(fmt::format("{} must be 0 to {}, not {}", field, most, *value));
}

}  // namespace

Encoding DefaultEncoding() {
  Encoding encoding;
  encoding.progressive = false;
  encoding.chroma = ChromaSampling::k420;
  encoding.optimised = true;
  encoding.method = 4;
  encoding.lossless = false;
  encoding.level = 6;
  return encoding;
}

Encoding WithDefaults(const Encoding& encoding) {
  const Encoding otherwise = DefaultEncoding();
  Encoding whole;
  whole.progressive = encoding.progressive ? encoding.progressive : otherwise.progressive;
  whole.chroma = encoding.chroma ? encoding.chroma : otherwise.chroma;
  whole.optimised = encoding.optimised ? encoding.optimised : otherwise.optimised;
  whole.method = encoding.method ? encoding.method : otherwise.method;
  whole.lossless = encoding.lossless ? encoding.lossless : otherwise.lossless;
  whole.level = encoding.level ? encoding.level : otherwise.level;
  return whole;
}

ChromaSampling ChromaIn(const Derivative& derivative, OutputFormat format) {
  const Encoding encoding = WithDefaults(derivative.encoding);
  switch (format) {
    case OutputFormat::kJpeg:
      return *encoding.chroma;
    case OutputFormat::kWebp:
      return *encoding.lossless ? ChromaSampling::k444 : ChromaSampling::k420;
    case OutputFormat::kPng:
      return ChromaSampling::k444;
    case OutputFormat::kSame:  // for a source whose format is not written
      return ChromaSampling::k420;
  }
  PHOTOMILL_CHECK(false);
}

Status ValidateEncoding(const Derivative& derivative) {
  const Encoding& told = derivative.encoding;
  const struct {
    bool told;
    std::string_view field;
    OutputFormat format;
  } fields[] = {
      {told.progressive.has_value(), "progressive", OutputFormat::kJpeg},
      {told.chroma.has_value(), "chroma", OutputFormat::kJpeg},
      {told.optimised.has_value(), "optimised", OutputFormat::kJpeg},
      {told.method.has_value(), "method", OutputFormat::kWebp},
      {told.lossless.has_value(), "lossless", OutputFormat::kWebp},
      {told.level.has_value(), "level", OutputFormat::kPng},
  };
  for (const auto& [is_told, field, format] : fields) {
    if (Status fits = CheckFormat(derivative, is_told, field, format); !fits) return fits;
  }
  if (Status method = CheckMost("method", told.method, kMethodMax); !method) return method;
  if (Status level = CheckMost("level", told.level, kLevelMax); !level) return level;
  if (told.progressive.value_or(false) && !told.optimised.value_or(true)) {
    return Invalid(
        "a progressive JPEG always has optimised Huffman tables; omit optimised: false or "
        "progressive");
  }
  return {};
}

bool CountsQuality(const Derivative& derivative) {
  switch (derivative.format) {
    case OutputFormat::kJpeg:
    case OutputFormat::kSame:
      return true;
    case OutputFormat::kWebp:
      return !derivative.encoding.lossless.value_or(false);
    case OutputFormat::kPng:
      return false;
  }
  PHOTOMILL_CHECK(false);
}

std::string_view ChromaWord(ChromaSampling chroma) {
  switch (chroma) {
    case ChromaSampling::k420:
      return "4:2:0";
    case ChromaSampling::k422:
      return "4:2:2";
    case ChromaSampling::k444:
      return "4:4:4";
  }
  PHOTOMILL_CHECK(false);
}

std::string EncodingText(const Encoding& encoding) {
  const Encoding otherwise = DefaultEncoding();
  const Encoding told = WithDefaults(encoding);
  std::string text;
  if (told.progressive != otherwise.progressive) text += " progressive";
  if (told.chroma != otherwise.chroma) text += " " + std::string(ChromaWord(*told.chroma));
  if (told.optimised != otherwise.optimised) text += " with standard tables";
  if (told.lossless != otherwise.lossless) text += " lossless";
  if (told.method != otherwise.method) text += fmt::format(" method {}", *told.method);
  if (told.level != otherwise.level) text += fmt::format(" level {}", *told.level);
  return text;
}

}  // namespace photomill
