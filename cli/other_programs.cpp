// photomill coordinator and photomill worker: separate programs, which replace this process.
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "common/os/process.h"
#include "coordinator/start/options.h"

namespace photomill {
namespace {

int Become(const char* program, int argc, char** argv) {
  const Result<std::string> folder = OwnProgramFolder();
  if (!folder) {
    std::fprintf(stderr, "photomill: %s\n", folder.failure().detail.c_str());
    return kExitCannotStart;
  }
  std::string path = *folder + "/" + program;
  std::vector<char*> arguments = {path.data()};
  for (int i = 1; i < argc; ++i) arguments.push_back(argv[i]);
  arguments.push_back(nullptr);
  execv(path.c_str(), arguments.data());
  std::fprintf(stderr,
               "photomill: cannot start %s: %s. It must be in the directory of photomill itself\n",
               path.c_str(), std::strerror(errno));
  return kExitCannotStart;
}

}  // namespace

int BecomeCoordinator(int argc, char** argv) {
  return Become("photomill-coordinator", argc, argv);
}

int BecomeWorker(int argc, char** argv) {
  return Become("photomill-worker", argc, argv);
}

const HelpPage& WorkerSummary() {
  static const HelpPage page = [] {
    HelpPage made;
    made.command = "worker";
    made.summary = "process a coordinator's photos, on this machine or another";
    return made;
  }();
  return page;
}

int PrintWorkerHelp(HelpFormat format) {
  const Result<std::string> folder = OwnProgramFolder();
  if (!folder) return kExitCannotStart;
  Result<ChildProcess> worker = SpawnProcess({*folder + "/photomill-worker", HelpArgument(format)});
  if (!worker) {
    std::fprintf(stderr, "photomill: %s\n", worker.failure().detail.c_str());
    return kExitCannotStart;
  }
  return worker->Wait().ok() ? kExitDone : kExitCannotStart;
}

}  // namespace photomill
