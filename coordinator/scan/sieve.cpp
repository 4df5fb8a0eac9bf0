#include "coordinator/scan/sieve.h"

#include <algorithm>

#include "common/model/name_folding.h"
#include "coordinator/scan/system_names.h"

namespace photomill {
namespace {

// The first pattern that matches. Patterns that have matched nothing so far are checked, too: at
// the end the user learns which ones never matched.
template <typename Patterns, typename Matches>
std::optional<size_t> FirstMatch(const Patterns& patterns, std::vector<bool>& used,
                                 const Matches& matches) {
  std::optional<size_t> first;
  for (size_t i = 0; i < patterns.size(); ++i) {
    if (first && used[i]) continue;
    if (!matches(patterns[i])) continue;
    used[i] = true;
    if (!first) first = i;
  }
  return first;
}

}  // namespace

Sieve::Sieve(const KeyFilter& filter)
    : filter_(filter),
      include_used_(filter.includes_.size()),
      exclude_used_(filter.excludes_.size()),
      system_(SystemNames().size()),
      excluded_(filter.excludes_.size()) {}

std::string_view Sieve::Folded(std::string_view key) {
  if (!filter_.ignore_case_) return key;
  const bool ascii = std::all_of(key.begin(), key.end(),
                                 [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (!ascii) {
    folded_ = CaseFolded(key);
    return folded_;
  }
  folded_.assign(key);
  for (char& c : folded_) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return folded_;
}

KeyFilter::Verdict Sieve::File(std::string_view key) {
  using Rule = KeyFilter::Rule;
  std::optional<size_t> system;
  if (!filter_.all_folders_) system = FindSystemFile(key.substr(key.rfind('/') + 1));
  std::optional<size_t> included;
  std::optional<size_t> excluded;
  if (!filter_.includes_.empty() || !filter_.excludes_.empty()) {
    const std::string_view folded = Folded(key);
    const std::string_view name = folded.substr(folded.rfind('/') + 1);
    const auto matches = [&](const Pattern& pattern) { return pattern.Matches(folded, name); };
    included = FirstMatch(filter_.includes_, include_used_, matches);
    excluded = FirstMatch(filter_.excludes_, exclude_used_, matches);
  }
  if (system) {
    ++system_[*system].files;
    return {Rule::kSystem, *system};
  }
  if (!included && !filter_.includes_.empty()) {
    ++not_included_;
    return {Rule::kInclude, 0};
  }
  if (!excluded) return {};
  ++excluded_[*excluded].files;
  return {Rule::kExclude, *excluded};
}

KeyFilter::Verdict Sieve::Folder(std::string_view key) {
  using Rule = KeyFilter::Rule;
  std::optional<size_t> excluded;
  if (!filter_.excludes_.empty()) {
    Folded(key);
    if (!filter_.ignore_case_) folded_.assign(key);
    folded_ += '/';
    excluded = FirstMatch(filter_.excludes_, exclude_used_,
                          [&](const Pattern& pattern) { return pattern.MatchesFolder(folded_); });
  }
  std::optional<size_t> system;
  if (!filter_.all_folders_) system = FindSystemFolder(key);
  if (system) {
    ++system_[*system].folders;
    return {Rule::kSystem, *system};
  }
  if (!excluded) return {};
  ++excluded_[*excluded].folders;
  return {Rule::kExclude, *excluded};
}

std::string Sieve::RuleText(const KeyFilter::Verdict& verdict) const {
  switch (verdict.rule) {
    case KeyFilter::Rule::kSystem:
      return std::string(SystemNames()[verdict.index].pattern);
    case KeyFilter::Rule::kExclude:
      return "--exclude=" + filter_.excludes_[verdict.index].text;
    case KeyFilter::Rule::kInclude:
      return "--include";
    case KeyFilter::Rule::kNone:
      break;
  }
  return {};
}

LeftOut Sieve::Counts(bool complete) const {
  LeftOut counts;
  const auto add = [](std::vector<LeftOutByRule>& rules, std::string_view rule, Count count) {
    if (count.folders + count.files == 0) return;
    rules.push_back({std::string(rule), count.folders, count.files});
  };
  for (size_t i = 0; i < system_.size(); ++i) {
    add(counts.system, SystemNames()[i].pattern, system_[i]);
  }
  for (size_t i = 0; i < excluded_.size(); ++i) {
    add(counts.excluded, filter_.excludes_[i].text, excluded_[i]);
  }
  counts.not_included = not_included_;
  counts.special = special_;
  if (!complete) return counts;
  for (size_t i = 0; i < include_used_.size(); ++i) {
    if (!include_used_[i]) counts.unmatched.push_back("--include=" + filter_.includes_[i].text);
  }
  for (size_t i = 0; i < exclude_used_.size(); ++i) {
    if (!exclude_used_[i]) counts.unmatched.push_back("--exclude=" + filter_.excludes_[i].text);
  }
  return counts;
}

}  // namespace photomill
