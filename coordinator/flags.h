// The command line of `photomill run` and `photomill coordinator`. The flags themselves (DEFINE_*)
// are in flags.cpp, next to main.cpp; both programs link them.
#pragma once

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "coordinator/start/options.h"

namespace photomill {

const HelpPage& RunHelp();
const HelpPage& CoordinatorHelp();

// argv[0] is ignored. Failures say what to write instead.
Result<CoordinatorOptions> ParseRunCommand(int argc, const char* const* argv);
Result<CoordinatorOptions> ParseCoordinatorCommand(int argc, const char* const* argv);

}  // namespace photomill
