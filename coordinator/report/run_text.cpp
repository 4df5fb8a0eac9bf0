#include "coordinator/report/run_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>

#include "common/base/check.h"
#include "common/base/text.h"
#include "coordinator/report/columns.h"

namespace photomill {
namespace {

std::string_view MeaningOf(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNew:
      return "new";
    case Verdict::kChanged:
      return "changed";
    case Verdict::kUnchanged:
      return "unchanged";
    case Verdict::kResumed:
      return "pending from before";
    case Verdict::kRetry:
      return "to retry";
    case Verdict::kAdopted:
      return "for the changed recipe";
    case Verdict::kRemade:
      return "for --remake";
    case Verdict::kTouched:
      return "to compare";
    case Verdict::kRestored:
      return "with lost outputs";
    case Verdict::kReturned:
      return "back again";
  }
  PHOTOMILL_CHECK(false);
}

std::string Files(const CountAndBytes& files) {
  return CountText(files.count) + (files.count == 1 ? " file, " : " files, ") +
         HumanBytes(files.bytes);
}

}  // namespace

std::string ListedText(const Tally& tally) {
  std::string text;
  bool all_new = true;
  for (size_t i = 0; i < kVerdictCount; ++i) {
    const auto verdict = static_cast<Verdict>(i);
    const int64_t count = tally[Listed(verdict)].count;
    if (count == 0) continue;
    all_new = all_new && verdict == Verdict::kNew;
    text += (text.empty() ? "" : ", ") + CountText(count) + " " + std::string(MeaningOf(verdict));
  }
  return all_new ? std::string() : text;
}

int64_t ListedOf(const Tally& tally) {
  int64_t listed = 0;
  for (size_t i = 0; i < kVerdictCount; ++i) {
    listed += tally[Listed(static_cast<Verdict>(i))].count;
  }
  return listed;
}

std::string MadeText(const Tally& tally) {
  const int64_t again = tally[RunCount::kMadeAgain].count;
  const CountAndBytes& outputs = tally[RunCount::kOutputs];
  if (outputs.count == 0) return "all of their outputs existed already";
  std::string text = Files(outputs);
  if (again > 0 && again == tally[RunCount::kMade].count) {
    text += "; all of these photos had outputs before";
  } else if (again > 0) {
    text += fmt::format("; {} of these photos had outputs before", CountText(again));
  }
  return text;
}

std::string BytesText(const Tally& tally) {
  const auto before = static_cast<double>(tally.source_bytes);
  const auto after = static_cast<double>(tally.output_bytes);
  const int64_t percent = before > 0 ? std::lround(after / before * 100) : 0;
  return fmt::format("{} before, {} after ({}%)", HumanBytes(tally.source_bytes),
                     HumanBytes(tally.output_bytes), percent);
}

std::string AgoText(UnixMillis now, UnixMillis at) {
  return HumanSeconds(static_cast<double>(std::max<UnixMillis>(0, now - at)) / 1000) + " ago";
}

std::string GoneText(const Tally& tally) {
  std::string text = "no longer in the source";
  if (tally.gone_outputs.count > 0) {
    text += fmt::format("; their outputs are orphans ({})", Files(tally.gone_outputs));
  }
  return text;
}

}  // namespace photomill
