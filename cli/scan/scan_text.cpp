#include "cli/scan/scan_text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <numeric>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/left_out_rows.h"
#include "coordinator/scan/system_names.h"

namespace photomill {
namespace {

constexpr size_t kLabelColumns = 34;  // including the indent
constexpr size_t kFilesColumns = 12;
constexpr size_t kBytesColumns = 10;
constexpr size_t kFormatsShown = 6;  // per group, the most frequent ones
constexpr size_t kRulesShown = 30;

struct FateText {
  Fate fate;
  std::string_view label;
  std::string_view text;
  bool examples;
};
constexpr std::array<FateText, 6> kNotMigrated = {{
    {Fate::kCompanion, "videos and raw files",
     "skipped next to a photo of the same name, otherwise failed", false},
    {Fate::kOtherImage, "other images", "would fail as format_not_allowed", true},
    {Fate::kLost, "lost photos", "named like photos, but not images: would fail", true},
    {Fate::kTooLarge, "too large", "would fail as too_large", true},
    {Fate::kUnreadable, "unreadable", "would fail; check the permissions", true},
    {Fate::kNoPhoto, "not photos", "would be skipped", false},
}};

class Page {
 public:
  void Row(size_t indent, std::string_view label, const Sum& sum, std::string_view text = {}) {
    std::string line = PadRight(std::string(indent, ' ') + std::string(label), kLabelColumns) +
                       PadLeft(HumanCount(sum.files), kFilesColumns) +
                       PadLeft(HumanBytes(sum.bytes), kBytesColumns);
    if (!text.empty()) line += "  " + std::string(text);
    text_ += line + "\n";
  }
  void Count(size_t indent, std::string_view label, uint64_t count) {
    text_ += PadRight(std::string(indent, ' ') + std::string(label), kLabelColumns) +
             PadLeft(HumanCount(count), kFilesColumns) + "\n";
  }
  void Line(std::string_view line) { text_ += std::string(line) + "\n"; }
  void Gap() { text_ += '\n'; }
  void Head(std::string_view title) {
    Gap();
    text_ += PadRight(title, kLabelColumns) + PadLeft("files", kFilesColumns) +
             PadLeft("size", kBytesColumns) + "\n";
  }
  [[nodiscard]] std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

std::string_view NameOf(FileFormat format) {
  return format == FileFormat::kUnknown ? "unknown format" : FileFormatName(format);
}

using FormatSum = std::pair<FileFormat, Sum>;

// The most frequent formats first.
std::vector<FormatSum> Sorted(const std::map<FileFormat, Sum>& formats) {
  std::vector<FormatSum> sorted(formats.begin(), formats.end());
  std::stable_sort(sorted.begin(), sorted.end(), [](const FormatSum& a, const FormatSum& b) {
    return a.second.files > b.second.files;
  });
  return sorted;
}

void AddFormats(size_t indent, const std::map<FileFormat, Sum>& formats, Page& page) {
  const std::vector<FormatSum> sorted = Sorted(formats);
  Sum rest;
  for (size_t i = 0; i < sorted.size(); ++i) {
    const auto& [format, sum] = sorted[i];
    if (i < kFormatsShown) {
      page.Row(indent, NameOf(format), sum);
    } else {
      rest.files += sum.files;
      rest.bytes += sum.bytes;
    }
  }
  if (rest.files > 0) page.Row(indent, "others", rest);
}

void AddExamples(size_t indent, const FateTotals& totals, Page& page) {
  for (const std::string& key : totals.examples) {
    page.Line(std::string(indent, ' ') + Escaped(key));
  }
  const uint64_t more = totals.all.files - totals.examples.size();
  if (more > 0) {
    page.Line(fmt::format("{}… and {} more (--json lists all)", std::string(indent, ' '),
                          HumanCount(more)));
  }
}

void AddNotMigrated(const ScanTotals& totals, Page& page) {
  bool any = false;
  for (const FateText& fate : kNotMigrated) {
    const FateTotals& sums = totals.of(fate.fate);
    if (sums.all.files == 0) continue;
    if (!any) page.Head("Would be read, but not migrated");
    any = true;
    page.Row(2, fate.label, sums.all, fate.text);
    AddFormats(4, sums.formats, page);
    if (fate.examples) AddExamples(6, sums, page);
  }
}

std::string MakerOf(std::string_view rule) {
  for (const SystemName& name : SystemNames()) {
    if (name.pattern == rule) return ", made by " + std::string(name.maker);
  }
  return {};
}

std::string RuleText(std::string_view rule, const RuleTotals& totals) {
  std::string text;
  if (totals.folders > 0) {
    text = HumanCount(totals.folders) + (totals.folders == 1 ? " folder" : " folders");
  }
  if (totals.not_entered > 0) text += " of snapshots, not listed";
  text += MakerOf(rule);
  return text.starts_with(", ") ? text.substr(2) : text;
}

std::string_view SpecialText(SpecialFile kind) {
  constexpr std::array<std::string_view, kSpecialFileCount> kTexts = {
      "symbolic links", "pipes", "sockets", "devices", "other special files"};
  return kTexts[static_cast<size_t>(kind)];
}

void AddLeftOut(const ScanTotals& totals, Page& page) {
  const uint64_t special =
      std::accumulate(totals.special.begin(), totals.special.end(), uint64_t{0});
  if (totals.rules.empty() && special + totals.output_folders == 0) return;
  page.Head("Would be left out");
  using RuleSum = std::pair<std::string, RuleTotals>;
  std::vector<RuleSum> rules(totals.rules.begin(), totals.rules.end());
  std::stable_sort(rules.begin(), rules.end(), [](const RuleSum& a, const RuleSum& b) {
    return a.second.all.files > b.second.all.files;
  });
  bool systems = false;
  for (size_t i = 0; i < std::min(rules.size(), kRulesShown); ++i) {
    const auto& [rule, sums] = rules[i];
    systems = systems || !MakerOf(rule).empty();
    const bool unmatched = rule == "--include";
    page.Row(2, unmatched ? "not in --include" : Escaped(rule), sums.all, RuleText(rule, sums));
    AddFormats(4, sums.formats, page);
  }
  if (rules.size() > kRulesShown) {
    page.Line(fmt::format("  … and by {} other rules (--json lists all)",
                          HumanCount(rules.size() - kRulesShown)));
  }
  for (size_t i = 0; i < kSpecialFileCount; ++i) {
    if (totals.special[i] == 0) continue;
    page.Count(2, SpecialText(static_cast<SpecialFile>(i)), totals.special[i]);
  }
  if (totals.output_folders > 0) {
    page.Count(2, "folders of migrated photos", totals.output_folders);
  }
  if (totals.special[static_cast<size_t>(SpecialFile::kLink)] > 0) {
    page.Line("  --follow_links follows symbolic links.");
  }
  if (systems) page.Line("  --all_folders includes names that are left out by default.");
}

}  // namespace

std::string RenderScan(std::string_view source, const ScanTotals& totals) {
  Page page;
  page.Line(Escaped(source));
  page.Head("Would be migrated");
  const FateTotals& photos = totals.of(Fate::kPhoto);
  page.Row(2, "photos", photos.all);
  AddFormats(4, photos.formats, page);
  AddNotMigrated(totals, page);
  AddLeftOut(totals, page);
  page.Gap();
  for (const std::string& flag : totals.unmatched) page.Line(UnmatchedText(flag) + ".");
  if (totals.errors > 0) {
    page.Line(fmt::format("{}{} could not be listed; check the permissions.",
                          HumanCount(totals.errors), totals.errors == 1 ? " folder" : " folders"));
  }
  page.Line(fmt::format("Nothing was changed. {} were read to identify the files.",
                        HumanBytes(totals.bytes_read)));
  return std::move(page).Take();
}

}  // namespace photomill
