// The worker's command line. The flags themselves (DEFINE_*) stand in flags.cpp, beside main.cpp.
#pragma once

#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/obs/log_format.h"
#include "worker/runtime/options.h"
#include "worker/runtime/sandbox_order.h"

namespace photomill {

struct WorkerCommand {
  WorkerOptions options;
  int engine_fd = -1;  // the running table, in an engine that a supervisor started; else -1
  Secret join_file;    // its text; empty where the worker connects without one
  bool help = false;
  LogFormat log_format = LogFormat::kText;
  std::optional<SandboxOrder> sandbox;  // in a process that executes one task; nothing else is set
  std::optional<TryOptions> try_file;   // one file is tried out; nothing else is set
};

// To be called once, before threads are started: it takes the join file out of the environment and
// reads standard input where that is asked for.
Result<WorkerCommand> ParseWorkerCommand(int argc, const char* const* argv);

std::string WorkerHelp();

}  // namespace photomill
