// photomill-worker: a supervisor, or the engine if started by a supervisor, or the process that
// runs one task if started by an engine.
#include <fmt/core.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "common/base/limits.h"
#include "common/base/version.h"
#include "common/command_line/arguments.h"
#include "common/obs/log.h"
#include "common/os/memory.h"
#include "common/os/process.h"
#include "common/os/signals.h"
#include "worker/flags.h"
#include "worker/image/codec.h"
#include "worker/runtime/check_outputs.h"
#include "worker/runtime/engine.h"
#include "worker/runtime/examine.h"
#include "worker/runtime/pipeline_runner.h"
#include "worker/runtime/sandbox_child.h"
#include "worker/runtime/supervisor.h"
#include "worker/runtime/try_file.h"

namespace photomill {
namespace {

// The path of this program, to start it again.
Result<std::string> OwnProgram() {
  Result<std::string> folder = OwnProgramFolder();
  if (!folder) return folder;
  return *folder + "/photomill-worker";
}

// The log begins with the command line. Keys are never arguments.
int RunSupervisor(const Secret& join_file, int argc, char** argv) {
  LogInfo(fmt::format("starting photomill {} on {}: {}", kProgramVersion, HostName(),
                      TypedCommand("worker", argc, argv)));
  const Result<std::string> program = OwnProgram();
  if (!program) {
    LogError(program.failure().detail);
    return 1;
  }
  std::vector<std::string> command = {*program};
  command.insert(command.end(), argv + 1, argv + argc);
  return Supervise(command, join_file);
}

int RunEngine(const WorkerCommand& command) {
  const WorkerOptions& options = command.options;
  const SystemClock clock;
  Result<SignalListener> signals = SignalListener::Make();
  if (!signals) {
    LogError(signals.failure().detail);
    return 1;
  }
  Result<RunningTable> running = RunningTable::Attach(command.engine_fd);
  if (!running) {
    LogError(running.failure().detail);
    return 1;
  }
  KeepFreedMemory(std::min(options.memory_bytes / 4, limits::kFreedMemoryKept));
  if (const Status ready = InitialiseImaging(); !ready) {
    LogError(ready.failure().detail);
    return 1;
  }
  const Result<std::string> program = OwnProgram();
  if (!program) {
    LogError(program.failure().detail);
    return 1;
  }
  const SessionId session{RandomNumber64() | 1};
  running->SetSession(session);

  PipelineOptions pipeline;
  pipeline.cpu_threads = options.threads;
  pipeline.memory_bytes = options.memory_bytes;
  pipeline.roots = {options.source_root, options.destination_root};
  pipeline.session = session;
  pipeline.program = *program;
  pipeline.isolation = options.isolation;
  pipeline.task_time = options.task_time;
  pipeline.nice = options.nice;
  PipelineRunner runner(pipeline, *running, clock);

  WorkerConfig config;
  config.session = session;
  config.replaces = running->dead_session();
  config.suspects = running->suspects();
  config.name = options.name;
  config.host = HostName();
  config.process = static_cast<uint32_t>(getppid());
  config.slots = options.threads;
  config.program_version = kProgramVersion;
  config.migration_id = options.contact.migration_id;
  config.pipeline_tasks = PipelineRunner::TasksUnderWay(options.threads);
  // Half of what WorkerMemory() leaves for fetched sources and the like, so that workers with many
  // threads get enough large files.
  config.bytes_ahead = std::max(config.bytes_ahead, options.memory_bytes / 8);
  config.coordinator_timeout = options.coordinator_timeout;

  const std::string plain_text = options.insecure ? " [plain text: --insecure]" : "";
  EngineEnd end;
  {
    Engine engine(options.contact, std::move(config), runner, *signals, clock);
    engine.SetStatusSuffix(plain_text);
    engine.OnWelcome([&] { running->ForgetSuspects(); });
    end = engine.Run();
  }
  running->SetLeaving();
  if (end.exit_code == 0) {
    LogInfo(fmt::format("leaving: {}{}", end.text, plain_text));
    return 0;
  }
  LogError(end.text);
  // Stopped or refused: does not wait for tasks in progress. Removes their temporary files first.
  runner.SweepOwn();
  std::fflush(nullptr);
  _exit(end.exit_code);
}

int RunTry(const TryOptions& options) {
  const Result<std::string> program = OwnProgram();
  if (!program) {
    std::fprintf(stderr, "photomill worker: %s\n", program.failure().detail.c_str());
    return 1;
  }
  return TryFile(*program, options);
}

int RunCheck(int socket, TryOptions options) {
  const Result<std::string> program = OwnProgram();
  if (!program) return 1;
  KeepFreedMemory(std::min(options.memory_bytes / 4, limits::kFreedMemoryKept));
  if (const Status ready = InitialiseImaging(); !ready) {
    LogError(ready.failure().detail);
    return 1;
  }
  // An output can be larger than this command's default limits on sources.
  options.source_rules.size = kSizeLimitsMost;
  return CheckOutputs(*program, socket, options);
}

const char* NameForLog(const WorkerCommand& command) {
  if (command.sandbox) return "photomill-sandbox";
  if (command.examine) return "photomill-examiner";
  return command.engine_fd < 0 ? "photomill-worker" : "photomill-engine";
}

int Main(int argc, char** argv) {
  Result<WorkerCommand> command = ParseWorkerCommand(argc, argv);
  if (!command) {
    std::fprintf(stderr, "photomill worker: %s\n", command.failure().detail.c_str());
    return 1;
  }
  if (command->help) {
    const HelpFormat format = HelpFormatAsked(argc, argv).value_or(HelpFormat::kText);
    std::fputs(WorkerHelp(format).c_str(), stdout);
    return 0;
  }
  IgnoreBrokenPipes();
  LogOptions log;
  log.program = NameForLog(*command);
  SetLogFormat(command->log_format);
  if (const Status logging = InitialiseLog(log); !logging) {
    std::fprintf(stderr, "photomill worker: %s\n", logging.failure().detail.c_str());
    return 1;
  }
  if (command->sandbox) return ExecuteSandboxed(*command->sandbox);
  if (command->examine) return ExamineSources(*command->examine);
  if (command->check_fd >= 0) return RunCheck(command->check_fd, *command->try_file);
  if (command->try_file) return RunTry(*command->try_file);
  return command->engine_fd < 0 ? RunSupervisor(command->join_file, argc, argv)
                                : RunEngine(*command);
}

}  // namespace
}  // namespace photomill

int main(int argc, char** argv) {
  return photomill::Main(argc, argv);
}
