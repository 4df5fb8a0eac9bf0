// photomill help: the commands, or one of them.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "cli/commands.h"
#include "cli/scan_help.h"
#include "cli/status_help.h"
#include "common/base/version.h"
#include "common/command_line/help.h"
#include "common/os/process.h"
#include "coordinator/flags.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

// The worker knows its own page: this program links nothing of it.
int PrintWorkerHelp() {
  const Result<std::string> folder = OwnProgramFolder();
  if (!folder) return kExitCannotStart;
  Result<ChildProcess> worker = SpawnProcess({*folder + "/photomill-worker", "--help"});
  if (!worker) {
    std::fprintf(stderr, "photomill: %s\n", worker.failure().detail.c_str());
    return kExitCannotStart;
  }
  return worker->Wait().ok() ? kExitDone : kExitCannotStart;
}

HelpPage WorkerLine() {
  HelpPage page;
  page.command = "worker";
  page.summary = "process a coordinator's photos, on this machine or another";
  return page;
}

}  // namespace

int HelpCommand(int argc, char** argv) {
  const std::string topic = argc > 1 ? argv[1] : "";
  if (topic == "run") {
    PrintHelp(RunHelp());
  } else if (topic == "coordinator") {
    PrintHelp(CoordinatorHelp());
  } else if (topic == "worker") {
    return PrintWorkerHelp();
  } else if (topic == "scan") {
    PrintHelp(ScanHelp());
  } else if (topic == "status") {
    PrintHelp(StatusHelp());
  } else if (topic.empty() || topic == "help") {
    PrintOverview(std::string("photomill ") + kProgramVersion +
                      " - re-encodes a whole photo library and makes its thumbnails",
                  {RunHelp(), ScanHelp(), CoordinatorHelp(), WorkerLine(), StatusHelp()},
                  "See photomill help COMMAND for details.");
  } else {
    std::fprintf(stderr, "photomill: unknown command \"%s\". See: photomill help\n", topic.c_str());
    return kExitCannotStart;
  }
  return kExitDone;
}

}  // namespace photomill
