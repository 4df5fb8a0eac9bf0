#include "common/model/source_rules.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"

namespace photomill {

Result<FormatSet> ParseFormats(const std::vector<std::string>& words) {
  FormatSet formats;
  for (const std::string& word : words) {
    const std::optional<PictureFormat> format = ParsePictureFormat(word);
    if (!format || !kDecodedFormats.Has(*format)) {
      return Invalid(fmt::format("\"{}\" is not a format that photomill reads: use some of {}",
                                 Escaped(word), FormatList(kDecodedFormats)));
    }
    formats.Add(*format);
  }
  if (formats == FormatSet()) {
    return Invalid("no format is given: use some of " + FormatList(kDecodedFormats));
  }
  return formats;
}

Result<SizeLimits> MakeSizeLimits(const SizeLimits& asked) {
  SizeLimits made;
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    const uint64_t wanted = asked.*flag.limit;
    uint64_t& limit = made.*flag.limit;
    if (const uint64_t most = kSizeLimitsMost.*flag.limit; wanted > most) {
      return Invalid(
          fmt::format("--{}={} is more than {}, photomill's limit", flag.name, wanted, most));
    }
    if (wanted != 0) limit = wanted;
  }
  // A larger frame also needs a larger limit for all frames.
  if (asked.frame_pixels == 0) made.frame_pixels = std::max(made.frame_pixels, made.pixels);
  return made;
}

}  // namespace photomill
