// Executes tasks on real pictures. Threads: I/O threads fetch, CPU threads decode, derive and
// encode, or wait for a process that does it for them, other I/O threads publish; a job goes from
// queue to queue and belongs to one thread at a time. Start, Abandon and ExtendLease are called by
// the loop's thread, Prove by a thread of its own.
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
#include "worker/pipeline/job.h"
#include "worker/pipeline/memory_budget.h"
#include "worker/pipeline/proof.h"
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
  uint32_t publish_threads = 16;  // they wait for the disk: small files need many
  uint64_t memory_bytes = 1ULL << 30;
  StoreRoots roots;
  SessionId session;
  std::string
      program;  // photomill-worker with its folder, for tasks that get a process of their own
  Isolation isolation = Isolation::kAuto;
  TaskTimeBounds task_time;
};

// Begins the names of all temporary files of an engine.
std::string TagPrefixOf(SessionId session);

class PipelineRunner final : public ThreadedRunner {
 public:
  // `running` outlives the runner; it has a row for each CPU and each fetch thread.
  PipelineRunner(PipelineOptions options, RunningTable& running, const Clock& clock);
  ~PipelineRunner() override;

  Ready Prove(const Welcome& welcome) override;
  void Start(const Assignment& assignment) override;
  void Abandon() override;
  void ExtendLease(Instant until) override;
  void Settle(const std::vector<AttemptId>& attempts, bool recorded) override;
  StoreWaits Waits() override { return watches_.Waits(clock_.Now()); }
  Mailbox<EndedTask>& ended() override { return ended_; }

  // Removes this engine's temporary files, and notes that nobody needs: for an end that does not
  // wait for what is under way.
  void SweepOwn();

  // How many tasks the pipeline takes to keep all of its threads busy.
  static uint32_t TasksUnderWay(const PipelineOptions& options);

 private:
  using JobPointer = std::unique_ptr<Job>;

  void Fetch(size_t row);
  void Produce(size_t row);
  // In this process, or in one of its own. Nothing: the outputs are made.
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
  MemoryBudget budget_;
  LeaseGate lease_;
  StoreWatches watches_;
  Mailbox<EndedTask> ended_;
  WorkQueue<JobPointer> to_fetch_;
  WorkQueue<JobPointer> to_produce_;
  WorkQueue<JobPointer> to_publish_;  // a null one only wakes a thread
  NoteBook notes_;
  std::atomic<uint64_t> next_note_{1};

  std::mutex workplace_mutex_;
  std::shared_ptr<const Workplace> workplace_;
  std::atomic<uint64_t> epoch_{0};  // counts Abandon
  std::atomic<bool> closing_{false};

  std::vector<std::thread> threads_;
};

}  // namespace photomill
