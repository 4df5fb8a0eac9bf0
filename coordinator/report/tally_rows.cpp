#include "coordinator/report/tally_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "coordinator/report/columns.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/report/run_text.h"

namespace photomill {
namespace {

void Add(size_t indent, std::string_view label, int64_t count, std::string text,
         std::vector<SummaryRow>& rows) {
  if (count <= 0) return;
  rows.push_back({indent, std::string(label), CountText(count), std::move(text)});
}

std::string Counted(int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", CountText(count), count == 1 ? one : many);
}

constexpr size_t kFormatsShown = 8;  // the most frequent formats

// "12 Photoshop (PSD), 3 PCX, 4 others: ", the most frequent first. Empty unless the counts add up.
std::string NotAllowedText(const Tally& tally) {
  std::vector<std::pair<int64_t, FileFormat>> formats;
  int64_t all = 0;
  for (const auto& [format, count] : tally.not_allowed) {
    formats.emplace_back(count, format);
    all += count;
  }
  if (all == 0 || all != tally.failed[static_cast<size_t>(Reason::kFormatNotAllowed)]) return {};
  std::stable_sort(formats.begin(), formats.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  int64_t shown = 0;
  for (size_t i = 0; i < std::min(formats.size(), kFormatsShown); ++i) {
    const auto& [count, format] = formats[i];
    text += fmt::format("{}{} {}", i == 0 ? "" : ", ", CountText(count), FileFormatName(format));
    shown += count;
  }
  if (shown < all) text += fmt::format(", {} others", CountText(all - shown));
  return text + ": ";
}

}  // namespace

std::vector<SummaryRow> RunRows(const Tally& tally) {
  std::vector<SummaryRow> rows;
  Add(2, "made", tally[RunCount::kMade].count, "in this run: " + MadeText(tally), rows);
  Add(2, "touched", tally[RunCount::kTouched].count,
      "read and compared: same content, outputs kept", rows);
  Add(2, "made the same", tally[RunCount::kMadeSame].count,
      "processed again, with identical outputs", rows);
  Add(2, "to be compared", tally.comparing, "their time changed; the next run compares them", rows);
  Add(2, "renamed", tally[RunCount::kMoved].count, "known photos with another name in the source",
      rows);
  return rows;
}

std::vector<SummaryRow> DoneRows(const Tally& tally) {
  std::vector<SummaryRow> rows;
  for (size_t i = 0; i < kWarningCount; ++i) {
    const auto warning = static_cast<Warning>(i);
    Add(4, WarningWord(warning), tally.warnings[i], std::string(AdviceFor(warning)), rows);
  }
  Add(4, "older recipe", tally.older_recipe,
      "not selected since the recipe changed: a run without --limit, --include and --exclude "
      "creates the missing outputs",
      rows);
  Add(4, "otherwise", tally.otherwise,
      "another photo has the output's name; named by the recipe's otherwise", rows);
  return rows;
}

std::vector<SummaryRow> SkippedRows(const Tally& tally) {
  const int64_t skipped = tally[SourceState::kSkipped];
  int64_t companions = 0;
  std::string kinds;
  for (const auto& [format, count] : tally.companions) {
    if (count <= 0) continue;
    companions += count;
    kinds +=
        (kinds.empty() ? "" : ", ") + CountText(count) + " " + std::string(FileFormatName(format));
  }
  std::string text;
  if (companions == 0) {
    text = "not images";
  } else if (companions < skipped) {
    text = fmt::format("{}, {}", Counted(skipped - companions, "not an image", "not images"),
                       Counted(companions, "companion", "companions"));
  }
  std::vector<SummaryRow> rows;
  Add(2, "skipped", skipped, std::move(text), rows);
  Add(4, "companions", companions,
      "raw files and videos next to a photo of the same name: " + kinds, rows);
  return rows;
}

std::vector<SummaryRow> FailedRows(const Tally& tally) {
  std::vector<Reason> reasons;
  for (int i = 0; i < kReasonCount; ++i) reasons.push_back(static_cast<Reason>(i));
  const auto count_of = [&](Reason reason) { return tally.failed[static_cast<size_t>(reason)]; };
  std::stable_sort(reasons.begin(), reasons.end(),
                   [&](Reason a, Reason b) { return count_of(a) > count_of(b); });
  std::vector<SummaryRow> rows;
  for (const Reason reason : reasons) {
    const bool format = reason == Reason::kFormatNotAllowed;
    Add(4, ReasonWord(reason), count_of(reason),
        (format ? NotAllowedText(tally) : "") + std::string(AdviceFor(reason)), rows);
  }
  return rows;
}

}  // namespace photomill
