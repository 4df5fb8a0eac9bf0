#include "coordinator/report/bottleneck/verdict.h"

#include <algorithm>
#include <limits>
#include <map>

#include "coordinator/report/bottleneck/prediction.h"

namespace photomill {
namespace {

constexpr double kSecondsMin = 4;      // a shorter window says too little
constexpr double kBusy = 0.85;         // from this utilisation on, a resource is the limit
constexpr double kStarved = 0.6;       // a worker with fewer of the tasks it can start gets too few
constexpr double kLoopBusy = 0.7;      // the same as kBusy for a single thread with peaks
constexpr double kMemoryShare = 0.2;   // of the CPU threads' time
constexpr double kOthersShare = 0.12;  // of a machine's processors
constexpr double kSurelyBusy = 0.95;
constexpr double kOutOfBytes = 0.5;  // of the workers' time

// Sums over the workers.
struct Sums {
  double workers = 0;
  double cpu_threads = 0;
  double tasks_max = 0;
  double out_of_bytes = 0;  // workers, on average over the window
  std::array<double, kStageCount> tasks{};

  [[nodiscard]] double in(Stage stage) const { return tasks[static_cast<size_t>(stage)]; }
  [[nodiscard]] double producing() const {
    return in(Stage::kDecode) + in(Stage::kDerive) + in(Stage::kEncode) + in(Stage::kApart);
  }
  [[nodiscard]] double fetching() const { return in(Stage::kToFetch) + in(Stage::kFetch); }
  [[nodiscard]] double publishing() const { return in(Stage::kToPublish) + in(Stage::kPublish); }
  // The utilisation of the CPU threads, including their waits for memory.
  [[nodiscard]] double cpu_utilisation() const {
    return cpu_threads > 0 ? (producing() + in(Stage::kMemory)) / cpu_threads : 0;
  }
  // How much of what the workers can start they have started.
  [[nodiscard]] double occupancy() const {
    double all = 0;
    for (const double count : tasks) all += count;
    return tasks_max > 0 ? all / tasks_max : 0;
  }
};

Sums SumsOf(const LoadWindow& window) {
  Sums sums;
  for (const WorkerWindow& worker : window.workers) {
    sums.workers += 1;
    sums.cpu_threads += worker.cpu_threads;
    sums.tasks_max += worker.tasks_max;
    sums.out_of_bytes += worker.out_of_bytes;
    for (size_t i = 0; i < kStageCount; ++i) sums.tasks[i] += worker.tasks[i];
  }
  return sums;
}

// A machine with its workers. All in processors.
struct Machine {
  double cpu_threads = 0;
  double used = 0;     // by its workers
  double allowed = 0;  // to its workers
  double all_used = 0;
  double stolen = 0;
  double processors = 0;

  // What photomill does not use, including what the hypervisor takes.
  [[nodiscard]] double others(double own) const {
    return std::max(0.0, all_used - used - own) + stolen;
  }
  [[nodiscard]] double usable() const {
    return processors > 0 ? std::min(allowed, processors) : allowed;
  }
};

std::map<std::string, Machine> MachinesOf(const LoadWindow& window) {
  std::map<std::string, Machine> machines;
  for (const WorkerWindow& worker : window.workers) {
    Machine& machine = machines[worker.host];
    machine.cpu_threads += worker.cpu_threads;
    machine.used += worker.used;
    machine.allowed += worker.allowed;
    // Each of its workers sees the whole machine.
    machine.all_used = std::max(machine.all_used, worker.machine_used);
    machine.stolen = std::max(machine.stolen, worker.machine_stolen);
    machine.processors = std::max(machine.processors, worker.machine_processors);
  }
  return machines;
}

// What holds back the CPU threads of one machine, all of which are busy.
Limit LimitOf(const Machine& machine, double own) {
  const double usable = machine.usable();
  if (usable <= 0) return Limit::kProcessors;
  if (machine.used >= kBusy * usable) return Limit::kProcessors;
  const double others = machine.others(own);
  const bool full = machine.used + own + others >= kBusy * machine.processors;
  if (full && others >= kOthersShare * machine.processors) return Limit::kOtherPrograms;
  if (machine.cpu_threads < usable * kSurelyBusy) return Limit::kSlots;
  return Limit::kProcessors;
}

double OwnOn(const LoadWindow& window, const std::string& host) {
  return host == window.coordinator.host ? window.coordinator.used : 0;
}

// The limit of most CPU threads.
Limit ProcessorLimitOf(const LoadWindow& window) {
  std::map<Limit, double> threads;
  for (const auto& [host, machine] : MachinesOf(window)) {
    threads[LimitOf(machine, OwnOn(window, host))] += machine.cpu_threads;
  }
  const auto most =
      std::max_element(threads.begin(), threads.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == threads.end() ? Limit::kProcessors : most->first;
}

// --- The verdict ---------------------------------------------------------------------------------

// Workers that get too few tasks: whose fault is that?
void JudgeStarved(const LoadWindow& window, const Sums& sums, Bottleneck& verdict) {
  const CoordinatorWindow& coordinator = window.coordinator;
  verdict.confidence = 0.8;
  if (coordinator.ledger_busy >= kLoopBusy && coordinator.ledger_busy >= coordinator.loop_busy) {
    verdict.limit = Limit::kLedger;
  } else if (coordinator.loop_busy >= kLoopBusy) {
    verdict.limit = Limit::kCoordinator;
  } else if (sums.out_of_bytes >= kOutOfBytes * sums.workers) {
    verdict.limit = Limit::kMemory;
    verdict.accepting = true;
  } else if (window.left.ready == 0 && !window.left.scan_ended) {
    verdict.limit = Limit::kSource;
    verdict.listing = true;
  } else if (coordinator.ledger_busy >= kLoopBusy / 2) {
    verdict.limit = Limit::kLedger;
    verdict.confidence = 0.5;
  } else {
    verdict.limit = Limit::kCoordinator;
    verdict.confidence = 0.4;
  }
}

// The tasks gather at the slowest part of a closed network.
void JudgeBusy(const LoadWindow& window, const Sums& sums, Bottleneck& verdict) {
  const double utilisation = sums.cpu_utilisation();
  if (utilisation >= kBusy) {
    const bool waits = sums.in(Stage::kMemory) >= kMemoryShare * sums.cpu_threads;
    verdict.limit = ProcessorLimitOf(window);
    if (waits && verdict.limit != Limit::kOtherPrograms) verdict.limit = Limit::kMemory;
    verdict.confidence = utilisation >= kSurelyBusy ? 0.9 : 0.75;
    return;
  }
  const double fetching = sums.fetching();
  const double publishing = sums.publishing();
  verdict.limit = fetching >= publishing ? Limit::kSource : Limit::kDestination;
  const double larger = std::max(fetching, publishing);
  const double all = fetching + publishing + sums.in(Stage::kToProduce) + sums.producing();
  verdict.confidence = all > 0 ? std::clamp(1.1 * larger / all, 0.3, 0.9) : 0.3;
}

void AddStage(const Sums& sums, Bottleneck& verdict) {
  const double all = sums.producing();
  if (all <= 0) return;
  for (const Stage stage : {Stage::kDecode, Stage::kDerive, Stage::kEncode, Stage::kApart}) {
    if (sums.in(stage) / all <= verdict.stage_share) continue;
    verdict.stage = stage;
    verdict.stage_share = sums.in(stage) / all;
  }
}

void AddEvidence(const LoadWindow& window, const Sums& sums, Bottleneck& verdict) {
  double used = 0;
  double usable = 0;
  double others = 0;
  for (const auto& [host, machine] : MachinesOf(window)) {
    used += machine.used;
    usable += machine.usable();
    others += machine.others(OwnOn(window, host));
  }
  verdict.evidence = {
      {"cpu_threads_busy", sums.cpu_utilisation()},
      {"processors_used", usable > 0 ? used / usable : 0},
      {"processors_of_others", others},
      {"waiting_for_memory", sums.cpu_threads > 0 ? sums.in(Stage::kMemory) / sums.cpu_threads : 0},
      {"tasks_fetching", sums.fetching()},
      {"tasks_producing", sums.in(Stage::kToProduce) + sums.in(Stage::kMemory) + sums.producing()},
      {"tasks_publishing", sums.publishing()},
      {"tasks_started_of_possible", sums.occupancy()},
      {"workers_out_of_bytes", sums.workers > 0 ? sums.out_of_bytes / sums.workers : 0},
      {"coordinator_busy", window.coordinator.loop_busy},
      {"ledger_busy", window.coordinator.ledger_busy},
      {"commit_seconds", window.coordinator.commit_seconds},
      {"ledger_requests_waiting", window.coordinator.queued},
      {"wire_frames_per_s", window.coordinator.frames},
      {"wire_bytes_received_per_s", window.coordinator.bytes_received},
      {"wire_bytes_sent_per_s", window.coordinator.bytes_sent}};
}

// --- Predictions, relative to today's rate --------------------------------------------------------

// What the stores, the coordinator and the ledger allow at most.
double GainAllowedByOthers(const LoadWindow& window) {
  // More facts make commits larger, but not more frequent.
  const double recording = window.coordinator.ledger_busy - window.coordinator.committing;
  const double busiest = std::max(window.coordinator.loop_busy, recording);
  double most = busiest > 0 ? std::max(1.0, 1 / busiest) : std::numeric_limits<double>::infinity();
  for (const StoreMember store : {&WorkerWindow::source, &WorkerWindow::destination}) {
    if (const std::optional<LatencyLaw> law = LawOf(window, store)) {
      most = std::min(most, law->GainMax());
    }
  }
  return most;
}

// What another thread of one worker gets of the processors. The kernel gives equal shares to
// threads that are ready.
double ThreadGain(const LoadWindow& window, Limit limit, const Sums& sums) {
  double used = 0;
  double usable = 0;
  double others = 0;
  double processors = 0;
  for (const auto& [host, machine] : MachinesOf(window)) {
    used += machine.used;
    usable += machine.usable();
    others += machine.others(OwnOn(window, host));
    processors += machine.processors;
  }
  const double more = (sums.cpu_threads + 1) / sums.cpu_threads;
  if (used <= 0) return more;
  if (limit == Limit::kOtherPrograms) {
    const double threads_of_others = others * sums.cpu_threads / used;
    const double share = (sums.cpu_threads + 1) / (sums.cpu_threads + 1 + threads_of_others);
    return std::clamp(share * processors / used, 1.0, more);
  }
  return std::clamp(usable / used, 1.0, more);
}

void Predict(const LoadWindow& window, const Sums& sums, Bottleneck& verdict) {
  const double more_workers = (sums.workers + 1) / sums.workers;
  double with_worker = 1;
  double with_thread = 1;
  switch (verdict.limit) {
    case Limit::kProcessors:
    case Limit::kSlots:
    case Limit::kMemory:
    case Limit::kOtherPrograms:
      with_worker = std::min(more_workers, GainAllowedByOthers(window));
      if (verdict.limit != Limit::kMemory) with_thread = ThreadGain(window, verdict.limit, sums);
      break;
    case Limit::kSource:
    case Limit::kDestination: {
      const bool reads = verdict.limit == Limit::kSource;
      const std::optional<LatencyLaw> law =
          LawOf(window, reads ? &WorkerWindow::source : &WorkerWindow::destination);
      if (verdict.listing) break;
      if (!law) return;
      with_worker = law->Gain(more_workers);
      // A CPU thread brings no fetch thread, but two more tasks that can be published at a time.
      if (!reads && sums.publishing() > 0) with_thread = law->Gain(1 + 2 / sums.tasks_max);
      break;
    }
    case Limit::kCoordinator:
    case Limit::kLedger:
      break;
    case Limit::kUnknown:
    case Limit::kWorkers:
    case Limit::kTail:
    case Limit::kNothing:
      return;
  }
  verdict.with_worker = verdict.rate * with_worker;
  verdict.with_thread = verdict.rate * with_thread;
}

}  // namespace

Bottleneck Judge(const LoadWindow& window) {
  Bottleneck verdict;
  verdict.rate = window.rate;
  const WorkLeft& left = window.left;
  if (left.scan_ended && left.pending == 0) {
    verdict.limit = Limit::kNothing;
    verdict.confidence = 1;
    return verdict;
  }
  if (window.workers.empty()) {
    if (window.seconds < kSecondsMin || (left.pending == 0 && left.ready == 0)) return verdict;
    verdict.limit = Limit::kWorkers;
    verdict.confidence = 1;
    return verdict;
  }
  if (window.seconds < kSecondsMin) return verdict;
  const Sums sums = SumsOf(window);
  AddEvidence(window, sums, verdict);
  AddStage(sums, verdict);
  if (left.scan_ended && left.ready == 0 &&
      static_cast<double>(left.in_flight) < sums.cpu_threads) {
    verdict.limit = Limit::kTail;
    verdict.confidence = 0.9;
    return verdict;
  }
  if (sums.occupancy() < kStarved && sums.cpu_utilisation() < kBusy) {
    JudgeStarved(window, sums, verdict);
  } else {
    JudgeBusy(window, sums, verdict);
  }
  Predict(window, sums, verdict);
  return verdict;
}

}  // namespace photomill
