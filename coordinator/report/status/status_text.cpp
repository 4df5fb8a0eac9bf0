#include "coordinator/report/status/status_text.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/text.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/local_time.h"
#include "coordinator/report/progress.h"
#include "coordinator/report/run_text.h"
#include "coordinator/report/status/run_health.h"
#include "coordinator/report/tally_rows.h"

namespace photomill {
namespace {

// Widths of labels, including the indent.
constexpr size_t kStateLabel = 14;
constexpr size_t kKindLabel = 24;
constexpr size_t kMadeLabel = 15;
constexpr size_t kRunLabel = 16;

std::string RunText(const RunStatus& status) {
  const LedgerSummary& summary = status.summary;
  const Liveness& liveness = status.liveness;
  const std::string text =
      fmt::format("run {}, began {}, ", summary.run, LocalTime(summary.started_at));
  if (liveness.alive) {
    return fmt::format("{}running (process {} on {})", text, liveness.process,
                       Escaped(liveness.host));
  }
  if (summary.ended_at) {
    return fmt::format("{}{} {}", text, summary.ended_as, LocalTime(*summary.ended_at));
  }
  if (!liveness.by_lock && summary.alive_at > 0) {
    return fmt::format(
        "{}no sign of life since {} ({}): it ended unexpectedly, or waits for room on the ledger's "
        "disk",
        text, LocalTime(summary.alive_at), AgoText(status.now, summary.alive_at));
  }
  return text + "ended unexpectedly; run the same command again to resume";
}

std::string HeadText(const RunStatus& status) {
  const LedgerSummary& summary = status.summary;
  const Liveness& liveness = status.liveness;
  std::string text = fmt::format("{}\n  to {}\n  {}\n", Escaped(summary.source_url),
                                 Escaped(summary.destination_url), RunText(status));
  if (liveness.other_process != 0) {
    text += fmt::format("  process {} on {} uses the state directory\n", liveness.other_process,
                        Escaped(liveness.other_host));
  }
  if (!liveness.serves.empty()) {
    text += fmt::format("  serving workers at {}{}\n", Escaped(liveness.serves),
                        liveness.insecure ? ", unencrypted (--insecure)" : "");
  }
  if (IsLedgerSilent(status)) {
    text += fmt::format(
        "  the ledger was last written {}: its disk is full or does not answer, or the run is "
        "stopped\n",
        AgoText(status.now, summary.alive_at));
  }
  if (!status.selection.empty()) {
    text += fmt::format("  selection: {}\n", Escaped(status.selection));
  }
  text += "\nRecipe\n";
  for (const std::string& line : summary.recipe) text += fmt::format("  {}\n", line);
  return text;
}

std::string RowText(const SummaryRow& row, size_t label_columns) {
  const std::string label = std::string(row.indent, ' ') + row.label;
  return fmt::format("{} {}{}{}\n", PadRight(label, label_columns), row.number,
                     row.text.empty() ? "" : "  ", row.text);
}

std::string KindsText(const std::vector<SummaryRow>& rows) {
  std::string text;
  for (const SummaryRow& row : rows)
    text += RowText(row, row.indent > 2 ? kKindLabel : kStateLabel);
  return text;
}

std::string StatesText(const Tally& tally) {
  std::string text;
  for (int i = 0; i < kSourceStateCount; ++i) {
    const auto state = static_cast<SourceState>(i);
    if (tally[state] == 0) continue;
    if (state == SourceState::kSkipped) {
      text += KindsText(SkippedRows(tally));
      continue;
    }
    text += RowText({2, std::string(StateWord(state)), CountText(tally[state]), ""}, kStateLabel);
    if (state == SourceState::kDone) text += KindsText(DoneRows(tally));
  }
  return text + KindsText(FailedRows(tally));
}

// "100,000 jpeg files, 2.1 GiB" for each derivative.
std::string MadeText(const RunStatus& status) {
  std::string text;
  for (const DerivativeTotal& made : status.summary.made) {
    const auto found = status.formats.find(made.derivative);
    const bool known = found != status.formats.end();
    const bool same = known && found->second == OutputFormat::kSame;
    text += fmt::format(
        "{}{}{} files{}, {}\n", PadRight("    " + Escaped(made.derivative), kMadeLabel),
        CountText(made.outputs), known && !same ? " " + std::string(FormatWord(found->second)) : "",
        same ? " in the source's format" : "", HumanBytes(made.bytes));
  }
  return text;
}

std::string CountsText(const RunStatus& status) {
  const Tally& tally = status.summary.tally;
  const int64_t total = TotalOf(tally);
  std::string text = fmt::format("\nSources\n  known        {}", CountText(total));
  if (total > 0) {
    text += fmt::format(", {:.1f} % finished",
                        100.0 * static_cast<double>(SettledOf(tally)) / static_cast<double>(total));
  }
  text += "\n" + StatesText(tally);
  if (tally.scan_errors > 0) {
    text += fmt::format("  unreadable   {} folders could not be listed (table scan_error)\n",
                        CountText(tally.scan_errors));
  }
  text += fmt::format("  bytes        {} of done sources became {} in {} files\n",
                      HumanBytes(tally.source_bytes), HumanBytes(tally.output_bytes),
                      CountText(tally.outputs));
  text += MadeText(status);
  if (tally.gone_outputs.count > 0) {
    text += fmt::format("  gone         {} files of gone photos are orphans ({})\n",
                        CountText(tally.gone_outputs.count), HumanBytes(tally.gone_outputs.bytes));
  }
  if (tally.orphans > 0) {
    text += fmt::format("  orphans      {} outputs that are no longer wanted (view orphan)\n",
                        CountText(tally.orphans));
  }
  return text;
}

// Shown separately from what earlier runs did. The summary of the run shows the same.
std::string ThisRunText(const Tally& tally) {
  const int64_t found = ListedOf(tally);
  const std::vector<SummaryRow> rows = RunRows(tally);
  if (found == 0 && rows.empty()) return {};
  std::string text =
      "\nThis run\n" + RowText({2, "found", CountText(found), ListedText(tally)}, kRunLabel);
  for (const SummaryRow& row : rows) text += RowText(row, kRunLabel);
  return text;
}

std::string ProgressText(const RunStatus& status) {
  if (!HasProgress(status)) return {};
  const ProgressRow& progress = status.summary.progress;
  std::string text = fmt::format("\nProgress\n  rate         {} now, {} on average\n",
                                 RateText(progress.rate), RateText(progress.average));
  if (progress.remaining) {
    text += fmt::format("  time left    {}\n", HumanSeconds(*progress.remaining));
  } else if (!progress.scan_ended) {
    text +=
        fmt::format("  time left    unknown: the source is still being listed, {} files so far\n",
                    CountText(progress.listed));
  }
  text += fmt::format("  in progress  {} photos at workers\n", CountText(progress.in_flight));
  if (!progress.paused.empty() && AllSetAside(status.summary.workers) == nullptr) {
    text += fmt::format("  paused       {}\n", Escaped(progress.paused));
  }
  if (!progress.bottleneck.empty()) {
    text += fmt::format("  bottleneck   {}\n", Escaped(progress.bottleneck));
  }
  return text;
}

// Printed once above the list of workers, which shows who waits for a hanging store.
std::string SilenceText(const std::vector<WorkerRow>& workers) {
  const auto waits = [](const WorkerRow& row) { return row.standing == WorkerStanding::kNoAnswer; };
  if (std::none_of(workers.begin(), workers.end(), waits)) return {};
  std::string text =
      "  a store does not answer: check its disk, mount or server; the run "
      "resumes automatically when the store answers\n";
  for (const WorkerRow& row : workers) {
    if (IsCoordinator(row)) text += fmt::format("  the coordinator: {}\n", Escaped(row.state));
  }
  return text;
}

std::string WorkersText(const RunStatus& status) {
  if (!status.liveness.alive) return {};
  const std::vector<WorkerRow>& workers = status.summary.workers;
  std::string text = "\nWorkers\n" + SilenceText(workers);
  if (const WorkerRow* set_aside = AllSetAside(workers)) {
    text += fmt::format(
        "  paused: every worker is {}; the run resumes automatically when this is over\n",
        Escaped(set_aside->state));
  }
  if (const size_t lost = WorkersOf(workers, WorkerStanding::kLost); lost > 0) {
    text += fmt::format("  {} lost: killed or disconnected; other workers process their photos\n",
                        lost == 1 ? "1 worker is" : fmt::format("{} workers are", lost));
  }
  if (std::all_of(workers.begin(), workers.end(), IsCoordinator)) text += "  no workers\n";
  for (const WorkerRow& worker : workers) {
    if (IsCoordinator(worker)) continue;
    text += fmt::format("  {} ({}, process {}): {}, {} slots, {} done, {} failed, last seen {}\n",
                        Escaped(worker.name), Escaped(worker.host), worker.process,
                        Escaped(worker.state), worker.slots, HumanCount(worker.tasks_done),
                        HumanCount(worker.tasks_failed), AgoText(status.now, worker.heard_at));
  }
  return text;
}

std::string RestText(int64_t count, size_t listed, std::string_view flag) {
  const auto shown = static_cast<int64_t>(listed);
  if (count <= shown) return {};
  return fmt::format("  … and {} more (--{}=N)\n", CountText(count - shown), flag);
}

std::string ExamplesText(const RunStatus& status) {
  std::string text;
  if (!status.failed.empty()) {
    text += "\nFailed\n";
    for (const FailedSource& source : status.failed) {
      text += fmt::format("  {}  {}  {}\n", Escaped(source.key), Escaped(source.reason),
                          Escaped(source.detail));
    }
    text += RestText(FailedOf(status.summary.tally), status.failed.size(), "failures");
  }
  if (!status.warned.empty()) {
    text += "\nDone with a warning\n";
    for (const WarnedSource& source : status.warned) {
      text += fmt::format("  {}  {}\n", Escaped(source.key), Escaped(source.detail));
    }
    text += RestText(WarnedOf(status.summary.tally), status.warned.size(), "warnings");
  }
  return text;
}

std::string CheckText(const RunStatus& status) {
  const std::vector<RunComplaint> complaints = JudgeRun(status);
  std::string text = "\nCheck\n";
  if (complaints.empty()) text += "  nothing is wrong\n";
  for (const RunComplaint& complaint : complaints) text += fmt::format("  {}\n", complaint.text);
  return text;
}

}  // namespace

std::string RenderStatus(const RunStatus& status, bool check) {
  return HeadText(status) + CountsText(status) + ThisRunText(status.summary.tally) +
         ProgressText(status) + WorkersText(status) + ExamplesText(status) +
         (check ? CheckText(status) : std::string());
}

}  // namespace photomill
