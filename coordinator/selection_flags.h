// The flags that select files of SRC, shared by `photomill run`, `photomill coordinator`,
// `photomill scan` and `photomill plan`. The flags themselves (DEFINE_*) are in the .cpp file.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/model/source_rules.h"
#include "coordinator/start/selection.h"

namespace photomill {

struct SelectionOptions {
  Selection selection;  // without --limit
  SourceRules rules;
  bool formats_named = false;  // by the user; otherwise all supported formats
  bool follow_links = false;
};

// For help pages.
std::vector<HelpFlag> SelectionHelpFlags();

// The flags of a page that selects files, with those for size limits, which pages list in one
// entry.
std::vector<std::string> NamesOfSelection(const HelpPage& page);

inline constexpr std::string_view kTwoFolders = "two folders, SRC and DST";

// Fails if the command does not have exactly these folders.
Status CheckFolders(const HelpPage& page, const std::vector<std::string>& positionals, size_t count,
                    std::string_view folders);

// Reads the file of --exclude_from.
Result<SelectionOptions> ParseSelectionFlags();

}  // namespace photomill
