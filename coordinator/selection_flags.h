// The flags that select files of SRC, shared by `photomill run`, `photomill coordinator` and
// `photomill scan`. The flags themselves (DEFINE_*) are in the .cpp file.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "coordinator/start/selection.h"

namespace photomill {

struct SelectionOptions {
  Selection selection;         // without --limit
  bool formats_named = false;  // by the user; otherwise all supported formats
  bool follow_links = false;
};

// For help pages.
std::vector<HelpFlag> SelectionHelpFlags();

// Reads the file of --exclude_from.
Result<SelectionOptions> ParseSelectionFlags();

}  // namespace photomill
