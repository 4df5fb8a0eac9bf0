// --include and --exclude: the first line is the one list, the second the other, the rest is a key.
#include "common/command_line/arguments.h"
#include "coordinator/scan/key_filter.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const std::vector<std::string_view> lines = LinesOf(input);
  const std::vector<std::string> includes = SplitList(lines[0]);
  const std::vector<std::string> excludes =
      lines.size() > 1 ? SplitList(lines[1]) : std::vector<std::string>();
  const Result<KeyFilter> filter = KeyFilter::Make(includes, excludes);
  if (!filter) return CheckTold(filter.failure());
  const Result<KeyFilter> opposite = KeyFilter::Make(excludes, includes);
  PHOTOMILL_CHECK(opposite.ok());
  for (size_t i = 2; i < lines.size(); ++i) {
    // What one filter leaves out by a pattern cannot be in both.
    const bool in_scope = filter->InScope(lines[i]);
    const bool in_opposite = opposite->InScope(lines[i]);
    if (!includes.empty() && !excludes.empty()) PHOTOMILL_CHECK(!(in_scope && in_opposite));
    if (includes.empty() && excludes.empty()) PHOTOMILL_CHECK(in_scope && in_opposite);
  }
}

}  // namespace photomill::fuzz
