// photomill run: the whole migration on this machine.
#include <cstdio>

#include "cli/commands.h"
#include "common/command_line/arguments.h"
#include "coordinator/flags.h"
#include "coordinator/runtime/coordinator.h"

namespace photomill {

int RunCommand(int argc, char** argv) {
  if (AsksForHelp(argc, argv)) {
    PrintHelp(RunHelp());
    return kExitDone;
  }
  const Result<CoordinatorOptions> options = ParseRunCommand(argc, argv);
  if (!options) {
    std::fprintf(stderr, "photomill: %s\n", options.failure().detail.c_str());
    return kExitCannotStart;
  }
  return RunCoordinator(*options);
}

}  // namespace photomill
