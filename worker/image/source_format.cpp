#include "worker/image/source_format.h"

#include <optional>

#include "common/base/check.h"

namespace photomill {
namespace {

std::optional<OutputFormat> WrittenAs(PictureFormat format) {
  switch (format) {
    case PictureFormat::kJpeg:
      return OutputFormat::kJpeg;
    case PictureFormat::kPng:
      return OutputFormat::kPng;
    case PictureFormat::kWebp:
      return OutputFormat::kWebp;
    case PictureFormat::kGif:
    case PictureFormat::kTiff:
    case PictureFormat::kBmp:
    case PictureFormat::kHeic:
    case PictureFormat::kAvif:
    case PictureFormat::kJpeg2000:
      return std::nullopt;
  }
  PHOTOMILL_CHECK(false);
}

}  // namespace

bool IsSourceFormat(OutputFormat format, PictureFormat source) {
  return WrittenAs(source) == format;
}

Result<Derivative> InSourceFormat(const Derivative& derivative, PictureFormat source) {
  if (derivative.format != OutputFormat::kSame) return derivative;
  const std::optional<OutputFormat> format = WrittenAs(source);
  if (!format) {
    return Failure{Reason::kNotEncodable,
                   derivative.name + ": the source is a " + std::string(PictureFormatWord(source)) +
                       ", which photomill can read but not write: give the derivative \"" +
                       derivative.name +
                       "\" the format JPEG, WEBP or PNG instead of SAME, or leave such files out "
                       "with --exclude"};
  }
  Derivative told = derivative;
  told.format = *format;
  if (told.quality == 0) told.quality = DefaultQuality(*format);
  return told;
}

}  // namespace photomill
