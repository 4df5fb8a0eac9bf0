#include "common/model/warning.h"

#include <algorithm>
#include <array>

namespace photomill {
namespace {

// Indexed by Warning.
constexpr std::array<std::string_view, kWarningCount> kWords = {
    "partly_decoded", "colours_left_out", "metadata_left_out", "one_of_several",
    "other",          "source_kept"};

bool Has(std::string_view text, std::string_view phrase) {
  return text.find(phrase) != std::string_view::npos;
}

// The phrases are those of worker/image and worker/pipeline, which tests hold together with these.
Warning KindOf(std::string_view part) {
  if (part.starts_with("partly decoded: ")) return Warning::kPartlyDecoded;
  for (const std::string_view block : {"its EXIF ", "its XMP ", "its IPTC "}) {
    if (part.starts_with(block)) return Warning::kMetadataLeftOut;
  }
  if (Has(part, " and was left out")) return Warning::kColoursLeftOut;
  if (Has(part, ", of which the ")) return Warning::kOneOfSeveral;
  if (Has(part, ": the source's own bytes, ")) return Warning::kSourceKept;
  return Warning::kOther;
}

}  // namespace

std::string_view WarningWord(Warning warning) {
  return kWords.at(static_cast<size_t>(warning));
}

std::optional<Warning> ParseWarning(std::string_view word) {
  for (size_t i = 0; i < kWarningCount; ++i) {
    if (kWords[i] == word) return static_cast<Warning>(i);
  }
  return std::nullopt;
}

std::optional<Warning> WarningIn(std::string_view detail) {
  if (detail.empty()) return std::nullopt;
  constexpr std::string_view kBetween = "; ";
  Warning gravest = Warning::kSourceKept;
  while (true) {
    const size_t end = detail.find(kBetween);
    gravest = std::min(gravest, KindOf(detail.substr(0, end)));
    if (end == std::string_view::npos) return gravest;
    detail.remove_prefix(end + kBetween.size());
  }
}

}  // namespace photomill
