#include "coordinator/runtime/run_snapshot.h"

namespace photomill {
namespace {

WorkerFigures WorkersOf(const Scheduler& scheduler) {
  WorkerFigures workers;
  for (const auto& [peer, worker] : scheduler.workers().all()) {
    if (worker.set_aside) {
      ++workers.set_aside;
    } else if (worker.phase == Worker::Phase::kDraining) {
      ++workers.draining;
    } else {
      ++workers.working;
      workers.slots += worker.slots;
    }
  }
  workers.lost = scheduler.counts().lost_workers;
  return workers;
}

// Why nothing is dispatched; empty if tasks are.
std::string PauseText(const RunView& run, Instant now, bool farewell) {
  const Scheduler& scheduler = run.loop.scheduler();
  if (std::string text = run.loop.LedgerPauseText(); !text.empty()) return text;
  if (std::string text = scheduler.PauseText(now); !text.empty()) return text;
  const bool nobody = scheduler.workers().size() == 0;
  return nobody && !farewell && run.options.local_workers == 0 ? "waiting for workers" : "";
}

}  // namespace

int64_t ListedSources(const CoordinatorLoop& loop) {
  int64_t listed = 0;
  for (const int64_t count : loop.intake().verdicts) listed += count;
  return listed;
}

ProgressRow ProgressRowOf(const ProgressSnapshot& snapshot, UnixMillis now) {
  ProgressRow row;
  row.at = now;
  row.rate = snapshot.rate;
  row.average = snapshot.average;
  row.remaining = snapshot.remaining;
  row.in_flight = static_cast<int64_t>(snapshot.in_flight);
  row.listed = snapshot.listed;
  row.scan_ended = snapshot.scan_ended;
  row.paused = snapshot.pause;
  const Bottleneck& bottleneck = snapshot.bottleneck;
  if (bottleneck.limit != Limit::kUnknown) row.bound_by = LimitWord(bottleneck.limit);
  row.bottleneck = BottleneckText(bottleneck);
  row.with_worker = bottleneck.with_worker;
  row.with_thread = bottleneck.with_thread;
  return row;
}

ProgressSnapshot SnapshotOf(const RunView& run, Instant now, bool farewell) {
  const Scheduler& scheduler = run.loop.scheduler();
  ProgressSnapshot snapshot;
  snapshot.elapsed = now - run.started;
  snapshot.durable = run.ledger.DurableTally();
  snapshot.listed = ListedSources(run.loop);
  snapshot.scan_ended = run.loop.scan_ended();
  snapshot.workers = WorkersOf(scheduler);
  snapshot.in_flight = scheduler.leases().size();
  snapshot.silence = scheduler.SilenceText(now);
  snapshot.held_up = scheduler.IsHeldUp();
  snapshot.insecure = run.options.insecure;
  snapshot.pause = PauseText(run, now, farewell);
  return snapshot;
}

}  // namespace photomill
