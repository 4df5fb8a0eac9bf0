#include "worker/flags.h"

#include <gflags/gflags.h>
#include <unistd.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/command_line/arguments.h"
#include "common/command_line/help.h"
#include "common/os/memory.h"
#include "common/wire/endpoint.h"

DEFINE_string(connect, "", "the coordinator's address");
DEFINE_uint32(threads, 0, "threads that decode and encode");
DEFINE_uint64(memory, 0, "bytes that pictures may take");
DEFINE_string(source_root, "", "where this machine has the source");
DEFINE_string(destination_root, "", "where this machine has the destination");
DEFINE_string(name, "", "what people call this worker");
DEFINE_uint32(coordinator_timeout, 600, "seconds without a coordinator until it gives up");
DEFINE_bool(insecure, false, "plain text on a network is accepted");
DEFINE_int32(engine_fd, -1, "internal: the table that the supervisor shares with its engine");

namespace photomill {
namespace {

const HelpPage& Page() {
  static const HelpPage page = {
      "worker",
      "take tasks from a coordinator until the migration is done",
      {"photomill worker --connect=tcp://HOST:PORT [flags]"},
      {"A worker may be started at any time, on any machine that sees the source and the "
       "destination. SIGTERM or Ctrl-C drains it: it finishes what it has begun and leaves; a "
       "second one stops it at once. What it had not finished goes to other workers."},
      {{"connect", "tcp://HOST:PORT", "the address that the coordinator listens at"},
       {"threads", "N", "pictures decoded and encoded at a time (default: every processor)"},
       {"memory", "BYTES",
        "memory that pictures may take (default: three quarters of the machine's)"},
       {"source_root", "DIR", "where this machine has the source, if elsewhere"},
       {"destination_root", "DIR", "where this machine has the destination, if elsewhere"},
       {"name", "NAME", "what people call this worker (default: HOST:PID)"},
       {"coordinator_timeout", "SECONDS",
        "how long it waits for a coordinator that is gone (default: 600)"},
       {"insecure", "", "speak plain text with a coordinator on another machine"}}};
  return page;
}

Status CheckEndpoint() {
  if (FLAGS_connect.empty()) {
    return Invalid("a worker needs the address of its coordinator: --connect=tcp://HOST:PORT");
  }
  if (Status valid = ValidateEndpoint(FLAGS_connect, EndpointUse::kConnect); !valid) return valid;
  if (!IsLoopback(FLAGS_connect) && !FLAGS_insecure) {
    return Invalid("--connect=" + FLAGS_connect +
                   " leaves this machine, and encryption is not built in yet: add --insecure to "
                   "speak plain text on a network that you trust");
  }
  return {};
}

}  // namespace

std::string WorkerHelp() {
  return RenderHelp(Page());
}

Result<WorkerCommand> ParseWorkerCommand(int argc, const char* const* argv) {
  WorkerCommand command;
  if (AsksForHelp(argc, argv)) {
    command.help = true;
    return command;
  }
  std::vector<std::string> allowed = {"engine_fd"};
  for (const HelpFlag& flag : Page().flags) allowed.push_back(flag.name);
  Result<std::vector<std::string>> positionals =
      ParseArguments(argc, argv, allowed, "See: photomill help worker");
  if (!positionals) return positionals.failure();
  if (!positionals->empty()) {
    return Invalid("a worker takes no arguments, only flags; what is \"" + positionals->front() +
                   "\"? See: photomill help worker");
  }
  if (Status sound = CheckEndpoint(); !sound) return sound.failure();
  WorkerOptions& options = command.options;
  options.endpoint = FLAGS_connect;
  options.threads = FLAGS_threads != 0 ? FLAGS_threads : CpusAllowed();
  if (options.threads > limits::kWorkerThreadsMax) {
    return Invalid("--threads=" + std::to_string(options.threads) + " is more than " +
                   std::to_string(limits::kWorkerThreadsMax) + ", the most that one worker takes");
  }
  options.memory_bytes = FLAGS_memory != 0 ? FLAGS_memory : MemoryAvailableBytes() / 4 * 3;
  if (options.memory_bytes < limits::kWorkerMemoryMin) {
    return Invalid("--memory=" + std::to_string(options.memory_bytes) +
                   " is less than a picture takes: give it at least " +
                   std::to_string(limits::kWorkerMemoryMin) + " bytes");
  }
  options.source_root = FLAGS_source_root;
  options.destination_root = FLAGS_destination_root;
  options.name = FLAGS_name.empty() ? HostName() + ":" + std::to_string(getppid()) : FLAGS_name;
  options.name = options.name.substr(0, limits::kWorkerNameBytesMax);
  if (FLAGS_coordinator_timeout == 0) {
    return Invalid("--coordinator_timeout=0 would never find a coordinator: give it seconds");
  }
  options.coordinator_timeout = seconds(FLAGS_coordinator_timeout);
  command.engine_fd = FLAGS_engine_fd;
  return command;
}

}  // namespace photomill
