#include "coordinator/flags.h"

#include <fmt/core.h>
#include <gflags/gflags.h>

#include <utility>

#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/command_line/execution_flags.h"
#include "common/command_line/log_flags.h"
#include "common/command_line/source_rule_flags.h"
#include "common/model/revision.h"
#include "common/wire/endpoint.h"
#include "coordinator/runtime/advertised_addresses.h"
#include "coordinator/selection_flags.h"

DEFINE_string(recipe, "", "the recipe file");
DEFINE_string(state, "", "the directory for ledger and log");
DEFINE_string(listen, "", "the address for workers");
DEFINE_bool(exit_when_done, false, "exit when all photos are finished");
DEFINE_bool(insecure, false, "allow unencrypted connections on a network");
DEFINE_bool(secure, false, "require keys on loopback, too");
DEFINE_string(advertise, "", "addresses for the join file, separated by commas");
DEFINE_uint64(limit, 0, "maximum number of files");
DEFINE_bool(into_existing, false, "write into a destination with other files");
DEFINE_bool(new_destination, false, "the outputs in the destination are lost");
DEFINE_bool(source_moved, false, "the known photos have moved");
DEFINE_string(remake, "", "remake wrong outputs of an older version");
DEFINE_bool(strict, false, "files that are not images count as failures");
DEFINE_uint32(crash_limit, 2, "crashes after which a photo is quarantined");
DEFINE_string(compare, "time", "how to detect changed photos: time or content");
DEFINE_bool(keep_times, false, "give outputs the modification time of their photo");
DEFINE_bool(retry_failed, false, "retry all failed photos");
DEFINE_bool(accept_gone, false, "continue although many known photos are missing");
DEFINE_string(progress, "auto", "bar, plain, json or none");
DEFINE_uint32(workers, 1, "worker processes");
DEFINE_string(on_end, "", "a shell command to execute when the run has ended");

namespace photomill {
namespace {

constexpr uint32_t kLocalWorkersMax = 256;
constexpr uint32_t kCrashLimitMax = 1000;

// The words that --remake accepts: the rules that created outputs.
std::string RuleWords() {
  std::string words;
  for (const MendedRule& rule : MendedRules()) {
    if (!rule.remakes) continue;
    words += (words.empty() ? "" : ", ") + std::string(rule.word);
  }
  return words;
}

Status CheckRemake(const std::string& word) {
  for (const MendedRule& rule : MendedRules()) {
    if (rule.word != word) continue;
    if (rule.remakes) return {};
    return Invalid(
        fmt::format("--remake={} remakes nothing: photos that an older version refused by this "
                    "rule are retried automatically. Use one or more of {}, or omit the flag",
                    Escaped(word), RuleWords()));
  }
  return Invalid(fmt::format("--remake={} is not a known rule: use one or more of {}",
                             Escaped(word), RuleWords()));
}

std::vector<HelpFlag> CommonFlags() {
  std::vector<HelpFlag> flags = {
      {"recipe", "FILE",
       "what to make from every photo (default: the last run's recipe; in the first run, and "
       "with --recipe=default, a 2048 px JPEG and a square 320 px WebP thumbnail)"},
      {"state", "DIR", "the directory for ledger and log (default: DST/.photomill)"},
      {"limit", "N", "only the first N files, to try it out (default: 0, all files)"},
      {"into_existing", "", "write into a DST that has other files"},
      {"new_destination", "", "the outputs in DST are lost: remake the missing ones"},
      {"source_moved", "", "SRC has moved: compare a sample of its photos, then continue"},
      {"remake", "RULE[,RULE]",
       "remake outputs that an older version made wrong, by one or more of these rules: " +
           RuleWords()},
      AcceptPartialHelp(),
      SizeLimitHelp(),
      {"strict", "", "count files that are not images as failures"},
      {"crash_limit", "N", "crashes after which a photo is quarantined (default: 2)"},
      {"compare", "time|content",
       "read known photos to detect changes: those with a new time, or all (default: time)"},
      {"keep_times", "",
       "give outputs the modification time of their photo (default: the current time)"},
      {"retry_failed", "", "retry all photos that failed before"},
      {"accept_gone", "", "continue although many known photos are missing from SRC"},
      {"progress", "bar|plain|json|none",
       "how to show progress (default: a bar on a terminal, otherwise a line every five seconds)"},
      {"on_end", "COMMAND",
       "execute this with sh when the run has ended; PHOTOMILL_RESULT in its environment says how"},
      LogFormatHelp()};
  const std::vector<HelpFlag> selection = SelectionHelpFlags();
  flags.insert(flags.begin() + 2, selection.begin(), selection.end());
  return flags;
}

Result<ProgressStyle> ParseProgress(const std::string& word) {
  if (word == "auto") return ProgressStyle::kAuto;
  if (word == "bar") return ProgressStyle::kBar;
  if (word == "plain") return ProgressStyle::kPlain;
  if (word == "json") return ProgressStyle::kJson;
  if (word == "none") return ProgressStyle::kNone;
  return Invalid("--progress must be auto, bar, plain, json or none, not " + Escaped(word));
}

// The flags that both commands share.
Result<CoordinatorOptions> ParseCommon(const HelpPage& page, int argc, const char* const* argv) {
  const std::string hint = "See: photomill help " + page.command;
  Result<std::vector<std::string>> positionals =
      ParseArguments(argc, argv, NamesOfSelection(page), hint);
  if (!positionals) return positionals.failure();
  if (Status given = RefuseEmptyFlags({"recipe", "state", "remake", "on_end"}, hint); !given) {
    return given.failure();
  }
  if (Status two = CheckFolders(page, *positionals, 2, kTwoFolders); !two) return two.failure();
  Result<ProgressStyle> progress = ParseProgress(FLAGS_progress);
  if (!progress) return progress.failure();
  if (FLAGS_crash_limit == 0 || FLAGS_crash_limit > kCrashLimitMax) {
    return Invalid(
        fmt::format("--crash_limit={} is not between 1 and {}", FLAGS_crash_limit, kCrashLimitMax));
  }
  CoordinatorOptions options;
  options.source = positionals->at(0);
  options.destination = positionals->at(1);
  options.recipe_file = FLAGS_recipe;
  options.state_folder = FLAGS_state;
  Result<SelectionOptions> selected = ParseSelectionFlags();
  if (!selected) return selected.failure();
  options.include = std::move(selected->selection.include);
  options.exclude = std::move(selected->selection.exclude);
  options.ignore_case = selected->selection.ignore_case;
  options.all_folders = selected->selection.all_folders;
  options.follow_links = selected->follow_links;
  options.formats_named = selected->formats_named;
  options.limit = FLAGS_limit;
  options.into_existing = FLAGS_into_existing;
  options.new_destination = FLAGS_new_destination;
  options.source_moved = FLAGS_source_moved;
  options.remake = SplitWords(FLAGS_remake);
  for (const std::string& word : options.remake) {
    if (Status known = CheckRemake(word); !known) return known.failure();
  }
  options.strict = FLAGS_strict;
  options.source_rules = selected->rules;
  if (FLAGS_compare != "time" && FLAGS_compare != "content") {
    return Invalid(fmt::format("--compare={} is neither time nor content", FLAGS_compare));
  }
  options.compare_content = FLAGS_compare == "content";
  options.keep_times = FLAGS_keep_times;
  options.retry_failed = FLAGS_retry_failed;
  options.crash_limit = FLAGS_crash_limit;
  options.accept_gone = FLAGS_accept_gone;
  options.progress = *progress;
  const Result<LogFormat> log_format = ReadLogFormat();
  if (!log_format) return log_format.failure();
  options.log_format = *log_format;
  options.on_end = FLAGS_on_end;
  options.command = TypedCommand(page.command, argc, argv);
  return options;
}

}  // namespace

const HelpPage& RunHelp() {
  static const HelpPage page = [] {
    HelpPage made;
    made.command = "run";
    made.summary = "migrate a library on this machine";
    made.usage = {"photomill run SRC DST [flags]"};
    made.text = {
        "Makes the recipe's derivatives of every photo below SRC and writes them below DST. SRC is "
        "only read. No server, no configuration.",
        "Ctrl-C stops the run; the same command resumes it. Exit codes: 0 all photos are done or "
        "skipped; 1 the run cannot start, or there is nothing to migrate; 2 finished, but some "
        "photos failed; 3 stopped early."};
    made.flags = CommonFlags();
    made.flags.push_back({"workers", "N", "worker processes (default: 1)"});
    for (HelpFlag& flag : ExecutionHelpFlags()) made.flags.push_back(std::move(flag));
    return made;
  }();
  return page;
}

const HelpPage& CoordinatorHelp() {
  static const HelpPage page = [] {
    HelpPage made;
    made.command = "coordinator";
    made.summary = "serve a migration to workers on other machines";
    made.usage = {"photomill coordinator SRC DST --listen=tcp://HOST:PORT [flags]"};
    made.text = {
        "Scans SRC and assigns tasks to every worker that connects (see photomill help worker), "
        "at any time. Processes no photos itself. Workers must see SRC and DST, under the same "
        "paths or with their --source_root and --destination_root.",
        "Connections from other machines are encrypted: the first start creates keys, and every "
        "start writes the join file, \"join\" in the state directory. Anyone with this file can "
        "join the migration as a worker: photomill worker --join=FILE. Keep it private.",
        "Ctrl-C stops the run; the same command resumes it, and workers wait for it. Exit codes "
        "as for photomill run."};
    made.flags = CommonFlags();
    made.flags.insert(made.flags.begin(),
                      {{"listen", "tcp://HOST:PORT", "the address for workers"},
                       {"exit_when_done", "", "exit when all photos are finished"},
                       {"advertise", "HOST[:PORT][,...]",
                        "addresses to write into the join file (default: detected)"},
                       {"secure", "", "require keys on loopback, too"},
                       {"insecure", "", "serve unencrypted on a network that you trust"}});
    return made;
  }();
  return page;
}

Result<CoordinatorOptions> ParseRunCommand(int argc, const char* const* argv) {
  Result<CoordinatorOptions> options = ParseCommon(RunHelp(), argc, argv);
  if (!options) return options;
  if (FLAGS_workers == 0 || FLAGS_workers > kLocalWorkersMax) {
    return Invalid(
        fmt::format("--workers={} is not between 1 and {}", FLAGS_workers, kLocalWorkersMax));
  }
  const Result<ExecutionFlags> execution = ReadExecutionFlags();
  if (!execution) return execution.failure();
  options->local_workers = FLAGS_workers;
  options->threads = execution->threads;
  options->memory_bytes = execution->memory_bytes;
  options->isolation = execution->isolation;
  options->task_time = execution->task_time;
  options->nice = execution->nice;
  return options;
}

Result<CoordinatorOptions> ParseCoordinatorCommand(int argc, const char* const* argv) {
  Result<CoordinatorOptions> options = ParseCommon(CoordinatorHelp(), argc, argv);
  if (!options) return options;
  if (FLAGS_listen.empty()) {
    return Invalid("a coordinator needs an address for its workers: --listen=tcp://127.0.0.1:5577");
  }
  if (Status valid = ValidateEndpoint(FLAGS_listen, EndpointUse::kBind); !valid) {
    return valid.failure();
  }
  if (FLAGS_secure && FLAGS_insecure) {
    return Invalid("--secure requires keys and --insecure forbids them: use only one of them");
  }
  if (FLAGS_secure && !FLAGS_listen.starts_with("tcp://")) {
    return Invalid(
        fmt::format("--secure is for tcp:// addresses: access to {} is controlled by the "
                    "permissions of its directory",
                    FLAGS_listen));
  }
  options->listen = FLAGS_listen;
  const bool on_network = !IsLoopback(FLAGS_listen);
  options->encrypt = FLAGS_secure || (on_network && !FLAGS_insecure);
  options->insecure = on_network && FLAGS_insecure;
  options->advertise = SplitList(FLAGS_advertise);
  if (!options->advertise.empty() && !options->encrypt) {
    return Invalid(
        "--advertise is for the join file, and connections without keys need none: "
        "start workers with --connect=tcp://HOST:PORT");
  }
  // Checks the addresses with an arbitrary port, before anything is created.
  if (auto sound = AddressesToAdvertise(options->advertise, "tcp://*:1", "tcp://*:1", {}); !sound) {
    return sound.failure();
  }
  options->exit_when_done = FLAGS_exit_when_done;
  return options;
}

}  // namespace photomill
