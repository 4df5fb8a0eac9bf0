#include "coordinator/report/final_report.h"

#include <fmt/core.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/revision.h"
#include "coordinator/report/columns.h"
#include "coordinator/report/failure_advice.h"
#include "coordinator/report/left_out_rows.h"
#include "coordinator/report/progress.h"
#include "coordinator/report/run_text.h"
#include "coordinator/report/tally_rows.h"

namespace photomill {
namespace {

constexpr size_t kLabelColumns = 22;  // including its indent
constexpr size_t kNumberColumns = 12;
constexpr size_t kBarColumns = 20;
constexpr std::string_view kFailedWhere = "state IN ('failed','quarantined')";
constexpr std::string_view kWarnedWhere = "state = 'done' AND warnings <> ''";

std::string Counted(int64_t count, std::string_view one, std::string_view many) {
  return fmt::format("{} {}", CountText(count), count == 1 ? one : many);
}

std::string PercentOf(double part, double whole) {
  return fmt::format("{}%", whole > 0 ? std::lround(part / whole * 100) : 0);
}

class Table {
 public:
  void Row(size_t indent, std::string_view label, const std::string& number,
           std::string_view text = {}) {
    text_ += PadRight(std::string(indent, ' ') + std::string(label), kLabelColumns) +
             PadLeft(number, kNumberColumns);
    if (!text.empty()) text_ += "  " + std::string(text);
    text_ += '\n';
  }
  void Line(std::string_view line) { text_ += std::string(line) + "\n"; }
  void Gap() { text_ += '\n'; }
  [[nodiscard]] std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
};

// --- Parts of the summary -----------------------------------------------------------------------

// For a run with a selected part of the source: what else there is.
std::string PartText(const FinalFigures& figures) {
  std::vector<std::string> rest;
  if (figures.found == 0) rest.emplace_back("it has no files");
  if (figures.not_selected > 0) {
    rest.push_back(Counted(figures.not_selected, "other file is", "other files are") +
                   " not selected");
  }
  if (const auto folders = static_cast<int64_t>(figures.left_out.pattern_folders()); folders > 0) {
    rest.push_back(Counted(folders, "folder is", "folders are") + " left out");
  }
  if (figures.more_behind_limit) rest.emplace_back("the source has more files");
  const int64_t pending = figures.tally[SourceState::kPending];
  if (pending > 0)
    rest.push_back(Counted(pending, "known file is", "known files are") + " still to do");
  std::string text;
  for (const std::string& one : rest) text += (text.empty() ? ": " : ", ") + one;
  return fmt::format("the selected part ({}){}.", Escaped(figures.part), text);
}

std::string Headline(const FinalFigures& figures) {
  if (figures.nothing_to_migrate)
    return fmt::format("Nothing was done: {}.", NothingFoundText(figures));
  const std::string cause =
      figures.cause.empty() ? "" : fmt::format(" ({})", Escaped(figures.cause));
  switch (figures.end) {
    case RunEnd::kFinished:
      return figures.part.empty() ? "Finished: nothing is left to do."
                                  : "Finished " + PartText(figures);
    case RunEnd::kFinishedWithFailures:
      return figures.part.empty() ? "Finished, but not everything could be done."
                                  : "Not everything could be done. Finished " + PartText(figures);
    case RunEnd::kStopped:
      return fmt::format("Stopped early{}. Run the same command again to resume.", cause);
    case RunEnd::kFailed:
      return fmt::format("Aborted{}. Fix this, then run the same command again to resume.", cause);
  }
  PHOTOMILL_CHECK(false);
}

std::string FoundText(const FinalFigures& figures) {
  std::string text = figures.listing_complete ? "" : "the listing is incomplete";
  const std::string listed = ListedText(figures.tally);
  if (!text.empty() && !listed.empty()) text += "; ";
  return text + listed;
}

void AddRows(const std::vector<SummaryRow>& rows, Table& table) {
  for (const SummaryRow& row : rows) {
    if (row.number.empty()) {
      table.Line(std::string(row.indent, ' ') + row.label);
    } else {
      table.Row(row.indent, row.label, row.number, row.text);
    }
  }
}

// The tally without the failures of sources outside this run's selection.
Tally AskedFor(const FinalFigures& figures) {
  Tally asked = figures.tally;
  int64_t outside = 0;
  for (size_t i = 0; i < asked.failed.size(); ++i) {
    asked.failed[i] -= figures.failed_outside[i];
    outside += figures.failed_outside[i];
  }
  asked.states[static_cast<size_t>(SourceState::kQuarantined)] -= figures.quarantined_outside;
  asked.states[static_cast<size_t>(SourceState::kFailed)] -= outside - figures.quarantined_outside;
  return asked;
}

void AddFailed(const FinalFigures& figures, Table& table) {
  const Tally asked = AskedFor(figures);
  const int64_t quarantined = asked[SourceState::kQuarantined];
  table.Row(2, "failed", CountText(FailedOf(asked)),
            quarantined > 0 ? CountText(quarantined) + " of them quarantined" : "");
  AddRows(FailedRows(asked), table);
  Tally outside;
  outside.failed = figures.failed_outside;
  std::string kinds;
  for (const SummaryRow& row : FailedRows(outside)) {
    kinds += (kinds.empty() ? "" : ", ") + row.number + " " + row.label;
  }
  if (kinds.empty()) return;
  table.Row(2, "failed before", CountText(FailedOf(figures.tally) - FailedOf(asked)),
            "not selected in this run: " + kinds);
}

void AddSources(const FinalFigures& figures, Table& table) {
  const Tally& tally = figures.tally;
  table.Row(2, "found", CountText(figures.found), FoundText(figures));
  AddRows(RunRows(tally), table);
  table.Row(2, "done", CountText(tally[SourceState::kDone]),
            tally[SourceState::kDone] > 0 ? BytesText(tally) : "");
  AddRows(DoneRows(tally), table);
  AddRows(SkippedRows(tally), table);
  AddFailed(figures, table);
  if (tally[SourceState::kPending] > 0) {
    table.Row(2, "still to do", CountText(tally[SourceState::kPending]));
  }
  if (tally[SourceState::kGone] > 0) {
    table.Row(2, "gone", CountText(tally[SourceState::kGone]), GoneText(tally));
  }
  if (tally.scan_errors > 0) {
    table.Row(2, "unreadable folders", CountText(tally.scan_errors),
              "could not be listed; check the permissions, then run again");
  }
  AddRows(LeftOutRows(figures.left_out), table);
  if (tally.orphans > 0) {
    table.Row(2, "orphans", CountText(tally.orphans),
              "outputs that are no longer wanted; nothing was deleted");
  }
  if (figures.retries > 0) {
    table.Row(2, "retries", CountText(figures.retries), "repeated attempts");
  }
  if (figures.taken_back > 0) {
    table.Row(2, "moved", CountText(figures.taken_back), "tasks reassigned to idle workers");
  }
  if (figures.copied > 0) {
    table.Row(2, "run twice", CountText(figures.copied),
              "slow tasks, repeated on idle workers at the end");
  }
  if (figures.late_results > 0) {
    table.Row(2, "came late", CountText(figures.late_results),
              "results that were no longer needed");
  }
}

void AddQuery(std::string_view what, std::string_view sql, const FinalFigures& figures,
              Table& table) {
  table.Line(fmt::format("  {}:", what));
  table.Line("    " + LedgerQuery(figures.state_dir, sql));
}

void AddRemedies(const FinalFigures& figures, Table& table) {
  const Tally& tally = figures.tally;
  const int64_t warned = WarnedOf(tally);
  const int64_t failed = FailedOf(AskedFor(figures));
  if (failed == 0 && warned == 0 && tally.scan_errors == 0 && tally.orphans == 0) return;
  table.Gap();
  if (failed > 0) {
    AddQuery("Failed photos with their reasons",
             "SELECT key, reason, detail FROM source WHERE " + std::string(kFailedWhere), figures,
             table);
    table.Line("  To retry all of them, add --retry_failed to the same command.");
  }
  if (warned > 0) {
    AddQuery("Photos with warnings",
             "SELECT key, detail FROM source WHERE " + std::string(kWarnedWhere), figures, table);
  }
  if (tally.scan_errors > 0) {
    AddQuery("Unreadable folders", "SELECT key, reason, detail FROM scan_error", figures, table);
  }
  if (tally.orphans > 0) AddQuery("Orphans", "SELECT key FROM orphan", figures, table);
}

void AddRecipeChanges(const FinalFigures& figures, Table& table) {
  if (figures.recipe_changes.empty()) return;
  table.Gap();
  table.Line("  The recipe changed:");
  for (const std::string& change : figures.recipe_changes) table.Line("    " + Escaped(change));
}

std::string SpeedText(const FinalFigures& figures) {
  std::string text = Counted(static_cast<int64_t>(figures.workers), "worker", "workers");
  if (figures.workers_lost > 0) {
    text += fmt::format(", {} lost", CountText(static_cast<int64_t>(figures.workers_lost)));
  }
  if (figures.insecure) text += ", unencrypted (--insecure)";
  const int64_t settled = figures.tally[RunCount::kSettled].count;
  if (settled > 0 && figures.wall_seconds > 0) {
    text = fmt::format("{} files per second, {}",
                       OneDecimal(static_cast<double>(settled) / figures.wall_seconds), text);
  }
  return text;
}

// Outputs that an older program may have got wrong are kept until the user asks to remake them.
void AddMended(const FinalFigures& figures, Table& table) {
  for (const auto& [word, count] : figures.mended) {
    if (count <= 0) continue;
    std::string text;
    for (const MendedRule& rule : MendedRules()) {
      if (rule.word == word) text = rule.text;
    }
    table.Gap();
    table.Line(fmt::format("  {} processed by an older version and may be wrong: {}.",
                           Counted(count, "photo was", "photos were"), text));
    table.Line(fmt::format("  To remake {}, add --remake={} to the same command.",
                           count == 1 ? "it" : "them", word));
  }
}

void AddTimes(const FinalFigures& figures, Table& table) {
  table.Gap();
  table.Row(2, "wall time", HumanSeconds(figures.wall_seconds), SpeedText(figures));
  if (figures.paused_seconds > 0) {
    table.Row(4, "paused", HumanSeconds(figures.paused_seconds), "by request");
  }
  table.Row(2, "CPU time", HumanSeconds(figures.cpu_seconds),
            figures.wall_seconds > 0 ? OneDecimal(figures.cpu_seconds / figures.wall_seconds) +
                                           " times the wall time, over all CPU cores"
                                     : "");
}

// The working steps share 100%; waiting in a worker's queue overlaps with them.
void AddSteps(const FinalFigures& figures, bool unicode, Table& table) {
  const StepTimes& times = figures.times;
  uint64_t at_work = 0;
  for (size_t i = 1; i < kStepCount; ++i) at_work += times.microseconds[i];
  if (at_work == 0) return;
  table.Gap();
  table.Line("  Time spent per step:");
  for (size_t i = 0; i < kStepCount; ++i) {
    const auto step = static_cast<Step>(i);
    std::string text = "waiting for a free slot";
    if (step != Step::kQueue) {
      const auto share = static_cast<double>(times[step]) / static_cast<double>(at_work);
      text = PadLeft(PercentOf(share, 1), 4);
      const auto bar = static_cast<size_t>(std::lround(share * static_cast<double>(kBarColumns)));
      if (bar > 0) text += "  " + Repeated(unicode ? "━" : "#", bar);
    }
    table.Row(4, StepWord(step), HumanSeconds(static_cast<double>(times[step]) / 1e6), text);
  }
  if (!figures.bound.empty()) table.Line("  " + figures.bound);
}

}  // namespace

std::string NothingFoundText(const FinalFigures& figures) {
  const LeftOut& left_out = figures.left_out;
  if (figures.not_selected == 0 && left_out.pattern_folders() > 0) {
    return fmt::format(
        "every folder with files in {} is left out by {}; check the patterns (photomill help run)",
        Escaped(figures.source), Escaped(figures.part));
  }
  if (figures.not_selected == 0 && !left_out.system.empty()) {
    return fmt::format(
        "everything in {} has a name that is left out by default, such as {}; include it with "
        "--all_folders",
        Escaped(figures.source), Escaped(left_out.system.front().rule));
  }
  if (figures.not_selected > 0) {
    return fmt::format(
        "none of the {} in {} is selected by {}; check the patterns (photomill help run)",
        Counted(figures.not_selected, "file", "files"), Escaped(figures.source),
        Escaped(figures.part));
  }
  return fmt::format(
      "there are no files in {}; check that it is the right folder and that it is mounted",
      Escaped(figures.source));
}

std::string RenderEndLine(const FinalFigures& figures) {
  const Tally& tally = figures.tally;
  std::string line = fmt::format(
      "{} {} found, {} made in this run; {} done, {} skipped, {} failed, {} still to do",
      Headline(figures), CountText(figures.found), CountText(tally[RunCount::kMade].count),
      CountText(tally[SourceState::kDone]), CountText(tally[SourceState::kSkipped]),
      CountText(FailedOf(AskedFor(figures))), CountText(tally[SourceState::kPending]));
  return fmt::format("{}; {}, {}", line, HumanSeconds(figures.wall_seconds),
                     Counted(static_cast<int64_t>(figures.workers), "worker", "workers"));
}

std::string RenderSummary(const FinalFigures& figures, bool unicode) {
  Table table;
  table.Line(Headline(figures));
  table.Gap();
  AddSources(figures, table);
  AddRemedies(figures, table);
  AddRecipeChanges(figures, table);
  AddMended(figures, table);
  AddTimes(figures, table);
  AddSteps(figures, unicode, table);
  table.Gap();
  table.Line("  The new photos are in  " + Escaped(figures.destination));
  table.Line("  The ledger is in       " + Escaped(figures.state_dir));
  return std::move(table).Take();
}

}  // namespace photomill
