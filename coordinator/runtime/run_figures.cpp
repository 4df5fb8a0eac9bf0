#include "coordinator/runtime/run_figures.h"

#include <utility>

#include "common/model/revision.h"
#include "common/os/memory.h"
#include "coordinator/runtime/run_snapshot.h"

namespace photomill {
namespace {

// The scope of the run: the stores, and the part of the source that the user selected.
void AddScope(const RunView& run, FinalFigures& figures) {
  figures.source = run.preparation.source_url;
  figures.destination = run.preparation.destination_url;
  figures.state_dir = run.preparation.state_folder;
  figures.recipe_changes = run.preparation.ledger.opening.recipe_changes;
  figures.insecure = run.options.insecure;
  Selection part = run.preparation.selection;
  part.formats = kDecodedFormats;
  part.size = {};
  part.all_folders = false;  // extends the selection, so this is not a part
  if (part.include.empty() && part.exclude.empty()) part.ignore_case = false;
  if (part != Selection{}) figures.part = SelectionFlags(part);
}

// What the listing found and left out.
void AddListing(const RunView& run, FinalFigures& figures) {
  figures.found = ListedSources(run.loop);
  figures.listing_complete = run.loop.scan_complete();
  figures.more_behind_limit = run.listing.limited();
  if (run.loop.scan_ended()) figures.left_out = run.listing.left_out();
  figures.not_selected = static_cast<int64_t>(figures.left_out.pattern_files());
  figures.nothing_to_migrate = NothingToMigrate(run, figures.end);
}

// What the ledger says about the sources.
void AddSources(const RunView& run, FinalFigures& figures) {
  figures.tally = run.ledger.DurableTally();
  if (ListedAll(run)) {
    for (size_t i = 0; i < figures.failed_outside.size(); ++i) {
      figures.failed_outside[i] = figures.tally.failed[i] - figures.tally.failed_listed[i];
    }
    figures.quarantined_outside =
        figures.tally[SourceState::kQuarantined] - figures.tally.quarantined_listed;
  }
  for (const auto& [rule, count] : run.loop.intake().mended) {
    figures.mended.emplace_back(MendedRules()[rule].word, count);
  }
}

// The work done: attempts, time, workers.
void AddWork(const RunView& run, Instant now, FinalFigures& figures) {
  const SchedulerCounts& counts = run.loop.scheduler().counts();
  figures.retries = static_cast<int64_t>(counts.retried);
  figures.taken_back = static_cast<int64_t>(counts.taken_back);
  figures.copied = static_cast<int64_t>(counts.copied);
  // For a source outside the window, only the ledger knows whether it needs a result.
  figures.late_results = static_cast<int64_t>(counts.late_results + run.loop.unneeded_outcomes());
  figures.wall_seconds = std::chrono::duration<double>(now - run.started).count();
  figures.paused_seconds =
      std::chrono::duration<double>(run.loop.scheduler().UserPause(now)).count();
  uint64_t cpu_milliseconds = counts.departed_cpu_milliseconds;
  for (const auto& [peer, worker] : run.loop.scheduler().workers().all()) {
    cpu_milliseconds += worker.cpu_milliseconds;
  }
  figures.cpu_seconds = static_cast<double>(cpu_milliseconds) / 1000 +
                        static_cast<double>(ProcessCpuTime().count()) / 1000;
  figures.times = counts.step_times;
  figures.workers = counts.workers_seen;
  figures.workers_lost = counts.lost_workers;
}

}  // namespace

FinalFigures FiguresOf(const RunView& run, RunEnd end, const RunCut& cut, Instant now) {
  FinalFigures figures;
  figures.end = end;
  if (cut.failure) figures.cause = cut.failure->detail;
  AddScope(run, figures);
  AddListing(run, figures);
  AddSources(run, figures);
  AddWork(run, now, figures);
  return figures;
}

}  // namespace photomill
