#include "coordinator/report/left_out_rows.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "common/base/text.h"
#include "coordinator/report/columns.h"

namespace photomill {
namespace {

constexpr size_t kRulesShown = 4;      // the largest ones of each kind
constexpr size_t kUnmatchedShown = 8;  // patterns that matched nothing

std::string Plural(uint64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", HumanCount(count), count == 1 ? one : many);
}

// "3 folders, 40 files", or only one of the two.
std::string FoldersAndFiles(uint64_t folders, uint64_t files) {
  std::string text;
  if (folders > 0) text = Plural(folders, "folder", "folders");
  if (files > 0) text += (text.empty() ? "" : ", ") + Plural(files, "file", "files");
  return text;
}

// ": @eaDir/ 10, ._* 4, and 3 other names", the largest first.
std::string RulesText(std::vector<LeftOutByRule> rules) {
  const auto total = [](const LeftOutByRule& rule) { return rule.folders + rule.files; };
  std::stable_sort(rules.begin(), rules.end(), [&](const LeftOutByRule& a, const LeftOutByRule& b) {
    return total(a) > total(b);
  });
  std::string text;
  for (size_t i = 0; i < std::min(rules.size(), kRulesShown); ++i) {
    text += (i == 0 ? ": " : ", ") + Escaped(rules[i].rule) + " " + HumanCount(total(rules[i]));
  }
  if (rules.size() > kRulesShown)
    text += fmt::format(", and {} more", HumanCount(rules.size() - kRulesShown));
  return text;
}

void AddByRules(std::string_view label, const std::vector<LeftOutByRule>& rules,
                uint64_t other_files, std::string_view remedy, std::vector<SummaryRow>& rows) {
  const uint64_t folders = LeftOut::FoldersOf(rules);
  const uint64_t files = LeftOut::FilesOf(rules) + other_files;
  if (folders + files == 0) return;
  std::string text = FoldersAndFiles(folders, files) + RulesText(rules);
  if (!remedy.empty()) text += fmt::format(" ({})", remedy);
  rows.push_back({4, std::string(label), HumanCount(folders + files), std::move(text)});
}

struct SpecialText {
  SpecialFile kind;
  std::string_view label;
  std::string_view text;
};
constexpr std::array<SpecialText, kSpecialFileCount> kSpecialTexts = {{
    {SpecialFile::kLink, "links", "symbolic links (--follow_links follows them)"},
    {SpecialFile::kPipe, "pipes", "not files"},
    {SpecialFile::kSocket, "sockets", "not files"},
    {SpecialFile::kDevice, "devices", "not files"},
    {SpecialFile::kOther, "other", "other special files"},
}};

}  // namespace

std::string UnmatchedText(const std::string& flag) {
  return ShellQuoted(flag) + " matched nothing";
}

std::vector<SummaryRow> LeftOutRows(const LeftOut& left_out) {
  std::vector<SummaryRow> rows;
  AddByRules("system", left_out.system, 0, "--all_folders includes them", rows);
  AddByRules("patterns", left_out.excluded, left_out.not_included, "", rows);
  uint64_t total = LeftOut::FoldersOf(left_out.system) + LeftOut::FilesOf(left_out.system) +
                   left_out.pattern_folders() + left_out.pattern_files();
  for (const SpecialText& special : kSpecialTexts) {
    const uint64_t count = left_out.of(special.kind);
    total += count;
    if (count == 0) continue;
    rows.push_back({4, std::string(special.label), HumanCount(count), std::string(special.text)});
  }
  if (total > 0) rows.insert(rows.begin(), {2, "left out", HumanCount(total), "files and folders"});
  const size_t unmatched = left_out.unmatched.size();
  if (unmatched == 0) return rows;
  rows.push_back(
      {2, "unmatched", HumanCount(unmatched),
       unmatched == 1 ? "pattern, check its spelling" : "patterns, check their spelling"});
  for (size_t i = 0; i < std::min(unmatched, kUnmatchedShown); ++i) {
    rows.push_back({4, UnmatchedText(left_out.unmatched[i]), "", ""});
  }
  return rows;
}

}  // namespace photomill
