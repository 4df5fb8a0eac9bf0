// Runs tasks on real photos. Threads: I/O threads fetch and read headers, CPU threads decode, derive
// and encode (both wait for a separate process instead if the task is a suspect), other I/O threads
// publish. A job moves from queue to queue and belongs to one thread at a time. The loop's thread
// calls Start, Resize, Abandon and ExtendLease; a separate thread calls Prove.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/model/isolation.h"
#include "common/os/clock.h"
#include "common/storage/store_watch.h"
#include "worker/pipeline/concurrency_pulse.h"
#include "worker/pipeline/job.h"
#include "worker/pipeline/memory_budget.h"
#include "worker/pipeline/proof.h"
#include "worker/pipeline/thread_limit.h"
#include "worker/runtime/lease_gate.h"
#include "worker/runtime/note_book.h"
#include "worker/runtime/running_table.h"
#include "worker/runtime/sandbox.h"
#include "worker/runtime/threaded_runner.h"
#include "worker/runtime/work_queue.h"

namespace photomill {

struct PipelineOptions {
  uint32_t cpu_threads = 1;
  uint32_t fetch_threads = 4;
  uint32_t publish_threads = 16;  // they wait for the disk, so small files need many
  uint64_t memory_bytes = 1ULL << 30;
  StoreRoots roots;
  SessionId session;
  std::string program;  // path of photomill-worker, for tasks that run in a separate process
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
  uint32_t nice = 0;  // of these threads and of separate processes; not of the loop's thread
};

// The prefix of the names of all temporary files of an engine.
std::string TagPrefixOf(SessionId session);

class PipelineRunner final : public ThreadedRunner {
 public:
  // `running` must outlive the runner. It has a row for each fetch and each CPU thread.
  PipelineRunner(PipelineOptions options, RunningTable& running, const Clock& clock);
  ~PipelineRunner() override;

  Ready Prove(const Welcome& welcome) override;
  void Start(const Assignment& assignment) override;
  RunnerSize Resize(uint32_t slots) override;
  void Abandon() override;
  void ExtendLease(Instant until) override;
  void Settle(const std::vector<AttemptId>& attempts, bool recorded) override;
  StoreWaits Waits() override { return watches_.Waits(clock_.Now()); }
  WorkerLoad Load() override;
  Mailbox<EndedTask>& ended() override { return ended_; }

  // Removes this engine's temporary files and unneeded notes. For an exit that does not wait for
  // tasks in progress.
  void SweepOwn();

  // The number of tasks that keep all threads of a pipeline with so many CPU threads busy.
  static uint32_t TasksUnderWay(uint32_t cpu_threads);

 private:
  using JobPointer = std::unique_ptr<Job>;

  bool AddCpuThread();
  void Fetch(size_t row);
  Status FetchNow(Job& job, size_t row);
  // Reads the header, in this process or in a separate one. Returns nothing if the outputs are to be
  // made.
  std::optional<Outcome> Examine(Job& job, size_t row);
  std::optional<Outcome> ExamineHere(Job& job, size_t row);
  std::optional<Outcome> ExamineApart(Job& job);
  [[nodiscard]] std::optional<Outcome> CheckNeeds(const Job& job) const;
  void Produce(size_t row);
  // In this process, or in a separate one. Returns nothing if the outputs were created.
  std::optional<Outcome> ProduceHere(Job& job, size_t row);
  std::optional<Outcome> ProduceApart(Job& job);
  [[nodiscard]] bool GetsOwnProcess(const Task& task) const;
  [[nodiscard]] Duration TimeLimitOf(const Job& job) const;
  void Publish();
  void PublishGroup(std::vector<JobPointer> group);
  bool MayPublish(Job& job);
  std::string NextNote(const Workplace& place);
  void RemoveNotes();
  void End(const Job& job, Outcome outcome);
  std::shared_ptr<const Workplace> workplace();

  const PipelineOptions options_;
  RunningTable& running_;
  const Clock& clock_;
  const Sandbox sandbox_;
  std::atomic<uint32_t> cpu_threads_;  // that may work; there are more if there once were more
  ThreadLimit cpu_limit_;
  MemoryBudget budget_;
  LeaseGate lease_;
  StoreWatches watches_;
  StoreMeters meters_;
  ConcurrencyPulse fetch_pulse_;
  ConcurrencyPulse publish_pulse_;
  const Instant begun_;
  StageBook stages_;  // outlives all jobs
  std::atomic<uint64_t> tasks_ended_{0};
  Mailbox<EndedTask> ended_;
  WorkQueue<JobPointer> to_fetch_;
  WorkQueue<JobPointer> to_produce_;
  WorkQueue<JobPointer> to_publish_;  // a null item only wakes a thread
  NoteBook notes_;
  std::atomic<uint64_t> next_note_{1};

  std::mutex workplace_mutex_;
  std::shared_ptr<const Workplace> workplace_;
  std::atomic<uint64_t> epoch_{0};  // number of Abandon() calls
  std::atomic<bool> closing_{false};

  std::vector<std::thread> cpu_thread_pool_;  // of the loop's thread
  std::vector<std::thread> io_threads_;
};

}  // namespace photomill
