// Which keys a migration includes: --include, --exclude and system names. A pure function of the
// key, so that the end of a scan can check whether a source that was not listed would have been in
// scope.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "coordinator/scan/glob.h"

namespace photomill {

inline constexpr size_t kPatternsMax = 10'000;  // per kind; every file is compared with all of them

// A key is in scope if it has no system folder or file in it (see system_names.h), matches an
// include (or there is none), and matches no exclude. docs/selection.md has the patterns' grammar,
// for users:
//   *.jpg         without a slash: the name of a file in any folder
//   @eaDir        a name without wildcards: a file or a folder, in any folder
//   .Trash-*/     with a slash only at the end: a folder in any folder
//   2019/*.jpg    with a slash elsewhere: a path from the root; `*` matches slashes, too
//   /a.jpg        the same for a file in the root
class KeyFilter {
 public:
  struct Options {
    bool ignore_case = false;
    bool all_folders = false;  // including those of systems
  };
  // Which rule leaves a key out.
  enum class Rule : uint8_t { kNone, kSystem, kInclude, kExclude };
  struct Verdict {
    Rule rule = Rule::kNone;
    size_t index = 0;  // in SystemNames() or in the list of patterns
    bool operator==(const Verdict&) const = default;
  };

  KeyFilter() = default;  // accepts everything, including system folders

  static Result<KeyFilter> Make(const std::vector<std::string>& includes,
                                const std::vector<std::string>& excludes, Options options);
  // With default options.
  static Result<KeyFilter> Make(const std::vector<std::string>& includes,
                                const std::vector<std::string>& excludes) {
    return Make(includes, excludes, Options());
  }

  [[nodiscard]] bool InScope(std::string_view key) const;
  [[nodiscard]] Verdict Judge(std::string_view key) const;

 private:
  friend class Sieve;  // applies the filter to a listing, judging each folder once

  struct Pattern {
    std::string text;  // as the user wrote it
    std::optional<Glob> of_name;
    std::optional<Glob> of_key;
    std::optional<Glob> of_folder;  // if it matches a folder, it matches everything in it

    [[nodiscard]] bool Matches(std::string_view key, std::string_view name) const;
    // `key` ends with a slash.
    [[nodiscard]] bool MatchesFolder(std::string_view key) const;
  };
  static Result<std::vector<Pattern>> MakePatterns(const std::vector<std::string>& globs,
                                                   std::string_view option, bool ignore_case);
  static Pattern MakePattern(const std::string& text, bool ignore_case);
  [[nodiscard]] std::optional<size_t> FindSystemPart(std::string_view key) const;

  std::vector<Pattern> includes_;
  std::vector<Pattern> excludes_;
  bool ignore_case_ = false;
  bool all_folders_ = true;
};

}  // namespace photomill
