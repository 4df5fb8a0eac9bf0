#include "worker/flags.h"

#include <fmt/core.h>
#include <gflags/gflags.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "common/base/limits.h"
#include "common/command_line/arguments.h"
#include "common/command_line/execution_flags.h"
#include "common/command_line/help.h"
#include "common/command_line/log_flags.h"
#include "common/command_line/source_rule_flags.h"
#include "common/model/message.h"
#include "common/os/memory.h"
#include "common/os/private_file.h"
#include "common/wire/endpoint.h"
#include "common/wire/join_file.h"

DEFINE_string(join, "", "the join file of the migration");
DEFINE_string(connect, "", "the coordinator's address");
DEFINE_string(source_root, "", "where this machine has the source");
DEFINE_string(destination_root, "", "where this machine has the destination");
DEFINE_string(name, "", "this worker's name in ledger and log");
DEFINE_uint32(coordinator_timeout, 600, "seconds to wait for a lost coordinator");
DEFINE_bool(insecure, false, "allow unencrypted connections on a network");
DEFINE_string(try, "", "a file to process without a coordinator");
DEFINE_string(recipe, "", "the recipe for --try");
DEFINE_string(sandbox, "", "internal: an engine's orders to a process that executes one task");
DEFINE_string(examine, "", "internal: the descriptors of a process that examines sources");
DEFINE_int32(engine_fd, -1, "internal: the table that the supervisor shares with its engine");
DEFINE_int32(check_fd, -1, "internal: where photomill verify asks about outputs");
DEFINE_int32(join_fd, -1, "internal: the text of the join file, from the supervisor");

namespace photomill {
namespace {

std::vector<HelpFlag> Flags() {
  std::vector<HelpFlag> flags = {
      {"join", "FILE", "the migration's join file; - reads standard input"},
      {"connect", "tcp://HOST:PORT",
       "the coordinator's address, on this machine or in place of the join file's addresses"},
      {"source_root", "DIR", "path of the source on this machine (default: the coordinator's)"},
      {"destination_root", "DIR",
       "path of the destination on this machine (default: the coordinator's)"},
      {"name", "NAME", "this worker's name in ledger and log (default: HOST:PID)"},
      {"coordinator_timeout", "SECONDS", "how long to wait for a lost coordinator (default: 600)"},
      LogFormatHelp(),
      {"try", "FILE", "process this file without a coordinator, and exit"},
      {"recipe", "FILE", "with --try: what to make from it (default: as photomill run)"},
      {"formats", "WORD[,WORD]",
       "with --try: as for photomill run; likewise --accept_partial, --max_width, --max_height, "
       "--max_pixels, --max_frame_pixels, --max_file_bytes"},
      {"insecure", "",
       "connect unencrypted to a coordinator on another machine that has --insecure, too"}};
  const std::vector<HelpFlag> execution = ExecutionHelpFlags();
  flags.insert(flags.begin() + 2, execution.begin(), execution.end());
  return flags;
}

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
       "cannot start, or lost its coordinator for too long; 3 it was stopped at once. With --try: "
       "0 all derivatives were made, 1 the file or the recipe cannot be read, 2 the photo "
       "failed."},
      Flags()};
  return page;
}

constexpr const char* kJoinVariable = "PHOTOMILL_JOIN";

// The join file's text; empty if none was given.
Result<Secret> ReadJoinFile() {
  constexpr uint64_t kBytesMax = limits::kJoinFileBytesMax;
  if (FLAGS_join_fd >= 0) return ReadPrivateMemory(FLAGS_join_fd, kBytesMax);
  // Removed in any case, so that the engine's environment contains no key.
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
    return Invalid(fmt::format(
        "the join file is for version {} of the protocol, but this worker uses version {}: install "
        "the same version of photomill here as on the coordinator's machine",
        join->protocol_version, kProtocolVersion));
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
        fmt::format("a worker needs the join file of its migration: pass --join=FILE, or its text "
                    "in the environment variable {}; or, on the coordinator's own machine, "
                    "--connect=tcp://127.0.0.1:PORT",
                    kJoinVariable));
  }
  if (!IsLoopback(FLAGS_connect) && !FLAGS_insecure) {
    return Invalid(
        fmt::format("--connect={} is on another machine, which requires encryption: copy the file "
                    "\"join\" of the coordinator's state directory here and add --join=FILE (or "
                    "add --insecure to connect unencrypted on a network that you trust)",
                    FLAGS_connect));
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

// These are properties of a migration, which workers receive from their coordinator.
Status RefuseTryFlags() {
  const auto refuse = [](const std::string& flag, const std::string& what) {
    return Invalid(
        fmt::format("--{} is only for --try; a worker gets {} from its coordinator", flag, what));
  };
  if (!FLAGS_recipe.empty()) return refuse("recipe", "its recipe");
  for (const std::string& flag : GivenSourceRuleFlags()) {
    if (flag == "formats") return refuse(flag, "the list of formats");
    if (flag == "accept_partial") return refuse(flag, "the treatment of damaged photos");
    return refuse(flag, "the limits");
  }
  return {};
}

std::vector<std::string> AllowedFlags() {
  std::vector<std::string> allowed = {"check_fd", "engine_fd", "examine", "join_fd", "sandbox"};
  for (const HelpFlag& flag : Page().flags) allowed.push_back(flag.name);
  for (std::string& name : SourceRuleFlagNames()) allowed.push_back(std::move(name));
  return allowed;
}

// "4,5": the descriptors of requests and answers.
Result<ExamineOptions> ReadExamineOptions(uint64_t memory_bytes) {
  const Result<SourceRules> rules = ReadSourceRules();
  if (!rules) return rules.failure();
  ExamineOptions options;
  options.source_root = FLAGS_source_root;
  options.recipe_file = FLAGS_recipe;
  options.source_rules = *rules;
  options.memory_bytes = memory_bytes;
  const std::vector<std::string> numbers = SplitList(FLAGS_examine);
  const auto read = [](const std::string& text, int& fd) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), fd);
    return error == std::errc() && end == text.data() + text.size() && fd > STDERR_FILENO;
  };
  if (numbers.size() != 2 || !read(numbers[0], options.requests_fd) ||
      !read(numbers[1], options.answers_fd)) {
    return Invalid("--examine is internal: photomill plan sets it");
  }
  return options;
}

// Reads the options that a worker needs and --try does not.
Status ReadWorkerOptions(const ExecutionFlags& execution, uint64_t memory_bytes,
                         WorkerCommand& command) {
  if (const Status ours = RefuseTryFlags(); !ours) return ours;
  Result<Secret> join_file = ReadJoinFile();
  if (!join_file) return join_file.failure();
  command.join_file = *std::move(join_file);
  Result<ContactOptions> contact = FindContact(command.join_file);
  if (!contact) return contact.failure();
  WorkerOptions& options = command.options;
  options.contact = *std::move(contact);
  options.insecure = FLAGS_insecure;
  options.threads = execution.threads != 0 ? execution.threads
                                           : std::min(CpusAllowed(), limits::kWorkerThreadsMax);
  options.memory_bytes = memory_bytes;
  options.isolation = execution.isolation;
  options.task_time = execution.task_time;
  options.nice = execution.nice;
  options.source_root = FLAGS_source_root;
  options.destination_root = FLAGS_destination_root;
  options.name = FLAGS_name.empty() ? fmt::format("{}:{}", HostName(), getppid()) : FLAGS_name;
  options.name = options.name.substr(0, limits::kWorkerNameBytesMax);
  if (FLAGS_coordinator_timeout == 0) {
    return Invalid("--coordinator_timeout must be at least 1 second");
  }
  options.coordinator_timeout = seconds(FLAGS_coordinator_timeout);
  command.engine_fd = FLAGS_engine_fd;
  return {};
}

}  // namespace

std::string WorkerHelp(HelpFormat format) {
  return RenderHelp(Page(), format);
}

Result<WorkerCommand> ParseWorkerCommand(int argc, const char* const* argv) {
  WorkerCommand command;
  if (AsksForHelp(argc, argv) || HelpFormatAsked(argc, argv)) {
    command.help = true;
    return command;
  }
  Result<std::vector<std::string>> positionals =
      ParseArguments(argc, argv, AllowedFlags(), "See: photomill help worker");
  if (!positionals) return positionals.failure();
  if (!positionals->empty()) {
    return Invalid(
        fmt::format("a worker accepts only flags, not \"{}\". See: photomill help worker",
                    positionals->front()));
  }
  if (!FLAGS_sandbox.empty()) {
    Result<SandboxOrder> order = ReadSandboxOrder(FLAGS_sandbox);
    if (!order) return order.failure();
    command.sandbox = *order;
    return command;
  }
  const Result<LogFormat> log_format = ReadLogFormat();
  if (!log_format) return log_format.failure();
  command.log_format = *log_format;
  const Result<ExecutionFlags> execution = ReadExecutionFlags();
  if (!execution) return execution.failure();
  const Result<uint64_t> memory = execution->memory_bytes != 0
                                      ? Result<uint64_t>(execution->memory_bytes)
                                      : MemoryForPictures(MemoryAvailableBytes(), 1);
  if (!memory) return memory.failure();
  if (!FLAGS_examine.empty()) {
    Result<ExamineOptions> options = ReadExamineOptions(*memory);
    if (!options) return options.failure();
    command.examine = *std::move(options);
    return command;
  }
  if (!FLAGS_try.empty() || FLAGS_check_fd >= 0) {
    const Result<SourceRules> rules = ReadSourceRules();
    if (!rules) return rules.failure();
    command.try_file = {FLAGS_try, FLAGS_recipe, *rules, *memory, execution->task_time};
    command.check_fd = FLAGS_check_fd;
    return command;
  }
  if (Status read = ReadWorkerOptions(*execution, *memory, command); !read) return read.failure();
  return command;
}

}  // namespace photomill
