// photomill status: where a run stands, from its ledger, while it goes on and afterwards.
#include <gflags/gflags.h>

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/status_help.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/report/progress.h"
#include "coordinator/runtime/options.h"
#include "coordinator/runtime/state_folder.h"

DECLARE_string(state);

DEFINE_uint32(failures, 10, "failed sources to list");
DEFINE_uint32(warnings, 10, "done sources with a warning to list");

namespace photomill {
namespace {

constexpr uint32_t kListedMax = 100'000;

std::string LocalTime(UnixMillis at) {
  const std::time_t seconds_since_1970 = at / 1000;
  std::tm local{};
  localtime_r(&seconds_since_1970, &local);
  char text[32] = "";
  (void)std::strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &local);
  return text;
}

std::string RunText(const LedgerSummary& summary, const std::optional<StateHolder>& holder) {
  std::string text =
      "run " + std::to_string(summary.run) + ", began " + LocalTime(summary.started_at) + ", ";
  if (holder)
    return text + "going on (process " + std::to_string(holder->process) + " on " +
           Escaped(holder->host) + ")";
  if (summary.ended_at) return text + summary.ended_as + " " + LocalTime(*summary.ended_at);
  return text + "ended without a word: run it again and it goes on where it was";
}

void PrintKind(std::string_view word, int64_t count, std::string_view advice) {
  if (count == 0) return;
  std::printf("    %-20s %s  %s\n", std::string(word).c_str(),
              HumanCount(static_cast<uint64_t>(count)).c_str(), std::string(advice).c_str());
}

void PrintCounts(const Tally& tally) {
  const int64_t total = TotalOf(tally);
  const int64_t settled = SettledOf(tally);
  std::printf("  known        %s", HumanCount(static_cast<uint64_t>(total)).c_str());
  if (total > 0) {
    std::printf(", %.1f %% at their end",
                100.0 * static_cast<double>(settled) / static_cast<double>(total));
  }
  std::printf("\n");
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    if (tally[state] == 0) continue;
    std::printf("  %-12s %s\n", std::string(StateWord(state)).c_str(),
                HumanCount(static_cast<uint64_t>(tally[state])).c_str());
    if (state != SourceState::kDone) continue;
    for (size_t kind = 0; kind < kWarningCount; ++kind) {
      const auto warning = static_cast<Warning>(kind);
      PrintKind(WarningWord(warning), tally.warnings[kind], AdviceFor(warning));
    }
  }
  for (int i = 0; i < kReasonCount; ++i) {
    const auto reason = static_cast<Reason>(i);
    PrintKind(ReasonWord(reason), tally.failed[static_cast<size_t>(i)], AdviceFor(reason));
  }
  if (tally.scan_errors > 0) {
    std::printf("  unlisted     %s folders could not be listed (table scan_error)\n",
                HumanCount(static_cast<uint64_t>(tally.scan_errors)).c_str());
  }
  std::printf("  bytes        %s of done sources became %s in %s files\n",
              HumanBytes(tally.source_bytes).c_str(), HumanBytes(tally.output_bytes).c_str(),
              HumanCount(static_cast<uint64_t>(tally.outputs)).c_str());
}

void PrintWorkers(const std::vector<WorkerRow>& workers, UnixMillis now) {
  if (workers.empty()) {
    std::printf("  no workers\n");
    return;
  }
  for (const WorkerRow& worker : workers) {
    std::printf(
        "  %s (%s, process %u): %s, %u slots, %s done, %s failed, heard %s ago\n",
        Escaped(worker.name).c_str(), Escaped(worker.host).c_str(), worker.process,
        Escaped(worker.state).c_str(), worker.slots, HumanCount(worker.tasks_done).c_str(),
        HumanCount(worker.tasks_failed).c_str(),
        HumanSeconds((static_cast<double>(now) - static_cast<double>(worker.heard_at)) / 1000)
            .c_str());
  }
}

// All workers wait for one thing to pass: said once, above the list of them.
void PrintPause(const std::vector<WorkerRow>& workers) {
  const bool paused = std::all_of(workers.begin(), workers.end(), [](const WorkerRow& worker) {
    return worker.state.starts_with(kSetAsideState);
  });
  if (workers.empty() || !paused) return;
  std::printf("  paused: every worker is %s; the run goes on by itself when that has passed\n",
              Escaped(workers.front().state).c_str());
}

void PrintRest(int64_t count, size_t listed, const char* flag) {
  if (count <= static_cast<int64_t>(listed)) return;
  std::printf("  … and %s more (--%s=N)\n",
              HumanCount(static_cast<uint64_t>(count) - listed).c_str(), flag);
}

void PrintFailures(const std::vector<FailedSource>& failed, int64_t count) {
  if (failed.empty()) return;
  std::printf("\nFailed\n");
  for (const FailedSource& source : failed) {
    std::printf("  %s  %s  %s\n", Escaped(source.key).c_str(), source.reason.c_str(),
                Escaped(source.detail).c_str());
  }
  PrintRest(count, failed.size(), "failures");
}

void PrintWarnings(const std::vector<WarnedSource>& warned, int64_t count) {
  if (warned.empty()) return;
  std::printf("\nDone with a warning\n");
  for (const WarnedSource& source : warned) {
    std::printf("  %s  %s\n", Escaped(source.key).c_str(), Escaped(source.detail).c_str());
  }
  PrintRest(count, warned.size(), "warnings");
}

Status CheckListed(const char* flag, uint32_t count) {
  if (count <= kListedMax) return {};
  return Invalid("--" + std::string(flag) + "=" + std::to_string(count) + " is more than " +
                 std::to_string(kListedMax) + ": ask the ledger with sqlite3 instead");
}

int Fail(const std::string& text) {
  std::fprintf(stderr, "photomill: %s\n", text.c_str());
  return kExitCannotStart;
}

}  // namespace

const HelpPage& StatusHelp() {
  static const HelpPage page = {
      "status",
      "where a run stands, while it goes on and afterwards",
      {"photomill status --state=DIR"},
      {"Reads the ledger and changes nothing. DIR is the state folder of the run: DST/.photomill, "
       "unless the run was given another one."},
      {{"state", "DIR", "the state folder"},
       {"failures", "N", "how many failed sources to list (default: 10)"},
       {"warnings", "N", "how many done sources with a warning to list (default: 10)"}}};
  return page;
}

int StatusCommand(int argc, char** argv) {
  if (AsksForHelp(argc, argv)) {
    PrintHelp(StatusHelp());
    return kExitDone;
  }
  const std::string hint = "See: photomill help status";
  const Result<std::vector<std::string>> positionals =
      ParseArguments(argc, argv, {"state", "failures", "warnings"}, hint);
  if (!positionals) return Fail(positionals.failure().detail);
  if (!positionals->empty() || FLAGS_state.empty()) {
    return Fail("status needs the state folder and nothing else: --state=DST/.photomill. " + hint);
  }
  for (const Status& listed :
       {CheckListed("failures", FLAGS_failures), CheckListed("warnings", FLAGS_warnings)}) {
    if (!listed) return Fail(listed.failure().detail);
  }
  const Result<LedgerSummary> summary = ReadLedgerSummary(FLAGS_state);
  if (!summary) return Fail(summary.failure().detail);
  if (summary->run == 0) {
    return Fail("no run has begun in " + Escaped(FLAGS_state) +
                " yet: its ledger is being made; ask again in a moment");
  }
  const Result<std::vector<FailedSource>> failed = ReadFailedSources(FLAGS_state, FLAGS_failures);
  if (!failed) return Fail(failed.failure().detail);
  const int64_t warned_count = WarnedOf(summary->tally);
  Result<std::vector<WarnedSource>> warned = std::vector<WarnedSource>();
  if (warned_count > 0) warned = ReadWarnedSources(FLAGS_state, FLAGS_warnings);
  if (!warned) return Fail(warned.failure().detail);
  const Result<std::optional<StateHolder>> found = FindStateHolder(FLAGS_state);
  const std::optional<StateHolder> holder = found ? *found : std::nullopt;

  std::printf("%s\n  to %s\n  %s\n", Escaped(summary->source_url).c_str(),
              Escaped(summary->destination_url).c_str(), RunText(*summary, holder).c_str());
  if (holder && !holder->serves.empty()) {
    std::printf("  serving workers at %s%s\n", Escaped(holder->serves).c_str(),
                holder->insecure ? " in plain text (--insecure)" : "");
  }
  std::printf("\nRecipe\n");
  for (const std::string& line : summary->recipe) std::printf("  %s\n", line.c_str());
  std::printf("\nSources\n");
  PrintCounts(summary->tally);
  if (summary->orphans > 0) {
    std::printf("  orphans      %s outputs that the recipe no longer wants (view orphan)\n",
                HumanCount(static_cast<uint64_t>(summary->orphans)).c_str());
  }
  if (holder) {
    std::printf("\nWorkers\n");
    PrintPause(summary->workers);
    PrintWorkers(summary->workers, SystemClock().WallTime());
  }
  PrintFailures(*failed, FailedOf(summary->tally));
  PrintWarnings(*warned, warned_count);
  return kExitDone;
}

}  // namespace photomill
