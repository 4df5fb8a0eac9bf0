// Which keys a migration is about: --include and --exclude. A pure function of the key, so that the
// end of a scan can ask of a source that was not listed whether it would have been.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// Globs as of fnmatch(3), over bytes: `*` and `?` match every byte, also the slash, so `2019/*` is
// everything below 2019. A pattern without a slash is matched against the key's last component:
// `*.jpg` is every such file. A leading slash stands for the root: `/a.jpg` is not `b/a.jpg`.
// A key is in scope if it matches an include (or there is none) and no exclude.
class KeyFilter {
 public:
  KeyFilter() = default;  // everything

  static Result<KeyFilter> Make(const std::vector<std::string>& includes,
                                const std::vector<std::string>& excludes);

  [[nodiscard]] bool InScope(std::string_view key) const;

 private:
  struct Pattern {
    std::string glob;
    bool is_for_whole_key = false;
  };
  static Result<std::vector<Pattern>> MakePatterns(const std::vector<std::string>& globs,
                                                   std::string_view option);
  static bool MatchesAny(const std::vector<Pattern>& patterns, const std::string& key);

  std::vector<Pattern> includes_;
  std::vector<Pattern> excludes_;
};

}  // namespace photomill
