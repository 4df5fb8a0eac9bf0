#include "coordinator/scan/key_filter.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

#include "common/model/name_folding.h"
#include "coordinator/scan/system_names.h"

namespace photomill {
namespace {

std::string_view NameOf(std::string_view key) {
  return key.substr(key.rfind('/') + 1);
}

// "**" as the last component of a folder pattern means the same as "*": one folder, not several.
std::string WithoutStarsAtEnd(std::string_view folder) {
  const size_t stars = folder.find_last_not_of('*') + 1;
  const bool whole = stars == 0 || folder[stars - 1] == '/';
  if (stars == folder.size() || !whole) return std::string(folder);
  return std::string(folder.substr(0, stars)) + "*";
}

}  // namespace

Result<KeyFilter> KeyFilter::Make(const std::vector<std::string>& includes,
                                  const std::vector<std::string>& excludes, Options options) {
  Result<std::vector<Pattern>> include_patterns =
      MakePatterns(includes, "--include", options.ignore_case);
  if (!include_patterns.ok()) return include_patterns.failure();
  Result<std::vector<Pattern>> exclude_patterns =
      MakePatterns(excludes, "--exclude", options.ignore_case);
  if (!exclude_patterns.ok()) return exclude_patterns.failure();
  KeyFilter filter;
  filter.includes_ = *std::move(include_patterns);
  filter.excludes_ = *std::move(exclude_patterns);
  filter.ignore_case_ = options.ignore_case;
  filter.all_folders_ = options.all_folders;
  return filter;
}

Result<std::vector<KeyFilter::Pattern>> KeyFilter::MakePatterns(
    const std::vector<std::string>& globs, std::string_view option, bool ignore_case) {
  if (globs.size() > kPatternsMax) {
    return Invalid(fmt::format(
        "{} has {} patterns; the limit is {}: leave out whole folders instead of single files",
        option, globs.size(), kPatternsMax));
  }
  std::vector<Pattern> patterns;
  for (const std::string& glob : globs) {
    if (glob.find_first_not_of('/') == std::string::npos) {
      return Invalid(
          fmt::format("an empty pattern for {} matches nothing: remove it, or write a pattern such "
                      "as \"*.jpg\"",
                      option));
    }
    patterns.push_back(MakePattern(glob, ignore_case));
  }
  return patterns;
}

KeyFilter::Pattern KeyFilter::MakePattern(const std::string& text, bool ignore_case) {
  std::string_view body = text;
  bool from_root = body.starts_with('/');
  if (from_root) body.remove_prefix(1);
  const bool only_folders = body.back() == '/';
  if (only_folders) body.remove_suffix(1);
  from_root = from_root || body.find('/') != std::string_view::npos;

  Pattern pattern;
  pattern.text = text;
  const std::string below = (from_root ? "" : "**/") + WithoutStarsAtEnd(body) + "/*";
  if (only_folders) {
    pattern.of_folder.emplace(below, ignore_case);
    return pattern;
  }
  const Glob glob(body, ignore_case);
  if (glob.IsName()) pattern.of_folder.emplace(below, ignore_case);
  (from_root ? pattern.of_key : pattern.of_name) = glob;
  return pattern;
}

bool KeyFilter::Pattern::Matches(std::string_view key, std::string_view name) const {
  return (of_name && of_name->Matches(name)) || (of_key && of_key->Matches(key)) ||
         (of_folder && of_folder->Matches(key));
}

bool KeyFilter::Pattern::MatchesFolder(std::string_view key) const {
  return (of_folder && of_folder->Matches(key)) ||
         (of_key && of_key->IsOpen() && of_key->Matches(key));
}

bool KeyFilter::InScope(std::string_view key) const {
  return Judge(key).rule == Rule::kNone;
}

std::optional<size_t> KeyFilter::FindSystemPart(std::string_view key) const {
  if (all_folders_) return std::nullopt;
  for (size_t slash = key.find('/'); slash != std::string_view::npos;
       slash = key.find('/', slash + 1)) {
    if (const auto found = FindSystemFolder(key.substr(0, slash))) return found;
  }
  return FindSystemFile(NameOf(key));
}

KeyFilter::Verdict KeyFilter::Judge(std::string_view key) const {
  if (const std::optional<size_t> part = FindSystemPart(key)) return {Rule::kSystem, *part};
  if (includes_.empty() && excludes_.empty()) return {};
  std::string folded;
  if (ignore_case_) {
    folded = CaseFolded(key);
    key = folded;
  }
  const std::string_view name = NameOf(key);
  const auto matches = [&](const Pattern& pattern) { return pattern.Matches(key, name); };
  if (!includes_.empty() && std::none_of(includes_.begin(), includes_.end(), matches)) {
    return {Rule::kInclude, 0};
  }
  const auto found = std::find_if(excludes_.begin(), excludes_.end(), matches);
  if (found == excludes_.end()) return {};
  return {Rule::kExclude, static_cast<size_t>(found - excludes_.begin())};
}

}  // namespace photomill
