// Which part of the source a run is about: --include, --exclude, --formats, --limit and so on, and
// the limits on the size of photos. The ledger keeps it in one canonical line, so that the next run
// can tell what differs and how many of the known sources that concerns. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/file_format.h"
#include "common/base/picture_format.h"
#include "common/base/result.h"
#include "common/model/source_rules.h"
#include "coordinator/scan/key_filter.h"

namespace photomill {

struct Selection {
  std::vector<std::string> include;     // globs
  std::vector<std::string> exclude;     // globs
  FormatSet formats = kDecodedFormats;  // by content
  uint64_t limit = 0;                   // 0: all
  bool ignore_case = false;             // of the globs
  bool all_folders = false;             // those that systems make, too
  SizeLimits size;                      // what is larger fails
  bool operator==(const Selection&) const = default;
};

// One line, the same for equal selections whatever the order of their globs; "" for everything, the
// folders of systems included, as it was before they were left out.
std::string PrintSelection(const Selection& selection);
// Nothing where the line is none of this program's.
std::optional<Selection> ParseSelection(std::string_view line);

// As people would give it: "--include=*.jpg --limit=20", or "everything". Of many globs some.
std::string SelectionFlags(const Selection& selection);

Result<KeyFilter> FilterOf(const Selection& selection);

// The first of the runs that had these limits on the size, without a break up to the last one;
// above any run where that had others. `lines`: of the runs' selections, the newest first.
int64_t LimitsSince(const SizeLimits& size,
                    const std::vector<std::pair<int64_t, std::string>>& lines);

// Counts the known sources that one selection is about and the other is not.
class SelectionChange {
 public:
  static Result<SelectionChange> Make(Selection before, Selection now);
  // A source that is not gone, and what it is by its content.
  void Count(std::string_view key, FileFormat format);
  // In one line, for people; "" where there is nothing to tell: the folders of systems alone make
  // the difference, and no known source is in one.
  [[nodiscard]] std::string Text() const;

 private:
  struct Part {
    Selection selection;
    KeyFilter filter;
    [[nodiscard]] bool IsAbout(std::string_view key, FileFormat format) const;
  };
  Part before_;
  Part now_;
  int64_t known_ = 0;     // of what the run is about by its globs and formats
  int64_t left_out_ = 0;  // the last run was about them, this one is not
  int64_t joined_ = 0;    // the other way round
};

}  // namespace photomill
