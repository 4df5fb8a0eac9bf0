// photomill-coordinator: serves a migration to workers on other machines.
#include <cstdio>

#include "common/command_line/arguments.h"
#include "common/command_line/help.h"
#include "coordinator/flags.h"
#include "coordinator/runtime/coordinator.h"

int main(int argc, char** argv) {
  using namespace photomill;
  if (AsksForHelp(argc, argv)) {
    PrintHelp(CoordinatorHelp());
    return kExitDone;
  }
  const Result<CoordinatorOptions> options = ParseCoordinatorCommand(argc, argv);
  if (!options) {
    std::fprintf(stderr, "photomill: %s\n", options.failure().detail.c_str());
    return kExitCannotStart;
  }
  return RunCoordinator(*options);
}
