// The flags that say which files of SRC are taken. `photomill run`, `photomill coordinator` and
// `photomill scan` have the same ones. The flags themselves (DEFINE_*) stand in the .cpp file.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "coordinator/start/selection.h"

namespace photomill {

struct SelectionOptions {
  Selection selection;         // without a limit
  bool formats_named = false;  // by people, rather than all that are decoded
  bool follow_links = false;
};

// For help pages.
std::vector<HelpFlag> SelectionHelpFlags();

// Reads the file of --exclude_from.
Result<SelectionOptions> ParseSelectionFlags();

}  // namespace photomill
