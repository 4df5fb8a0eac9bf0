// photomill plan: shows what a run would do and cost, without changing anything. Headers are read,
// and a few photos converted, in processes of photomill-worker.
#include <fmt/core.h>
#include <gflags/gflags.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "cli/command_call.h"
#include "cli/commands.h"
#include "cli/plan/plan_destination.h"
#include "cli/plan/plan_json.h"
#include "cli/plan/plan_text.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/command_line/source_rule_flags.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/os/memory.h"
#include "common/os/process.h"
#include "common/os/signals.h"
#include "common/wire/recipe_file.h"
#include "coordinator/selection_flags.h"
#include "coordinator/start/options.h"

DEFINE_uint64(sample, 0, "read only this many headers");
DECLARE_bool(json);
DECLARE_string(recipe);

namespace photomill {
namespace {

constexpr Duration kProgressInterval = seconds(1);
constexpr Duration kPlainProgressInterval = seconds(10);
constexpr uint64_t kSampleMax = 1'000'000;  // their keys are kept in memory

// On standard error: a line that changes on a terminal, otherwise one every 10 s.
class PlanProgress {
 public:
  void Tell(uint64_t files) {
    if (clock_.Now() < next_) return;
    next_ = clock_.Now() + (terminal_ ? kProgressInterval : kPlainProgressInterval);
    std::fprintf(stderr, terminal_ ? "\rread %s files" : "read %s files\n",
                 HumanCount(files).c_str());
  }
  void End() const {
    if (terminal_) std::fputs("\r\033[K", stderr);
  }

 private:
  const SystemClock clock_;
  const bool terminal_ = isatty(STDERR_FILENO) == 1;
  Instant next_ = clock_.Now() + (terminal_ ? 2 * kProgressInterval : kPlainProgressInterval);
};

// The memory of one of `processes`, for image data.
uint64_t MemoryEach(uint32_t processes) {
  const Result<uint64_t> share = MemoryForPictures(MemoryAvailableBytes(), processes);
  return share ? *share : limits::kWorkerMemoryMin;
}

Result<std::vector<std::string>> ExaminerCommand(const std::string& source,
                                                 const SourceRules& rules, uint64_t memory_bytes) {
  const Result<std::string> folder = OwnProgramFolder();
  if (!folder) return folder.failure();
  std::vector<std::string> command = {*folder + "/photomill-worker", "--source_root=" + source,
                                      fmt::format("--memory={}", memory_bytes)};
  if (!FLAGS_recipe.empty()) command.push_back("--recipe=" + FLAGS_recipe);
  std::string formats;
  for (const std::string_view word : FormatWords(rules.formats)) {
    formats += (formats.empty() ? "" : ",") + std::string(word);
  }
  command.push_back("--formats=" + formats);
  if (rules.accept_partial) command.emplace_back("--accept_partial");
  for (const SizeLimitFlag& flag : kSizeLimitFlags) {
    command.push_back(fmt::format("--{}={}", flag.name, rules.size.*flag.limit));
  }
  return command;
}

struct PlanCall {
  std::string source;
  std::string destination;
  DestinationNames names;
  PlanOptions options;
};

Result<PlanCall> ReadCall(const std::vector<std::string>& positionals) {
  if (const Status given = RefuseEmptyFlags({"recipe"}, ""); !given) return given.failure();
  if (FLAGS_sample > kSampleMax) {
    return Invalid(fmt::format("--sample={} is more than {}: leave it out to read all headers",
                               FLAGS_sample, kSampleMax));
  }
  const Result<SelectionOptions> selected = ParseSelectionFlags();
  if (!selected) return selected.failure();
  Result<KeyFilter> filter = FilterOf(selected->selection);
  if (!filter) return filter.failure();
  Result<Recipe> recipe = LoadRecipe(FLAGS_recipe);
  if (!recipe) return recipe.failure();
  const Result<std::string> source = CanonicalPath(positionals[0]);
  if (!source) return source.failure();
  const Result<std::string> destination = CanonicalPath(positionals[1]);
  if (!destination) return destination.failure();
  PlanCall call;
  call.source = *source;
  call.destination = *destination;
  PlanOptions& options = call.options;
  options.filter = *std::move(filter);
  options.follow_links = selected->follow_links;
  options.leave_out = {std::string(kStateFolder)};
  const std::optional<std::string> inside = PathBelow(*destination, *source);
  if (inside && inside->empty()) return Invalid("SRC and DST are the same folder");
  if (inside) options.leave_out.push_back(*inside);
  options.recipe = *std::move(recipe);
  const Result<bool> folded = FoldsNamesAt(*destination, options.recipe);
  call.names = {folded ? std::optional(*folded) : std::nullopt,
                folded ? "" : folded.failure().detail};
  options.names_folded = call.names.folded.value_or(false);
  options.sample = FLAGS_sample;
  options.examiners.processes = CpusAllowed();
  options.memory_bytes =
      std::max(MemoryEach(options.examiners.processes), uint64_t{limits::kWorkerMemoryMin});
  Result<std::vector<std::string>> command =
      ExaminerCommand(*source, selected->rules, options.memory_bytes);
  if (!command) return command.failure();
  options.examiners.command = *std::move(command);
  return call;
}

PlanPlace PlaceOf(const PlanCall& call, const PlanResult& result) {
  PlanPlace place;
  place.source = call.source;
  place.destination = call.destination;
  place.cpus = call.options.examiners.processes;
  place.free_bytes = FreeBytesAt(call.destination);
  place.names = call.names;
  place.needed_bytes = result.OutputBytes();
  const std::optional<double> cpu_seconds = result.CpuSeconds();
  if (cpu_seconds && !result.converted.empty()) {
    place.time = RunTime{*cpu_seconds, static_cast<double>(place.cpus),
                         result.read_seconds * result.scale()};
  }
  return place;
}

int Plan(const PlanCall& call) {
  const Result<std::unique_ptr<ObjectStore>> store = OpenStore(call.source);
  if (!store) return Fail(store.failure().detail);
  const SystemClock clock;
  PlanProgress progress;
  PlanSurvey survey(**store, call.options, clock, [&](uint64_t files) { progress.Tell(files); });
  const Result<PlanResult> result = survey.Run();
  progress.End();
  if (!result) return Fail(result.failure().detail);
  const PlanPlace place = PlaceOf(call, *result);
  const std::string text = FLAGS_json ? PlanJson(place, call.options.recipe, *result) + "\n"
                                      : RenderPlan(place, call.options.recipe, *result);
  std::fputs(text.c_str(), stdout);
  return EndOutput(FailingFiles(*result) == 0 && Fits(place) ? kExitDone : kExitWithFailures);
}

}  // namespace

const HelpPage& PlanHelp() {
  static const HelpPage page = [] {
    HelpPage made;
    made.command = "plan";
    made.summary = "show what a run from SRC to DST would do, take and need";
    made.usage = {"photomill plan SRC DST [flags]"};
    made.text = {
        "Reads the headers of all files of SRC, and converts a few photos without keeping the "
        "results. Shows what a run with the same flags would migrate, skip and fail to migrate, "
        "which photos have the same output, how long the run would take, and how much space it "
        "would need. Changes nothing; DST need not exist. Earlier runs into DST are ignored.",
        "Damage inside a photo is found only in those that are converted.",
        "Exit codes: 0 nothing would fail, 1 cannot be found out, 2 something would fail or does "
        "not fit into DST."};
    made.flags = {{"recipe", "FILE", "what to make from each photo (default: as photomill run)"},
                  {"sample", "N", "read the headers of only N files, chosen evenly"}};
    for (HelpFlag& flag : SelectionHelpFlags()) made.flags.push_back(std::move(flag));
    made.flags.push_back(AcceptPartialHelp());
    made.flags.push_back(SizeLimitHelp());
    made.flags.push_back({"json", "", "print one JSON object"});
    return made;
  }();
  return page;
}

int PlanCommand(int argc, char** argv) {
  const CommandCall call = BeginCommand(PlanHelp(), argc, argv, NamesOfSelection(PlanHelp()));
  if (call.exit) return *call.exit;
  const Status two = CheckFolders(PlanHelp(), call.positionals, 2, kTwoFolders);
  if (!two) return Fail(two.failure().detail);
  IgnoreBrokenPipes();
  const Result<PlanCall> plan = ReadCall(call.positionals);
  if (!plan) return Fail(plan.failure().detail);
  return Plan(*plan);
}

}  // namespace photomill
