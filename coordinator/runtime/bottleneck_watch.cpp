#include "coordinator/runtime/bottleneck_watch.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "common/os/memory.h"

namespace photomill {
namespace {

constexpr Duration kInterval = seconds(1);

uint64_t Microseconds(Duration duration) {
  return static_cast<uint64_t>(
      std::max<int64_t>(0, std::chrono::duration_cast<microseconds>(duration).count()));
}

// The load of workers that take tasks. The others hold nothing up, and are not held up.
std::vector<WorkerSample> SamplesOf(const Scheduler& scheduler) {
  std::vector<WorkerSample> samples;
  for (const auto& [peer, worker] : scheduler.workers().all()) {
    if (!worker.IsSound()) continue;
    samples.push_back({worker.session, worker.host, worker.load, worker.IsOutOfBytes()});
  }
  return samples;
}

WorkLeft LeftOf(const RunView& run, const Tally& tally) {
  const Scheduler& scheduler = run.loop.scheduler();
  return {tally[SourceState::kPending] + tally.comparing, scheduler.tasks().ready(),
          scheduler.leases().size(), run.loop.scan_ended()};
}

}  // namespace

BottleneckWatch::BottleneckWatch(Instant now) : book_(HostName()), begun_(now), observed_(now) {}

void BottleneckWatch::Observe(Instant now, const RunView& run, const LedgerThread& ledger,
                              const WireTraffic& wire, Duration slept) {
  if (now - observed_ < kInterval) return;
  // A run that its user has paused is bound by nothing, and figures from before the pause do not
  // explain what follows.
  if (run.loop.scheduler().paused_by_user()) {
    book_ = LoadBook(HostName());
    verdict_ = {};
    observed_ = now;
    return;
  }
  const Tally tally = ledger.DurableTally();
  const LedgerWork work = ledger.WorkSoFar();
  CoordinatorSample own;
  own.used_microseconds = Microseconds(ProcessCpuTime());
  own.loop_busy_microseconds = Microseconds(now - begun_ - slept);
  own.ledger_busy_microseconds = Microseconds(work.busy);
  own.commits = work.commits;
  own.commit_microseconds = Microseconds(work.committing);
  own.finished = tally[RunCount::kSettled].count;
  own.looks = ++looks_;
  own.queued = queued_ += work.queued;
  own.wire = wire;
  book_.Observe(now, SamplesOf(run.loop.scheduler()), own);
  verdict_ = Judge(book_.Window(LeftOf(run, tally)));
  bound_.Add(verdict_, now - std::exchange(observed_, now));
}

}  // namespace photomill
