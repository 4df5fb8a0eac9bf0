// Which part of the source a run processes: --include, --exclude, --formats, --limit and so on, and
// the size limits of photos. The ledger stores it as one canonical line, so that the next run can
// report the difference and how many known sources it affects. Pure.
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
  bool ignore_case = false;             // for the globs
  bool all_folders = false;             // including those that systems create
  SizeLimits size;                      // larger files fail
  bool operator==(const Selection&) const = default;
};

// One line, the same for equal selections whatever the order of their globs. "" means everything,
// including system folders, as before they were left out.
std::string PrintSelection(const Selection& selection);
// Empty if the line was not written by this version.
std::optional<Selection> ParseSelection(std::string_view line);

// As the user would pass it: "--include=*.jpg --limit=20", or "everything". Long lists of globs are
// abbreviated.
std::string SelectionFlags(const Selection& selection);

Result<KeyFilter> FilterOf(const Selection& selection);

// The first run of the uninterrupted series, up to the last run, that had these size limits; above
// any run's number if the last run had others. `lines`: the runs' selections, newest first.
int64_t LimitsSince(const SizeLimits& size,
                    const std::vector<std::pair<int64_t, std::string>>& lines);
// The same, for runs that accepted these formats.
int64_t FormatsSince(FormatSet formats, const std::vector<std::pair<int64_t, std::string>>& lines);

// Counts the known sources that only one of two selections includes.
class SelectionChange {
 public:
  static Result<SelectionChange> Make(Selection before, Selection now);
  // A source that is not gone, with its format by content.
  void Count(std::string_view key, FileFormat format);
  // One human-readable line; "" if there is nothing to report: only the system folders differ, and
  // no known source is in one.
  [[nodiscard]] std::string Text() const;

 private:
  struct Part {
    Selection selection;
    KeyFilter filter;
    [[nodiscard]] bool IsAbout(std::string_view key, FileFormat format) const;
  };
  Part before_;
  Part now_;
  int64_t known_ = 0;     // selected by this run's globs and formats
  int64_t left_out_ = 0;  // selected in the last run, but not in this one
  int64_t joined_ = 0;    // selected in this run, but not in the last one
};

}  // namespace photomill
