// How a worker's engine executes the tasks that its machine starts, and how some of them kill it.
#include <algorithm>
#include <utility>

#include "coordinator/core/death_book.h"
#include "tests/sim/sim_worker.h"
#include "worker/core/task_time.h"

namespace photomill::sim {
namespace {

// Shorter than photomill's, so that a run has time for several hangs; longer than the slowest task.
constexpr TaskTimeBounds kTaskTime{seconds(12), seconds(60)};
constexpr uint64_t kPixels = 1000;
constexpr uint32_t kSegmentationFault = 11;
constexpr uint32_t kKilled = 9;

}  // namespace

void SimWorker::BeginProof(const Welcome& welcome) {
  welcome_ = welcome;
  proved_at_ = clock_.Now() + Between(world_.random, 0, 300);
}

std::optional<Ready> SimWorker::TakeProof() {
  if (!proved_at_ || clock_.Now() < *proved_at_) return std::nullopt;
  proved_at_.reset();
  Ready ready;
  ready.destination_id = "token";
  for (const StoreSample& sample : welcome_.samples) {
    const Photo& photo = world_.library.At(sample.key);
    if (!photo.gone) ready.samples.push_back({sample.key, photo.version.size});
  }
  return ready;
}

void SimWorker::Start(const Assignment& assignment) {
  CheckStart(assignment.attempt);
  executions_.emplace(assignment.attempt, Execution{assignment});
}

RunnerSize SimWorker::Resize(uint32_t slots) {
  Trace("has " + std::to_string(slots) + " slots now");
  slots_ = slots;
  pipeline_tasks_ = 2 * slots + 1;
  return {slots_, pipeline_tasks_};
}

void SimWorker::Abandon() {
  Trace("abandons " + std::to_string(executions_.size()) + " tasks");
  executions_.clear();
}

void SimWorker::ExtendLease(Instant until) {
  CheckLeaseIsNoLongerThanGranted(until);
  if (lease_until_ < clock_.Now()) ++lapses_;
  lease_until_ = std::max(lease_until_, until);
}

std::vector<EndedTask> SimWorker::TakeEnded() {
  return std::exchange(ended_, {});
}

// A task that is being published, or waits for the lease, is past the stage that crashes and hangs.
bool SimWorker::IsExecuting(const Execution& execution) const {
  return execution.ends_at && clock_.Now() < *execution.ends_at;
}

// The tasks that the engine itself executes: those in a separate process die with the engine, but
// are not suspected.
std::vector<SourceId> SimWorker::Executing() const {
  std::vector<SourceId> sources;
  for (const auto& [attempt, execution] : executions_) {
    const Task& task = execution.assignment.task;
    if (IsExecuting(execution) && !IsSuspect(task)) sources.push_back(task.source);
  }
  return sources;
}

void SimWorker::Begin(Execution& execution) {
  const Instant now = clock_.Now();
  const Task& task = execution.assignment.task;
  Photo& photo = world_.library.At(task.key);
  execution.read = photo.version;
  execution.lapses = lapses_;
  execution.deadline = now + TaskTimeLimit(kTaskTime, kPixels, photo.version.size);
  const Duration needed = static_cast<int64_t>(slowness_) * Between(world_.random, 5, 400);
  const bool fails = world_.clock.Now() < fails_until_;
  execution.ends_at = now + (fails ? milliseconds(1) : needed);
  if (fails || !world_.library.Hangs(task)) return;
  ++photo.executions;
  execution.ends_at = Instant::max();
}

void SimWorker::Execute() {
  const Instant now = clock_.Now();
  uint32_t busy = 0;
  for (const auto& [attempt, execution] : executions_) busy += execution.ends_at ? 1 : 0;
  for (auto& [attempt, execution] : executions_) {
    if (execution.ends_at || busy >= slots_) continue;
    Begin(execution);
    ++busy;
  }
  std::vector<AttemptId> ended;
  for (const auto& [attempt, execution] : executions_) {
    // Nothing is published without a lease: the task waits for it.
    if (execution.ends_at && now >= *execution.ends_at && now < lease_until_) {
      ended.push_back(attempt);
    }
  }
  for (const AttemptId attempt : ended) {
    if (executions_.contains(attempt)) Finish(attempt);  // or its engine has died meanwhile
  }
}

void SimWorker::Finish(AttemptId attempt) {
  const Execution execution = executions_.at(attempt);
  const Task& task = execution.assignment.task;
  Photo& photo = world_.library.At(task.key);
  ++world_.executed;
  if (world_.clock.Now() < fails_until_) {
    ++world_.swallowed;
    ++photo.swallowed;
    executions_.erase(attempt);
    Trace(task.key + ": fails, as everything does here");
    ended_.push_back({attempt, Library::Broken()});
    return;
  }
  if (world_.library.Crashes(task)) {
    ++photo.executions;
    ++photo.own_deaths;
    if (!IsSuspect(task)) {
      Trace(task.key + ": crashes the engine");
      std::vector<SourceId> suspects = Executing();
      suspects.push_back(task.source);
      Die(Reason::kCrashed, suspects);
      return;
    }
    ++photo.lonely_deaths;
    ++deaths_of_others_;
    Outcome died;
    died.kind = Outcome::Kind::kDied;
    died.reason = Reason::kCrashed;
    executions_.erase(attempt);
    Trace(task.key + ": crashes a process of its own");
    ended_.push_back({attempt, std::move(died)});
    return;
  }
  executions_.erase(attempt);
  // A task that survived a lapse of the lease is checked again before it is published.
  const bool looks_again = execution.lapses != lapses_ && !photo.gone;
  Outcome outcome = world_.library.Execute(task, looks_again ? photo.version : execution.read,
                                           welcome_.recipe, world_.storage_full);
  for (const Output& output : outcome.outputs) world_.destination.Publish(output);
  const bool done = outcome.kind == Outcome::Kind::kDone;
  Trace(task.key + ": " + (done ? "done" : std::string(ReasonWord(outcome.reason))));
  ended_.push_back({attempt, std::move(outcome)});
}

// The engine dies; its supervisor remembers the suspects.
void SimWorker::Die(Reason reason, const std::vector<SourceId>& suspects) {
  Trace("its engine dies as " + std::string(ReasonWord(reason)) + ", with " +
        std::to_string(suspects.size()) + " suspects");
  if (suspects.size() > 1) world_.shared_deaths.insert(DeathOf(session_));
  for (const auto& [attempt, execution] : executions_) {
    const Task& task = execution.assignment.task;
    if (suspects == std::vector{task.source}) ++world_.library.At(task.key).lonely_deaths;
  }
  if (!suspects_.empty()) ++world_.deaths_told_twice;
  for (const SourceId source : suspects) {
    suspects_.push_back(
        {source, reason == Reason::kTimedOut ? kKilled : kSegmentationFault, reason});
  }
  dead_session_ = session_;
  EndEngine();
  starts_at_ = clock_.Now() + Between(world_.random, 10, 1500);
}

// As the supervisor does for its engine, and the engine for each separate process.
void SimWorker::LookForHangs() {
  const Instant now = clock_.Now();
  if (loop_ == nullptr || now < next_look_) return;
  next_look_ = now + HangWatch::kInterval;
  std::vector<RunningTask> running;
  std::vector<AttemptId> over;
  for (auto& [attempt, execution] : executions_) {
    if (!IsExecuting(execution)) continue;
    const RunningTask task{execution.assignment.task.source, execution.deadline};
    if (!IsSuspect(execution.assignment.task)) {
      running.push_back(task);
    } else if (!execution.watch.Look(now, {task}).empty()) {
      over.push_back(attempt);
    }
  }
  for (const AttemptId attempt : over) {
    Photo& photo = world_.library.At(executions_.at(attempt).assignment.task.key);
    ++photo.lonely_deaths;
    ++deaths_of_others_;
    if (photo.fate == Fate::kHanger) ++photo.own_deaths;
    Outcome died;
    died.kind = Outcome::Kind::kDied;
    died.reason = Reason::kTimedOut;
    executions_.erase(attempt);
    Trace(photo.key + ": takes too long in a process of its own");
    ended_.push_back({attempt, std::move(died)});
  }
  const std::vector<SourceId> hung = watch_.Look(now, running);
  if (loop_ == nullptr || hung.empty()) return;
  for (const auto& [attempt, execution] : executions_) {
    const Task& task = execution.assignment.task;
    if (std::find(hung.begin(), hung.end(), task.source) == hung.end()) continue;
    Photo& photo = world_.library.At(task.key);
    if (photo.fate == Fate::kHanger) ++photo.own_deaths;
    Trace(photo.key + ": takes too long");
  }
  Die(Reason::kTimedOut, hung);
}

}  // namespace photomill::sim
