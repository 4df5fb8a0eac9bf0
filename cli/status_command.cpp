// photomill status: shows the progress of a run from its ledger, during the run and afterwards.
#include <fmt/core.h>
#include <gflags/gflags.h>

#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "common/base/text.h"
#include "common/command_line/arguments.h"
#include "common/model/store_silence.h"
#include "common/os/clock.h"
#include "common/os/files.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/progress.h"
#include "coordinator/report/run_text.h"
#include "coordinator/report/tally_rows.h"
#include "coordinator/start/options.h"
#include "coordinator/start/state_folder.h"

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

// The coordinator updates its timestamp every two seconds.
constexpr UnixMillis kSignOfLifeMax = 30'000;

// The state of the last run. Its lock is certain, but only readable with permission. Without it,
// the timestamp in the ledger decides.
struct Liveness {
  bool alive = false;
  bool by_lock = false;
  std::optional<StateHolder> holder;
};

Liveness LivenessOf(const LedgerSummary& summary, const std::string& state, UnixMillis now) {
  Liveness liveness;
  const Result<std::optional<StateHolder>> found = FindStateHolder(state);
  if (found) {
    liveness.by_lock = true;
    liveness.holder = *found;
    liveness.alive = found->has_value();
  } else if (!summary.ended_at) {
    liveness.alive = now - summary.alive_at < kSignOfLifeMax;
  }
  return liveness;
}

std::string RunText(const LedgerSummary& summary, const Liveness& liveness, UnixMillis now) {
  const std::string text =
      fmt::format("run {}, began {}, ", summary.run, LocalTime(summary.started_at));
  if (liveness.alive) {
    const uint32_t process = liveness.holder ? liveness.holder->process : summary.process;
    const std::string host = liveness.holder ? liveness.holder->host : summary.host;
    return fmt::format("{}running (process {} on {})", text, process, Escaped(host));
  }
  if (summary.ended_at)
    return fmt::format("{}{} {}", text, summary.ended_as, LocalTime(*summary.ended_at));
  if (!liveness.by_lock && summary.alive_at > 0) {
    return fmt::format(
        "{}no sign of life since {} ({}): it ended unexpectedly, or waits for room on the ledger's "
        "disk",
        text, LocalTime(summary.alive_at), AgoText(now, summary.alive_at));
  }
  return text + "ended unexpectedly; run the same command again to resume";
}

// A run whose ledger is on a hanging or full disk is alive but cannot write anything else.
void PrintUnwritten(const LedgerSummary& summary, const Liveness& liveness, UnixMillis now) {
  if (!liveness.alive || summary.alive_at == 0 || now - summary.alive_at < kSignOfLifeMax) return;
  std::printf(
      "  the ledger was last written %s: its disk is full or does not answer, or the run is "
      "stopped\n",
      AgoText(now, summary.alive_at).c_str());
}

// Widths of labels, including the indent.
constexpr int kStateLabel = 14;
constexpr int kKindLabel = 24;
constexpr int kRunLabel = 16;

void PrintRow(const SummaryRow& row, int label_columns) {
  const std::string label = std::string(row.indent, ' ') + row.label;
  std::printf("%-*s %s%s%s\n", label_columns, label.c_str(), row.number.c_str(),
              row.text.empty() ? "" : "  ", row.text.c_str());
}

void PrintKinds(const std::vector<SummaryRow>& rows) {
  for (const SummaryRow& row : rows) PrintRow(row, row.indent > 2 ? kKindLabel : kStateLabel);
}

void PrintCounts(const Tally& tally) {
  const int64_t total = TotalOf(tally);
  const int64_t settled = SettledOf(tally);
  std::printf("  known        %s", HumanCount(static_cast<uint64_t>(total)).c_str());
  if (total > 0) {
    std::printf(", %.1f %% finished",
                100.0 * static_cast<double>(settled) / static_cast<double>(total));
  }
  std::printf("\n");
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    if (tally[state] == 0) continue;
    if (state == SourceState::kSkipped) {
      PrintKinds(SkippedRows(tally));
      continue;
    }
    PrintRow({2, std::string(StateWord(state)), CountText(tally[state]), ""}, kStateLabel);
    if (state == SourceState::kDone) PrintKinds(DoneRows(tally));
  }
  PrintKinds(FailedRows(tally));
  if (tally.scan_errors > 0) {
    std::printf("  unreadable   %s folders could not be listed (table scan_error)\n",
                HumanCount(static_cast<uint64_t>(tally.scan_errors)).c_str());
  }
  std::printf("  bytes        %s of done sources became %s in %s files\n",
              HumanBytes(tally.source_bytes).c_str(), HumanBytes(tally.output_bytes).c_str(),
              CountText(tally.outputs).c_str());
  if (tally.gone_outputs.count > 0) {
    std::printf("  gone         %s files of gone photos are orphans (%s)\n",
                CountText(tally.gone_outputs.count).c_str(),
                HumanBytes(tally.gone_outputs.bytes).c_str());
  }
  if (tally.orphans > 0) {
    std::printf("  orphans      %s outputs that are no longer wanted (view orphan)\n",
                CountText(tally.orphans).c_str());
  }
}

// Shown separately from what earlier runs did. The summary of the run shows the same.
void PrintRun(const Tally& tally) {
  const int64_t found = ListedOf(tally);
  const std::vector<SummaryRow> rows = RunRows(tally);
  if (found == 0 && rows.empty()) return;
  std::printf("\nThis run\n");
  PrintRow({2, "found", CountText(found), ListedText(tally)}, kRunLabel);
  for (const SummaryRow& row : rows) PrintRow(row, kRunLabel);
}

// The coordinator has a row while a store does not answer it. Workers have slots.
bool IsCoordinator(const WorkerRow& row) {
  return row.slots == 0 && row.name == kCoordinatorRow;
}

void PrintWorkers(const std::vector<WorkerRow>& workers, UnixMillis now) {
  if (std::all_of(workers.begin(), workers.end(), IsCoordinator)) std::printf("  no workers\n");
  for (const WorkerRow& worker : workers) {
    if (IsCoordinator(worker)) continue;
    std::printf("  %s (%s, process %u): %s, %u slots, %s done, %s failed, last seen %s\n",
                Escaped(worker.name).c_str(), Escaped(worker.host).c_str(), worker.process,
                Escaped(worker.state).c_str(), worker.slots, HumanCount(worker.tasks_done).c_str(),
                HumanCount(worker.tasks_failed).c_str(), AgoText(now, worker.heard_at).c_str());
  }
}

// Printed once above the list of workers, which shows who waits for a hanging store.
void PrintSilence(const std::vector<WorkerRow>& workers) {
  const auto waits = [](const WorkerRow& row) { return row.standing == WorkerStanding::kNoAnswer; };
  if (std::none_of(workers.begin(), workers.end(), waits)) return;
  std::printf(
      "  a store does not answer: check its disk, mount or server; the run "
      "resumes automatically when the store answers\n");
  for (const WorkerRow& row : workers) {
    if (IsCoordinator(row)) std::printf("  the coordinator: %s\n", Escaped(row.state).c_str());
  }
}

// Printed once above the list if all workers wait for the same thing. Returns whether it
// was.
bool PrintPause(const std::vector<WorkerRow>& workers) {
  const WorkerRow* set_aside = nullptr;
  for (const WorkerRow& worker : workers) {
    if (!IsRegistered(worker.standing) || IsCoordinator(worker)) continue;
    if (worker.standing != WorkerStanding::kSetAside) return false;
    set_aside = &worker;
  }
  if (set_aside == nullptr) return false;
  std::printf("  paused: every worker is %s; the run resumes automatically when this is over\n",
              Escaped(set_aside->state).c_str());
  return true;
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
  return Invalid(fmt::format("--{}={} is more than {}: query the ledger with sqlite3 instead", flag,
                             count, kListedMax));
}

int Fail(const std::string& text) {
  std::fprintf(stderr, "photomill: %s\n", text.c_str());
  return kExitCannotStart;
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
       "Exit codes: 0 the ledger was read, whatever the state of the run; 1 it could not be read."},
      {{"state", "DIR", "the state directory of the run"},
       {"failures", "N", "number of failed photos to list (default: 10)"},
       {"warnings", "N", "number of photos with a warning to list (default: 10)"}}};
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
    return Fail("status needs the state directory and nothing else: --state=DST/.photomill. " +
                hint);
  }
  for (const Status& listed :
       {CheckListed("failures", FLAGS_failures), CheckListed("warnings", FLAGS_warnings)}) {
    if (!listed) return Fail(listed.failure().detail);
  }
  // Merges what an aborted run left in the log, if this user can write it. Otherwise only reads.
  if (const std::optional<FileDescriptor> held = HoldIfFree(FLAGS_state)) {
    (void)MendLedger(FLAGS_state);
  }
  const Result<LedgerSummary> summary = ReadLedgerSummary(FLAGS_state);
  if (!summary) return Fail(summary.failure().detail);
  if (summary->run == 0) {
    return Fail(fmt::format(
        "no run has begun in {} yet: its ledger is being created; try again in a moment",
        Escaped(FLAGS_state)));
  }
  const Result<std::vector<FailedSource>> failed = ReadFailedSources(FLAGS_state, FLAGS_failures);
  if (!failed) return Fail(failed.failure().detail);
  const int64_t warned_count = WarnedOf(summary->tally);
  Result<std::vector<WarnedSource>> warned = std::vector<WarnedSource>();
  if (warned_count > 0) warned = ReadWarnedSources(FLAGS_state, FLAGS_warnings);
  if (!warned) return Fail(warned.failure().detail);
  const UnixMillis now = SystemClock().WallTime();
  const Liveness liveness = LivenessOf(*summary, FLAGS_state, now);
  const std::optional<StateHolder>& holder = liveness.holder;

  std::printf("%s\n  to %s\n  %s\n", Escaped(summary->source_url).c_str(),
              Escaped(summary->destination_url).c_str(), RunText(*summary, liveness, now).c_str());
  if (holder && !holder->serves.empty()) {
    std::printf("  serving workers at %s%s\n", Escaped(holder->serves).c_str(),
                holder->insecure ? ", unencrypted (--insecure)" : "");
  }
  PrintUnwritten(*summary, liveness, now);
  std::printf("\nRecipe\n");
  for (const std::string& line : summary->recipe) std::printf("  %s\n", line.c_str());
  std::printf("\nSources\n");
  PrintCounts(summary->tally);
  PrintRun(summary->tally);
  if (liveness.alive) {
    std::printf("\nWorkers\n");
    PrintSilence(summary->workers);
    if (!PrintPause(summary->workers) && !summary->paused.empty()) {
      std::printf("  paused: %s\n", Escaped(summary->paused).c_str());
    }
    PrintWorkers(summary->workers, now);
  }
  PrintFailures(*failed, FailedOf(summary->tally));
  PrintWarnings(*warned, warned_count);
  return kExitDone;
}

}  // namespace photomill
