// The worker's command line. The flags themselves (DEFINE_*) stand in flags.cpp, beside main.cpp.
#pragma once

#include <string>

#include "common/base/result.h"
#include "worker/runtime/options.h"

namespace photomill {

struct WorkerCommand {
  WorkerOptions options;
  int engine_fd = -1;  // the running table, in an engine that a supervisor started; else -1
  bool help = false;
};

Result<WorkerCommand> ParseWorkerCommand(int argc, const char* const* argv);

std::string WorkerHelp();

}  // namespace photomill
