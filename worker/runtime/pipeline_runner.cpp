#include "worker/runtime/pipeline_runner.h"

#include <fmt/core.h>

#include <algorithm>
#include <system_error>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/os/memory.h"
#include "common/os/process.h"
#include "common/os/processor_load.h"
#include "common/storage/destination.h"
#include "worker/core/task_time.h"
#include "worker/pipeline/fetch.h"
#include "worker/pipeline/produce.h"
#include "worker/pipeline/publish.h"

namespace photomill {
namespace {

// Jobs that one publish thread takes together, so that their folders are synced once.
constexpr size_t kPublishGroup = 16;

// Jobs being published while each CPU thread is busy and has its next job.
constexpr uint32_t kPublishAhead = 4;

// This many unneeded notes wake a thread that removes them. Fewer wait for the next group.
constexpr size_t kNotesRemovedTogether = 64;

// A row of the running table that is occupied while bytes of a source are examined.
class MarkedRow final : public ExaminationMark {
 public:
  MarkedRow(RunningTable& table, size_t row, SourceId source, const Clock& clock, Duration limit)
      : table_(table), row_(row), source_(source), clock_(clock), limit_(limit) {}

  void Begin() override { table_.Begin(row_, source_, clock_.Now() + limit_); }
  void End() override { table_.End(row_); }

 private:
  RunningTable& table_;
  const size_t row_;
  const SourceId source_;
  const Clock& clock_;
  const Duration limit_;
};

// A thread that publishes has at least one task.
uint32_t PublishCallsMax(const PipelineOptions& options) {
  return std::min(options.publish_threads, PipelineRunner::TasksUnderWay(options.cpu_threads));
}

}  // namespace

std::string TagPrefixOf(SessionId session) {
  return fmt::format("{:016x}", session.value);
}

PipelineRunner::PipelineRunner(PipelineOptions options, RunningTable& running, const Clock& clock)
    : options_(std::move(options)),
      running_(running),
      clock_(clock),
      sandbox_(options_.program, clock),
      cpu_threads_(options_.cpu_threads),
      cpu_limit_(options_.cpu_threads),
      budget_(options_.memory_bytes),
      lease_(clock),
      meters_{{clock, options_.fetch_threads}, {clock, PublishCallsMax(options_)}},
      fetch_pulse_(clock, options_.fetch_threads),
      publish_pulse_(clock, PublishCallsMax(options_)),
      begun_(clock.Now()),
      stages_(begun_) {
  PHOTOMILL_CHECK(options_.cpu_threads <= limits::kWorkerThreadsMax);
  PHOTOMILL_CHECK(options_.fetch_threads <= RunningTable::kFetchRowsMax);
  for (uint32_t i = 0; i < options_.fetch_threads; ++i) {
    io_threads_.emplace_back([this, i] {
      MakeThreadNice(options_.nice);
      Fetch(i);
    });
  }
  for (uint32_t i = 0; i < options_.cpu_threads; ++i) PHOTOMILL_CHECK(AddCpuThread());
  for (uint32_t i = 0; i < options_.publish_threads; ++i) {
    io_threads_.emplace_back([this] {
      MakeThreadNice(options_.nice);
      Publish();
    });
  }
}

PipelineRunner::~PipelineRunner() {
  closing_ = true;
  lease_.Close();
  to_fetch_.Close();
  to_produce_.Close();
  to_publish_.Close();
  for (std::thread& thread : cpu_thread_pool_) thread.join();
  for (std::thread& thread : io_threads_) thread.join();
  RemoveNotes();
}

// Returns false if the system does not allow another thread.
bool PipelineRunner::AddCpuThread() {
  const size_t row = options_.fetch_threads + cpu_thread_pool_.size();
  try {
    cpu_thread_pool_.emplace_back([this, row] {
      MakeThreadNice(options_.nice);
      Produce(row);
    });
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

RunnerSize PipelineRunner::Resize(uint32_t slots) {
  PHOTOMILL_CHECK(slots > 0 && slots <= limits::kWorkerThreadsMax);
  while (cpu_thread_pool_.size() < slots && AddCpuThread()) {
  }
  cpu_threads_ = static_cast<uint32_t>(std::min<size_t>(slots, cpu_thread_pool_.size()));
  cpu_limit_.Set(cpu_threads_);
  return {cpu_threads_, TasksUnderWay(cpu_threads_)};
}

uint32_t PipelineRunner::TasksUnderWay(uint32_t cpu_threads) {
  // Each CPU thread works on one job and has one fetched ahead, and a few are being published. Not
  // one per publish thread, because tasks in progress cannot be reassigned and a drain waits for
  // them.
  return 2 * cpu_threads + kPublishAhead;
}

Ready PipelineRunner::Prove(const Welcome& welcome) {
  OpenedStores stores = ProveStores(welcome, options_.roots, watches_, &meters_);
  if (stores.source != nullptr && stores.destination != nullptr) {
    auto workplace = std::make_shared<Workplace>();
    workplace->recipe = welcome.recipe;
    workplace->source_rules = welcome.source_rules;
    workplace->source = std::move(stores.source);
    workplace->destination = std::move(stores.destination);
    workplace->tag_prefix = TagPrefixOf(options_.session);
    workplace->migration_id = welcome.migration_id;
    workplace->source_times = stores.times;
    workplace->keep_times = welcome.keep_times;
    if (const SessionId dead = running_.dead_session(); dead.value != 0) {
      // Removes the temporary files of the previous engine. Not essential: the coordinator removes
      // old ones.
      (void)workplace->destination->Sweep(TagPrefixOf(dead), seconds(0));
    }
    const std::lock_guard lock(workplace_mutex_);
    workplace_ = std::move(workplace);
  }
  return std::move(stores.ready);
}

void PipelineRunner::SweepOwn() {
  closing_ = true;
  lease_.Close();
  const std::shared_ptr<const Workplace> place = workplace();
  if (place != nullptr) (void)place->destination->Sweep(place->tag_prefix, seconds(0));
  RemoveNotes();
}

std::shared_ptr<const Workplace> PipelineRunner::workplace() {
  const std::lock_guard lock(workplace_mutex_);
  return workplace_;
}

void PipelineRunner::Start(const Assignment& assignment) {
  auto job = std::make_unique<Job>();
  job->workplace = workplace();
  job->assignment = assignment;
  job->stage.Follow(stages_, clock_);
  job->queued_at = clock_.Now();
  job->epoch = epoch_;
  job->lapses_at_start = lease_.lapses();
  if (job->workplace == nullptr) {
    End(*job, FailedOutcome({Reason::kInternal, "no stores are open"}, {}));
    return;
  }
  job->stage.Enter(Stage::kToFetch);
  to_fetch_.Push(std::move(job));
}

void PipelineRunner::Abandon() {
  notes_.Abandon(++epoch_);
}

void PipelineRunner::ExtendLease(Instant until) {
  lease_.Extend(until);
}

void PipelineRunner::Settle(const std::vector<AttemptId>& attempts, bool recorded) {
  notes_.Settle(attempts, recorded);
  if (notes_.removable() >= kNotesRemovedTogether) to_publish_.Push(nullptr);
}

std::string PipelineRunner::NextNote(const Workplace& place) {
  return NotePrefix(place.migration_id) + place.tag_prefix + "-" + std::to_string(next_note_++);
}

// Notes that cannot be removed stay; the next start of a coordinator reads them.
void PipelineRunner::RemoveNotes() {
  const std::vector<std::string> removable = notes_.TakeRemovable();
  const std::shared_ptr<const Workplace> place = workplace();
  if (!removable.empty() && place != nullptr) (void)place->destination->RemoveNotes(removable);
}

void PipelineRunner::End(const Job& job, Outcome outcome) {
  // Abandoned: nobody waits for it, and another migration could use the same attempt number.
  if (job.epoch != epoch_) return;
  outcome.content = job.content;
  outcome.format = job.format;
  if (outcome.detail.size() > limits::kDetailBytesMax) {
    outcome.detail.resize(limits::kDetailBytesMax);
  }
  ++tasks_ended_;
  ended_.Push({job.assignment.attempt, std::move(outcome)});
}

WorkerLoad PipelineRunner::Load() {
  const Instant now = clock_.Now();
  WorkerLoad load;
  load.elapsed =
      static_cast<uint64_t>(std::chrono::duration_cast<microseconds>(now - begun_).count());
  stages_.Read(now, load);
  load.tasks_ended = tasks_ended_;
  load.cpu_threads = cpu_threads_;
  load.fetch_threads = options_.fetch_threads;
  load.publish_threads = options_.publish_threads;
  load.tasks_max = TasksUnderWay(load.cpu_threads);
  const MachineProcessorTime machine = MachineProcessors();
  load.processors = {
      static_cast<uint64_t>(
          std::chrono::microseconds(ProcessCpuTime() + EndedChildrenCpuTime()).count()),
      ReadyMicroseconds(),
      machine.used,
      machine.stolen,
      MilliCpusAllowed(),
      machine.processors};
  load.source = meters_.source.Read();
  load.destination = meters_.destination.Read();
  return load;
}

Status PipelineRunner::FetchNow(Job& job, size_t row) {
  const ConcurrencyPulse::Call call(fetch_pulse_);
  job.stage.Enter(Stage::kFetch);
  MarkedRow mark(running_, row, job.assignment.task.source, clock_, options_.task_time.floor);
  return FetchSource(job, clock_, &mark);
}

void PipelineRunner::Fetch(size_t row) {
  while (std::optional<JobPointer> taken = to_fetch_.Take()) {
    JobPointer job = std::move(*taken);
    job->times[Step::kQueue] = static_cast<uint64_t>(
        std::chrono::duration_cast<microseconds>(clock_.Now() - job->queued_at).count());
    const Status fetched = FetchNow(*job, row);
    std::optional<Outcome> ended =
        fetched ? Examine(*job, row) : EndedOutcome(*job, fetched.failure());
    if (!ended) ended = CheckNeeds(*job);
    if (ended) {
      End(*job, *std::move(ended));
      continue;
    }
    job->stage.Enter(Stage::kToProduce);
    to_produce_.Push(std::move(job));
  }
}

std::optional<Outcome> PipelineRunner::Examine(Job& job, size_t row) {
  // Of a source that was not read completely, nothing is parsed any more.
  const bool apart = IsSuspect(job.assignment.task) && job.whole;
  std::optional<Outcome> ended = apart ? ExamineApart(job) : ExamineHere(job, row);
  if (!ended && IsIdentification(job.assignment.task)) return DoneOutcome(job);
  return ended;
}

std::optional<Outcome> PipelineRunner::ExamineHere(Job& job, size_t row) {
  std::optional<RunningRow> running;
  if (job.whole) {
    running.emplace(running_, row, job.assignment.task.source,
                    clock_.Now() + options_.task_time.floor);
  }
  if (IsIdentification(job.assignment.task)) {
    IdentifyJob(job);
    return std::nullopt;
  }
  const Status planned = PlanJob(job);
  if (planned) return std::nullopt;
  return EndedOutcome(job, planned.failure());
}

// Not in the running table, like ProduceApart.
std::optional<Outcome> PipelineRunner::ExamineApart(Job& job) {
  const SandboxLimits limits = SandboxLimitsFor(0, options_.task_time.floor);
  return sandbox_.Examine(job, limits, [&] { return closing_ || job.epoch != epoch_; });
}

std::optional<Outcome> PipelineRunner::CheckNeeds(const Job& job) const {
  if (job.needs.memory_bytes <= budget_.bytes_total()) return std::nullopt;
  const Failure failure{
      Reason::kOutOfMemory,
      fmt::format("{} needs about {} to decode, but this worker's limit is {}: start a worker with "
                  "more (--memory)",
                  Escaped(job.assignment.task.key), HumanBytes(job.needs.memory_bytes),
                  HumanBytes(budget_.bytes_total()))};
  return FailedOutcome(failure, job.times);
}

void PipelineRunner::Produce(size_t row) {
  while (std::optional<JobPointer> taken = to_produce_.Take()) {
    JobPointer job = std::move(*taken);
    std::optional<Outcome> ended;
    {
      const ThreadLimit::Place place(cpu_limit_);
      const Instant start = clock_.Now();
      job->stage.Enter(Stage::kMemory);
      const MemoryShare share(budget_, job->needs.memory_bytes);
      job->times[Step::kQueue] += static_cast<uint64_t>(
          std::chrono::duration_cast<microseconds>(clock_.Now() - start).count());
      ended = GetsOwnProcess(job->assignment.task) ? ProduceApart(*job) : ProduceHere(*job, row);
    }
    if (ended) {
      End(*job, *std::move(ended));
    } else {
      job->stage.Enter(Stage::kToPublish);
      to_publish_.Push(std::move(job));
    }
  }
}

std::optional<Outcome> PipelineRunner::ProduceHere(Job& job, size_t row) {
  const RunningRow running(running_, row, job.assignment.task.source,
                           clock_.Now() + TimeLimitOf(job));
  job.stage.Enter(Stage::kDecode);
  const Status produced = ProduceOutputs(job, clock_);
  if (produced) return std::nullopt;
  return EndedOutcome(job, produced.failure());
}

// Not in the running table: if the engine dies meanwhile, this task is not the cause.
std::optional<Outcome> PipelineRunner::ProduceApart(Job& job) {
  job.stage.Enter(Stage::kApart);
  const SandboxLimits limits = SandboxLimitsFor(job.needs.memory_bytes, TimeLimitOf(job));
  return sandbox_.Execute(job, limits, [&] { return closing_ || job.epoch != epoch_; });
}

bool PipelineRunner::GetsOwnProcess(const Task& task) const {
  return options_.isolation == Isolation::kAlways || IsSuspect(task);
}

Duration PipelineRunner::TimeLimitOf(const Job& job) const {
  return TaskTimeLimit(options_.task_time, job.needs.work_pixels, job.assignment.task.version.size);
}

void PipelineRunner::Publish() {
  while (true) {
    std::vector<JobPointer> group = to_publish_.TakeSome(kPublishGroup);
    if (group.empty()) return;
    std::erase(group, nullptr);
    if (!group.empty()) {
      if (!lease_.WaitUntilHeld()) return;
      const ConcurrencyPulse::Call call(publish_pulse_);
      PublishGroup(std::move(group));
    }
    RemoveNotes();
  }
}

void PipelineRunner::PublishGroup(std::vector<JobPointer> group) {
  std::erase_if(group, [this](JobPointer& job) { return !MayPublish(*job); });
  if (group.empty()) return;
  std::vector<Job*> jobs;
  jobs.reserve(group.size());
  for (const JobPointer& job : group) {
    job->stage.Enter(Stage::kPublish);
    jobs.push_back(job.get());
  }
  PublishedGroup published = PublishJobs(jobs, NextNote(*jobs.front()->workplace), clock_);
  if (!published.note.empty() && !published.note_stays) {
    notes_.Enter(jobs.front()->epoch, published.note, published.noted);
  }
  for (size_t i = 0; i < group.size(); ++i) End(*group[i], std::move(published.outcomes[i]));
}

// Returns false if the job has ended here. If the lease lapsed during the job and its source has
// changed since, another worker could have published the new version.
bool PipelineRunner::MayPublish(Job& job) {
  if (job.epoch != epoch_) return false;
  if (job.lapses_at_start == lease_.lapses()) return true;
  const Task& task = job.assignment.task;
  const Result<ObjectVersion> version = job.workplace->source->Stat(task.key);
  if (version && job.workplace->source_times.IsSame(task.version, *version)) return true;
  const Failure failure = version ? ChangedSource(job, *version) : version.failure();
  End(job, FailedOutcome(failure, job.times));
  return false;
}

}  // namespace photomill
