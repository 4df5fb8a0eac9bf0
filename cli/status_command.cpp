// photomill status: shows the progress of a run from its ledger, during the run and afterwards.
#include <fmt/core.h>
#include <gflags/gflags.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <thread>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/run_liveness.h"
#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/wire/recipe_codec.h"
#include "coordinator/report/progress.h"
#include "coordinator/report/status/run_health.h"
#include "coordinator/report/status/status_json.h"
#include "coordinator/report/status/status_text.h"
#include "coordinator/start/options.h"
#include "coordinator/start/selection.h"

DECLARE_string(state);
DECLARE_bool(json);

DEFINE_uint32(failures, 10, "failed sources to list");
DEFINE_uint32(warnings, 10, "done sources with a warning to list");
DEFINE_bool(check, false, "exit with 2 if something is wrong");
DEFINE_uint32(watch, 0, "seconds between two looks; 0: look once");

namespace photomill {
namespace {

constexpr uint32_t kListedMax = 100'000;
constexpr uint32_t kWatchSecondsMax = 86'400;
constexpr const char* kWatchDefault = "--watch=2";

Status CheckListed(const char* flag, uint32_t count) {
  if (count <= kListedMax) return {};
  return Invalid(fmt::format("--{}={} is more than {}: query the ledger with sqlite3 instead", flag,
                             count, kListedMax));
}

Status CheckFlags() {
  for (const Status& listed :
       {CheckListed("failures", FLAGS_failures), CheckListed("warnings", FLAGS_warnings)}) {
    if (!listed) return listed;
  }
  if (FLAGS_watch <= kWatchSecondsMax) return {};
  return Invalid(
      fmt::format("--watch={} is more than a day ({} seconds)", FLAGS_watch, kWatchSecondsMax));
}

// Photos are listed only if they will be looked at for a while: finding them can mean to read a
// large part of the ledger.
Status ReadExamples(RunStatus& status) {
  const Tally& tally = status.summary.tally;
  if (FailedOf(tally) > 0) {
    Result<std::vector<FailedSource>> failed = ReadFailedSources(FLAGS_state, FLAGS_failures);
    if (!failed) return failed.failure();
    status.failed = *std::move(failed);
  }
  if (WarnedOf(tally) > 0) {
    Result<std::vector<WarnedSource>> warned = ReadWarnedSources(FLAGS_state, FLAGS_warnings);
    if (!warned) return warned.failure();
    status.warned = *std::move(warned);
  }
  return {};
}

Result<RunStatus> ReadStatus() {
  Result<LedgerSummary> summary = ReadLastRun(FLAGS_state);
  if (!summary) return summary.failure();
  RunStatus status;
  status.summary = *std::move(summary);
  status.now = SystemClock().WallTime();
  status.liveness = FindLiveness(status.summary, FLAGS_state, status.now);
  const std::optional<Selection> selection = ParseSelection(status.summary.selection);
  if (selection) status.selection = SelectionFlags(*selection);
  // A ledger of an older version has no text.
  const Result<Recipe> recipe = ParseRecipe(status.summary.recipe_text, "the ledger's recipe");
  if (recipe) {
    for (const Derivative& made : recipe->derivatives) status.formats[made.name] = made.format;
  }
  const bool again = FLAGS_watch > 0 && status.liveness.alive;
  if (again) return status;
  if (Status read = ReadExamples(status); !read) return read.failure();
  return status;
}

int ExitCodeOf(const RunStatus& status) {
  return FLAGS_check && !JudgeRun(status).empty() ? kExitWithFailures : kExitDone;
}

bool Print(const RunStatus& status, bool redraw) {
  if (redraw) std::fputs("\033[H\033[J", stdout);
  const std::string text =
      FLAGS_json ? StatusJson(status) + "\n" : RenderStatus(status, FLAGS_check);
  std::fputs(text.c_str(), stdout);
  return std::fflush(stdout) == 0;
}

// Looks again and again until the run has ended.
int Watch() {
  const bool redraw = isatty(STDOUT_FILENO) == 1 && !FLAGS_json;
  for (bool first = true;; first = false) {
    const Result<RunStatus> status = ReadStatus();
    if (!status) return Fail(status.failure().detail);
    if (!first && !redraw && !FLAGS_json) std::fputs("\n", stdout);
    if (!Print(*status, redraw)) return Fail("cannot write to standard output");
    if (!status->liveness.alive) return ExitCodeOf(*status);
    std::this_thread::sleep_for(std::chrono::seconds(FLAGS_watch));
  }
}

// A flag with an optional value.
std::vector<char*> WithWatchValue(int argc, char** argv) {
  static std::string with_value = kWatchDefault;
  std::vector<char*> arguments(argv, argv + argc);
  for (char*& argument : arguments) {
    const std::string_view text = argument;
    if (text == "--") break;
    if (text == "--watch" || text == "-watch") argument = with_value.data();
  }
  return arguments;
}

}  // namespace

const HelpPage& StatusHelp() {
  static const HelpPage page = {
      "status",
      "show the progress of a run, during it and afterwards",
      {"photomill status --state=DIR"},
      {"Reads the ledger and changes nothing, with one exception: if the last run was killed and "
       "you can write to its ledger, the content of ledger.db-wal is merged into ledger.db. DIR is "
       "the state directory of the run: DST/.photomill, unless the run had --state.",
       "Exit codes: 0 the ledger was read, whatever the state of the run; 1 it could not be read. "
       "With --check also 2: something is wrong, such as failed photos, a run that was killed, "
       "lost workers or a store that does not answer."},
      {{"state", "DIR", "the state directory of the run"},
       {"failures", "N", "number of failed photos to list, of all reasons (default: 10)"},
       {"warnings", "N", "number of photos with a warning to list (default: 10)"},
       {"watch", "SECONDS", "look again every SECONDS (default: 2) until the run has ended"},
       {"check", "", "for monitoring: say what is wrong, and exit with 2 if anything is"},
       {"json", "", "print JSON instead: one object per look"}}};
  return page;
}

int StatusCommand(int argc, char** argv) {
  const std::vector<char*> arguments = WithWatchValue(argc, argv);
  const CommandCall call = BeginStateCommand(StatusHelp(), argc, arguments.data());
  if (call.exit) return *call.exit;
  if (Status valid = CheckFlags(); !valid) return Fail(valid.failure().detail);
  if (FLAGS_watch > 0) return Watch();
  const Result<RunStatus> status = ReadStatus();
  if (!status) return Fail(status.failure().detail);
  if (!Print(*status, false)) return Fail("cannot write to standard output");
  return ExitCodeOf(*status);
}

}  // namespace photomill
