// The worker's command line. flags.cpp, next to main.cpp, defines the flags (DEFINE_*).
#pragma once

#include <optional>
#include <string>

#include "common/base/result.h"
#include "common/base/secret.h"
#include "common/command_line/help_format.h"
#include "common/obs/log_format.h"
#include "worker/runtime/examine.h"
#include "worker/runtime/options.h"
#include "worker/runtime/sandbox_order.h"

namespace photomill {

struct WorkerCommand {
  WorkerOptions options;
  int engine_fd = -1;  // the running table, in an engine started by a supervisor; otherwise -1
  Secret join_file;    // its text; empty if the worker connects without one
  bool help = false;
  LogFormat log_format = LogFormat::kText;
  std::optional<SandboxOrder> sandbox;    // in a process that runs one task; nothing else is set
  std::optional<TryOptions> try_file;     // to try one file; nothing else is set
  std::optional<ExamineOptions> examine;  // in a process of `photomill plan`; nothing else is set
  int check_fd = -1;  // the socket of `photomill verify --deep`, with the limits in try_file
};

// Call it once, before starting threads: it removes the join file from the environment, and reads
// standard input if requested.
Result<WorkerCommand> ParseWorkerCommand(int argc, const char* const* argv);

std::string WorkerHelp(HelpFormat format);

}  // namespace photomill
