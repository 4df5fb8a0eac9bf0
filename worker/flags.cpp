#include "worker/flags.h"

#include <gflags/gflags.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "common/base/limits.h"
#include "common/command_line/arguments.h"
#include "common/command_line/help.h"
#include "common/model/message.h"
#include "common/os/memory.h"
#include "common/os/private_file.h"
#include "common/wire/endpoint.h"
#include "common/wire/join_file.h"

DEFINE_string(join, "", "the join file of the migration");
DEFINE_string(connect, "", "the coordinator's address");
DEFINE_uint32(threads, 0, "threads that decode and encode");
DEFINE_uint64(memory, 0, "bytes of memory for image data");
DEFINE_string(source_root, "", "where this machine has the source");
DEFINE_string(destination_root, "", "where this machine has the destination");
DEFINE_string(name, "", "this worker's name in ledger and log");
DEFINE_uint32(coordinator_timeout, 600, "seconds to wait for a lost coordinator");
DEFINE_bool(insecure, false, "allow unencrypted connections on a network");
DEFINE_string(isolate, "auto", "which photos run in a separate process: auto or always");
DEFINE_uint64(task_time_floor, 60, "minimum time limit per photo, in seconds");
DEFINE_uint64(task_time_ceiling, 1800, "maximum time limit per photo, in seconds");
DEFINE_string(log_format, "text", "text or json");
DEFINE_string(try, "", "a file to process without a coordinator");
DEFINE_string(recipe, "", "the recipe for --try");
DEFINE_string(formats, "", "the formats that --try accepts, separated by commas");
DEFINE_bool(accept_partial, false, "--try keeps the decodable part of a damaged photo");
DEFINE_uint64(max_width, 0, "maximum width in px");
DEFINE_uint64(max_height, 0, "maximum height in px");
DEFINE_uint64(max_pixels, 0, "maximum pixels of a frame");
DEFINE_uint64(max_frame_pixels, 0, "maximum pixels of all frames together");
DEFINE_uint64(max_file_bytes, 0, "maximum size of a file in bytes");
DEFINE_string(sandbox, "", "internal: an engine's orders to a process that executes one task");
DEFINE_int32(engine_fd, -1, "internal: the table that the supervisor shares with its engine");
DEFINE_int32(join_fd, -1, "internal: the text of the join file, from the supervisor");

namespace photomill {
namespace {

const HelpPage& Page() {
  static const HelpPage page = {
      "worker",
      "process a coordinator's photos until the migration is done",
      {"photomill worker --join=FILE [flags]",
       "photomill worker --connect=tcp://127.0.0.1:PORT [flags]",
       "photomill worker --try=FILE [--recipe=FILE] [flags]"},
      {"You can start a worker at any time, on any machine that sees the source and the "
       "destination. Copy the join file from the coordinator's state directory over ssh. Anyone "
       "with this file can join the migration as a worker: keep it private. SIGTERM or Ctrl-C "
       "drains a worker: it finishes what it has begun and exits. A second signal stops it at "
       "once. Other workers process the rest.",
       "Without --join and --connect, the worker reads the join file's text from the environment "
       "variable PHOTOMILL_JOIN.",
       "A photo that crashes its decoder does not affect other photos: the worker continues, and "
       "the photo is retried in a separate process, with limits on memory and time. --try "
       "processes one file in such a process, prints the result, and writes nothing.",
       "Exit codes: 0 the migration is finished, or the worker was drained; 1 it was refused, "
       "cannot "
       "start, or lost its coordinator for too long; 3 it was stopped at once. With --try: 0 all "
       "derivatives were made, 1 the file or the recipe cannot be read, 2 the photo failed."},
      {{"join", "FILE", "the migration's join file; - reads standard input"},
       {"connect", "tcp://HOST:PORT",
        "the coordinator's address, on this machine or in place of the join file's addresses"},
       {"threads", "N", "photos processed at a time (default: all CPU cores)"},
       {"memory", "BYTES",
        "memory for image data, in bytes (default: the machine's or cgroup's limit minus a "
        "margin)"},
       {"source_root", "DIR", "path of the source on this machine (default: the coordinator's)"},
       {"destination_root", "DIR",
        "path of the destination on this machine (default: the coordinator's)"},
       {"name", "NAME", "this worker's name in ledger and log (default: HOST:PID)"},
       {"coordinator_timeout", "SECONDS", "how long to wait for a lost coordinator (default: 600)"},
       {"isolate", "auto|always",
        "photos that run in a separate process: with auto, the default, those that were running "
        "when a process died; with always, all of them"},
       {"task_time_floor", "SECONDS", "minimum time limit per photo, in seconds (default: 60)"},
       {"task_time_ceiling", "SECONDS", "maximum time limit per photo, in seconds (default: 1800)"},
       {"log_format", "text|json", "one JSON object per line in the log (default: text)"},
       {"try", "FILE", "process this file without a coordinator, and exit"},
       {"recipe", "FILE", "with --try: what to make from it (default: as photomill run)"},
       {"formats", "WORD[,WORD]",
        "with --try: as for photomill run; likewise --accept_partial, --max_width, --max_height, "
        "--max_pixels, --max_frame_pixels, --max_file_bytes"},
       {"insecure", "",
        "connect unencrypted to a coordinator on another machine that has --insecure, too"}}};
  return page;
}

constexpr const char* kJoinVariable = "PHOTOMILL_JOIN";

// The join file's text; empty if none was given.
Result<Secret> ReadJoinFile() {
  constexpr uint64_t kBytesMax = limits::kJoinFileBytesMax;
  if (FLAGS_join_fd >= 0) return ReadPrivateMemory(FLAGS_join_fd, kBytesMax);
  // Taken in any case: the engine's environment is no place for a key.
  std::optional<Secret> from_environment = TakeFromEnvironment(kJoinVariable);
  if (FLAGS_join == "-") {
    return ReadPrivateDescriptor(STDIN_FILENO, kBytesMax, "standard input");
  }
  if (!FLAGS_join.empty()) return ReadPrivateFile(FLAGS_join, kBytesMax);
  if (!FLAGS_connect.empty() || !from_environment) return Secret();
  return *std::move(from_environment);
}

Result<ContactOptions> ContactByJoinFile(const Secret& text) {
  if (FLAGS_insecure) {
    return Invalid(
        "a join file requires encryption and --insecure forbids it: use only one of them");
  }
  Result<JoinFile> join = ParseJoinFile(text);
  if (!join) return join.failure();
  if (join->protocol_version != kProtocolVersion) {
    return Invalid("the join file is for version " + std::to_string(join->protocol_version) +
                   " of the protocol, but this worker uses version " +
                   std::to_string(kProtocolVersion) +
                   ": install the same version of photomill here as on the coordinator's machine");
  }
  ContactOptions contact;
  contact.addresses = std::move(join->addresses);
  if (!FLAGS_connect.empty()) contact.addresses = {FLAGS_connect};
  contact.keys = CurveClient{std::move(join->server_key), std::move(join->worker)};
  contact.migration_id = std::move(join->migration_id);
  return contact;
}

Result<ContactOptions> ContactWithoutKeys() {
  if (FLAGS_connect.empty()) {
    return Invalid(
        std::string("a worker needs the join file of its migration: pass --join=FILE, or its "
                    "text in the environment variable ") +
        kJoinVariable + "; or, on the coordinator's own machine, --connect=tcp://127.0.0.1:PORT");
  }
  if (!IsLoopback(FLAGS_connect) && !FLAGS_insecure) {
    return Invalid("--connect=" + FLAGS_connect +
                   " is on another machine, which requires encryption: copy the file \"join\" of "
                   "the coordinator's state directory here and add --join=FILE (or add --insecure "
                   "to connect unencrypted on a network that you trust)");
  }
  ContactOptions contact;
  contact.addresses = {FLAGS_connect};
  return contact;
}

Result<ContactOptions> FindContact(const Secret& join_file) {
  if (!FLAGS_connect.empty()) {
    if (Status valid = ValidateEndpoint(FLAGS_connect, EndpointUse::kConnect); !valid) {
      return valid.failure();
    }
  }
  return join_file.empty() && FLAGS_join.empty() ? ContactWithoutKeys()
                                                 : ContactByJoinFile(join_file);
}

Result<uint64_t> ReadMemory() {
  if (FLAGS_memory == 0) return MemoryForPictures(MemoryAvailableBytes(), 1);
  if (FLAGS_memory < limits::kWorkerMemoryMin) {
    return Invalid("--memory=" + std::to_string(FLAGS_memory) +
                   " is too little for image data: use at least " +
                   std::to_string(limits::kWorkerMemoryMin) + " bytes");
  }
  return uint64_t{FLAGS_memory};
}

SizeLimits AskedSize() {
  return {FLAGS_max_width, FLAGS_max_height, FLAGS_max_pixels, FLAGS_max_frame_pixels,
          FLAGS_max_file_bytes};
}

Result<SourceRules> ReadSourceRules() {
  SourceRules rules;
  rules.accept_partial = FLAGS_accept_partial;
  const Result<SizeLimits> size = MakeSizeLimits(AskedSize());
  if (!size) return size.failure();
  rules.size = *size;
  if (FLAGS_formats.empty()) return rules;
  const Result<FormatSet> formats = ParseFormats(SplitList(FLAGS_formats));
  if (!formats) return Invalid("--formats: " + formats.failure().detail);
  rules.formats = *formats;
  return rules;
}

// These are properties of a migration, which workers receive from their coordinator.
Status RefuseTryFlags() {
  const auto refuse = [](const std::string& flag, const std::string& what) {
    return Invalid("--" + flag + " is only for --try; a worker gets " + what +
                   " from its coordinator");
  };
  if (!FLAGS_recipe.empty()) return refuse("recipe", "its recipe");
  if (!FLAGS_formats.empty()) return refuse("formats", "the list of formats");
  if (FLAGS_accept_partial) return refuse("accept_partial", "the treatment of damaged photos");
  const SizeLimits asked = AskedSize();
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    if (asked.*flag.limit != 0) return refuse(std::string(flag.name), "the limits");
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
  std::vector<std::string> allowed = {"engine_fd", "join_fd", "sandbox", "accept_partial"};
  for (const HelpFlag& flag : Page().flags) allowed.push_back(flag.name);
  for (const SizeLimitFlag& flag : kSizeLimitFlags) allowed.emplace_back(flag.name);
  Result<std::vector<std::string>> positionals =
      ParseArguments(argc, argv, allowed, "See: photomill help worker");
  if (!positionals) return positionals.failure();
  if (!positionals->empty()) {
    return Invalid("a worker accepts only flags, not \"" + positionals->front() +
                   "\". See: photomill help worker");
  }
  if (!FLAGS_sandbox.empty()) {
    Result<SandboxOrder> order = ReadSandboxOrder(FLAGS_sandbox);
    if (!order) return order.failure();
    command.sandbox = *order;
    return command;
  }
  const std::optional<LogFormat> log_format = ParseLogFormat(FLAGS_log_format);
  if (!log_format) return Invalid("--log_format=" + FLAGS_log_format + " is not text or json");
  command.log_format = *log_format;
  Result<TaskTimeBounds> task_time =
      MakeTaskTimeBounds(FLAGS_task_time_floor, FLAGS_task_time_ceiling);
  if (!task_time) return task_time.failure();
  Result<Isolation> isolation = ParseIsolation(FLAGS_isolate);
  if (!isolation) return isolation.failure();
  Result<uint64_t> memory = ReadMemory();
  if (!memory) return memory.failure();
  if (!FLAGS_try.empty()) {
    Result<SourceRules> rules = ReadSourceRules();
    if (!rules) return rules.failure();
    command.try_file = {FLAGS_try, FLAGS_recipe, *rules, *memory, *task_time};
    return command;
  }
  if (const Status ours = RefuseTryFlags(); !ours) return ours.failure();
  Result<Secret> join_file = ReadJoinFile();
  if (!join_file) return join_file.failure();
  command.join_file = *std::move(join_file);
  Result<ContactOptions> contact = FindContact(command.join_file);
  if (!contact) return contact.failure();
  WorkerOptions& options = command.options;
  options.contact = *std::move(contact);
  options.insecure = FLAGS_insecure;
  options.threads =
      FLAGS_threads != 0 ? FLAGS_threads : std::min(CpusAllowed(), limits::kWorkerThreadsMax);
  if (options.threads > limits::kWorkerThreadsMax) {
    return Invalid("--threads=" + std::to_string(options.threads) + " is more than " +
                   std::to_string(limits::kWorkerThreadsMax) + ", the limit of one worker");
  }
  options.memory_bytes = *memory;
  options.isolation = *isolation;
  options.task_time = *task_time;
  options.source_root = FLAGS_source_root;
  options.destination_root = FLAGS_destination_root;
  options.name = FLAGS_name.empty() ? HostName() + ":" + std::to_string(getppid()) : FLAGS_name;
  options.name = options.name.substr(0, limits::kWorkerNameBytesMax);
  if (FLAGS_coordinator_timeout == 0) {
    return Invalid("--coordinator_timeout must be at least 1 second");
  }
  options.coordinator_timeout = seconds(FLAGS_coordinator_timeout);
  command.engine_fd = FLAGS_engine_fd;
  return command;
}

}  // namespace photomill
