#include "coordinator/scan/key_filter.h"

#include <fnmatch.h>

#include <utility>

namespace photomill {

Result<KeyFilter> KeyFilter::Make(const std::vector<std::string>& includes,
                                  const std::vector<std::string>& excludes) {
  Result<std::vector<Pattern>> include_patterns = MakePatterns(includes, "--include");
  if (!include_patterns.ok()) return include_patterns.failure();
  Result<std::vector<Pattern>> exclude_patterns = MakePatterns(excludes, "--exclude");
  if (!exclude_patterns.ok()) return exclude_patterns.failure();
  KeyFilter filter;
  filter.includes_ = *std::move(include_patterns);
  filter.excludes_ = *std::move(exclude_patterns);
  return filter;
}

Result<std::vector<KeyFilter::Pattern>> KeyFilter::MakePatterns(
    const std::vector<std::string>& globs, std::string_view option) {
  std::vector<Pattern> patterns;
  for (const std::string& glob : globs) {
    const bool has_slash = glob.find('/') != std::string::npos;
    std::string rooted = glob.starts_with('/') ? glob.substr(1) : glob;
    if (rooted.empty()) {
      return Invalid("an empty pattern for " + std::string(option) +
                     " matches nothing: leave it out, or write a glob such as \"*.jpg\"");
    }
    // "2019/" is meant as the folder with what it holds.
    if (rooted.back() == '/') rooted += '*';
    patterns.push_back({std::move(rooted), has_slash});
  }
  return patterns;
}

bool KeyFilter::InScope(std::string_view key) const {
  if (includes_.empty() && excludes_.empty()) return true;
  const std::string text(key);  // fnmatch wants a NUL at the end
  if (!includes_.empty() && !MatchesAny(includes_, text)) return false;
  return !MatchesAny(excludes_, text);
}

bool KeyFilter::MatchesAny(const std::vector<Pattern>& patterns, const std::string& key) {
  const size_t slash = key.rfind('/');
  const char* const last = slash == std::string::npos ? key.c_str() : key.c_str() + slash + 1;
  for (const Pattern& pattern : patterns) {
    const char* const subject = pattern.is_for_whole_key ? key.c_str() : last;
    if (fnmatch(pattern.glob.c_str(), subject, 0) == 0) return true;
  }
  return false;
}

}  // namespace photomill
