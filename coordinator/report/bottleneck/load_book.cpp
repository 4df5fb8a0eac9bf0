#include "coordinator/report/bottleneck/load_book.h"

#include <algorithm>
#include <utility>

namespace photomill {
namespace {

constexpr Duration kHalfWindow = seconds(15);
// A worker whose heartbeats cover less says too little.
constexpr uint64_t kWorkerMicrosecondsMin = 1'000'000;
// With fewer calls in the window, the calls since the engine began are used.
constexpr uint64_t kCallsMin = 8;

double Seconds(uint64_t microseconds) {
  return static_cast<double>(microseconds) / 1e6;
}

// Totals never fall, except in the heartbeats of a worker that lies.
uint64_t Grown(uint64_t now, uint64_t before) {
  return now > before ? now - before : 0;
}

CallFigures Grown(const CallFigures& now, const CallFigures& before) {
  return {Grown(now.calls, before.calls), Grown(now.microseconds, before.microseconds),
          Grown(now.in_progress, before.in_progress)};
}

LatencyPoint PointOf(const CallFigures& figures) {
  if (figures.calls == 0) return {};
  const auto calls = static_cast<double>(figures.calls);
  return {figures.calls, static_cast<double>(figures.in_progress) / calls,
          Seconds(figures.microseconds) / calls};
}

// Calls that began while more than few were in progress.
CallFigures ManyOf(const StoreLoad& load) {
  return Grown(load.all, load.few);
}

LatencyPoint PointOf(const CallFigures& now, const CallFigures& before) {
  const CallFigures grown = Grown(now, before);
  return PointOf(grown.calls >= kCallsMin ? grown : now);
}

StoreWindow StoreOf(const StoreLoad& now, const StoreLoad& before, double span) {
  const CallFigures all = Grown(now.all, before.all);
  StoreWindow window;
  window.calls_per_second = static_cast<double>(all.calls) / span;
  window.bytes_per_second = static_cast<double>(Grown(now.bytes, before.bytes)) / span;
  window.seconds = PointOf(all).seconds;
  window.few = PointOf(now.few, before.few);
  window.many = PointOf(ManyOf(now), ManyOf(before));
  return window;
}

// What the worker itself tells.
WorkerWindow WindowOf(const WorkerLoad& now, const WorkerLoad& before) {
  const double span = Seconds(Grown(now.elapsed, before.elapsed));
  const auto mean = [&](uint64_t after, uint64_t earlier) {
    return Seconds(Grown(after, earlier)) / span;
  };
  WorkerWindow window;
  for (size_t i = 0; i < kStageCount; ++i) {
    window.tasks[i] = mean(now.stage_time[i], before.stage_time[i]);
  }
  window.tasks_per_second = static_cast<double>(Grown(now.tasks_ended, before.tasks_ended)) / span;
  window.cpu_threads = now.cpu_threads;
  window.fetch_threads = now.fetch_threads;
  window.publish_threads = now.publish_threads;
  window.tasks_max = now.tasks_max;
  const ProcessorLoad& processors = now.processors;
  window.used = mean(processors.used, before.processors.used);
  window.ready = mean(processors.ready, before.processors.ready);
  window.allowed = processors.allowed / 1000.0;
  window.machine_used = mean(processors.machine, before.processors.machine);
  window.machine_stolen = mean(processors.stolen, before.processors.stolen);
  window.machine_processors = processors.machine_processors;
  window.source = StoreOf(now.source, before.source, span);
  window.destination = StoreOf(now.destination, before.destination, span);
  return window;
}

}  // namespace

WorkerWindow LoadBook::WindowOf(const WorkerPages& pages) {
  WorkerWindow window = photomill::WindowOf(pages.latest.load, pages.old.load);
  window.host = pages.host;
  const uint64_t observations = Grown(pages.latest.observations, pages.old.observations);
  if (observations > 0) {
    window.out_of_bytes =
        static_cast<double>(Grown(pages.latest.out_of_bytes, pages.old.out_of_bytes)) /
        static_cast<double>(observations);
  }
  return window;
}

void LoadBook::Observe(Instant now, const std::vector<WorkerSample>& workers,
                       const CoordinatorSample& coordinator) {
  if (!own_) own_ = OwnPages{now, coordinator, now, coordinator, now, coordinator};
  const bool turns = now - own_->middle_at >= kHalfWindow;
  if (turns) {
    own_->old_at = std::exchange(own_->middle_at, now);
    own_->old = std::exchange(own_->middle, coordinator);
  }
  own_->latest_at = now;
  own_->latest = coordinator;

  std::map<SessionId, WorkerPages> kept;
  for (const WorkerSample& sample : workers) {
    if (sample.load.elapsed == 0) continue;
    const auto found = workers_.find(sample.session);
    WorkerPage page{sample.load};
    WorkerPages pages{sample.host, page, page, page};
    if (found != workers_.end()) {
      pages = std::move(found->second);
      page.observations = pages.latest.observations + 1;
      page.out_of_bytes = pages.latest.out_of_bytes + (sample.out_of_bytes ? 1 : 0);
    }
    if (turns) pages.old = std::exchange(pages.middle, page);
    pages.latest = page;
    kept.emplace(sample.session, std::move(pages));
  }
  workers_ = std::move(kept);
}

LoadWindow LoadBook::Window(const WorkLeft& left) const {
  LoadWindow window;
  window.left = left;
  window.coordinator.host = host_;
  if (!own_) return window;
  const double span = std::chrono::duration<double>(own_->latest_at - own_->old_at).count();
  if (span <= 0) return window;
  const auto mean = [&](uint64_t now, uint64_t before) {
    return Seconds(Grown(now, before)) / span;
  };
  const CoordinatorSample& now = own_->latest;
  const CoordinatorSample& before = own_->old;
  window.rate = static_cast<double>(std::max<int64_t>(0, now.finished - before.finished)) / span;
  window.coordinator.used = mean(now.used_microseconds, before.used_microseconds);
  window.coordinator.loop_busy = mean(now.loop_busy_microseconds, before.loop_busy_microseconds);
  window.coordinator.ledger_busy =
      mean(now.ledger_busy_microseconds, before.ledger_busy_microseconds);
  window.coordinator.committing = mean(now.commit_microseconds, before.commit_microseconds);
  if (const uint64_t commits = Grown(now.commits, before.commits); commits > 0) {
    window.coordinator.commit_seconds =
        Seconds(Grown(now.commit_microseconds, before.commit_microseconds)) /
        static_cast<double>(commits);
  }
  if (const uint64_t looks = Grown(now.looks, before.looks); looks > 0) {
    window.coordinator.queued =
        static_cast<double>(Grown(now.queued, before.queued)) / static_cast<double>(looks);
  }
  const auto rate = [&](uint64_t after, uint64_t earlier) {
    return static_cast<double>(Grown(after, earlier)) / span;
  };
  window.coordinator.frames = rate(now.wire.frames, before.wire.frames);
  window.coordinator.bytes_received = rate(now.wire.bytes_received, before.wire.bytes_received);
  window.coordinator.bytes_sent = rate(now.wire.bytes_sent, before.wire.bytes_sent);
  for (const auto& [session, pages] : workers_) {
    if (Grown(pages.latest.load.elapsed, pages.old.load.elapsed) < kWorkerMicrosecondsMin) continue;
    window.workers.push_back(WindowOf(pages));
  }
  window.seconds = span;
  return window;
}

}  // namespace photomill
