// Tests --include, --exclude and --exclude_from. The first two lines are the lists, and the rest
// has one key per line. The whole input is also used as the file of patterns.
#include "common/command_line/arguments.h"
#include "coordinator/scan/key_filter.h"
#include "coordinator/scan/pattern_file.h"
#include "coordinator/scan/sieve.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

// A listing must accept the same keys as the filter, folder by folder.
bool TakenByListing(const KeyFilter& filter, std::string_view key) {
  Sieve sieve(filter);
  for (size_t slash = key.find('/'); slash != key.npos; slash = key.find('/', slash + 1)) {
    if (sieve.Folder(key.substr(0, slash)).rule != KeyFilter::Rule::kNone) return false;
  }
  return sieve.File(key).rule == KeyFilter::Rule::kNone;
}

// Keys of stores have no empty components and no zero bytes.
bool IsKey(std::string_view key) {
  return !key.empty() && key.front() != '/' && key.back() != '/' && key.find("//") == key.npos &&
         key.find('\0') == key.npos;
}

void FuzzFile(std::string_view input) {
  const Result<std::vector<std::string>> patterns = ParsePatternFile(input, "patterns");
  if (!patterns) return CheckTold(patterns.failure());
  if (const Result<KeyFilter> filter = KeyFilter::Make({}, *patterns); !filter) {
    CheckTold(filter.failure());
  }
}

}  // namespace

void FuzzOne(std::string_view input) {
  FuzzFile(input);
  const std::vector<std::string_view> lines = LinesOf(input);
  const std::vector<std::string> includes = SplitList(lines[0]);
  const std::vector<std::string> excludes =
      lines.size() > 1 ? SplitList(lines[1]) : std::vector<std::string>();
  const Result<KeyFilter> filter = KeyFilter::Make(includes, excludes);
  if (!filter) return CheckTold(filter.failure());
  const KeyFilter opposite = *KeyFilter::Make(excludes, includes);
  const KeyFilter all = *KeyFilter::Make(includes, excludes, {false, true});
  const KeyFilter folded = *KeyFilter::Make(includes, excludes, {true, true});
  for (size_t i = 2; i < lines.size(); ++i) {
    // A key that one filter excludes by a pattern cannot be in both.
    const bool in_scope = filter->InScope(lines[i]);
    const bool in_opposite = opposite.InScope(lines[i]);
    if (!includes.empty() && !excludes.empty()) PHOTOMILL_CHECK(!(in_scope && in_opposite));
    if (includes.empty() && excludes.empty()) PHOTOMILL_CHECK(all.InScope(lines[i]));
    if (in_scope) PHOTOMILL_CHECK(all.InScope(lines[i]));
    if (!IsKey(lines[i])) continue;
    PHOTOMILL_CHECK(TakenByListing(*filter, lines[i]) == in_scope);
    PHOTOMILL_CHECK(TakenByListing(folded, lines[i]) == folded.InScope(lines[i]));
  }
}

}  // namespace photomill::fuzz
