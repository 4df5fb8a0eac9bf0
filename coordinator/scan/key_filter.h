// Which keys a migration is about: --include, --exclude and the names that systems give. A pure
// function of the key, so that the end of a scan can ask of a source that was not listed whether it
// would have been.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "coordinator/scan/glob.h"

namespace photomill {

inline constexpr size_t kPatternsMax = 10'000;  // of each kind; every file is compared with all

// A key is in scope if no folder or file of a system is in it (see system_names.h), if it matches
// an include (or there is none), and if it matches no exclude. docs/selection.md has the grammar of
// the patterns, for users:
//   *.jpg         without a slash: the name of a file in any folder
//   @eaDir        a name without wildcards: a file or a folder, in any folder
//   .Trash-*/     with a slash at the end alone: a folder in any folder
//   2019/*.jpg    with a slash elsewhere: from the root on; `*` matches slashes, too
//   /a.jpg        the same for what is in the root itself
class KeyFilter {
 public:
  struct Options {
    bool ignore_case = false;
    bool all_folders = false;  // those of systems, too
  };
  // What leaves a key out.
  enum class Rule : uint8_t { kNone, kSystem, kInclude, kExclude };
  struct Verdict {
    Rule rule = Rule::kNone;
    size_t index = 0;  // in SystemNames(), or of the pattern
    bool operator==(const Verdict&) const = default;
  };

  KeyFilter() = default;  // everything, folders of systems included

  static Result<KeyFilter> Make(const std::vector<std::string>& includes,
                                const std::vector<std::string>& excludes, Options options);
  // Without options.
  static Result<KeyFilter> Make(const std::vector<std::string>& includes,
                                const std::vector<std::string>& excludes) {
    return Make(includes, excludes, Options());
  }

  [[nodiscard]] bool InScope(std::string_view key) const;
  [[nodiscard]] Verdict Judge(std::string_view key) const;

 private:
  friend class Sieve;  // the same for a whole listing, where every folder is judged once

  struct Pattern {
    std::string text;  // as the user wrote it
    std::optional<Glob> of_name;
    std::optional<Glob> of_key;
    std::optional<Glob> of_folder;  // what it matches of a folder it matches of everything in it

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
