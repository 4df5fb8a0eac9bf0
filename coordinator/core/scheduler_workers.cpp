// How workers join and leave: hello, proof, tasks already held, refusal, loss.
#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/base/text.h"
#include "common/model/revision.h"
#include "coordinator/core/scheduler.h"

namespace photomill {
namespace {

// Why the two programs cannot work together; empty if they can.
std::string VersionProblem(const Hello& hello) {
  const std::string who =
      fmt::format("worker {} is photomill {} with ", hello.worker_name, hello.program_version);
  if (hello.protocol_version != kProtocolVersion) {
    return fmt::format(
        "{}protocol version {}, but this coordinator uses version {}: install the same version of "
        "photomill on both machines",
        who, hello.protocol_version, kProtocolVersion);
  }
  if (hello.revision != kRevision) {
    return fmt::format(
        "{}revision {} of readers and rules, but this coordinator has revision {}, and their "
        "outputs could differ: install the same version of photomill on both machines",
        who, hello.revision, kRevision);
  }
  return {};
}

}  // namespace

void Scheduler::OnHello(Instant now, PeerId peer, const Hello& hello, Effects& effects) {
  if (std::string problem = VersionProblem(hello); !problem.empty()) {
    Refuse(peer, RefusalCode::kVersionMismatch, std::move(problem), effects);
    return;
  }
  Worker history;
  const bool is_known = TakeOver(now, peer, hello, history, effects);
  // Nothing is left to do: the worker can exit at once.
  if (finished_ || (stopped_ && config_.workers_leave_on_stop)) {
    const DrainCause cause = finished_ ? DrainCause::kFinished : DrainCause::kAsked;
    effects.emplace_back(effect::Send{peer, Drain{cause}, false});
    return;
  }
  if (workers_.size() >= limits::kWorkersMax) {
    Refuse(
        peer, RefusalCode::kTooManyWorkers,
        fmt::format("this coordinator already serves {} workers, its limit", limits::kWorkersMax),
        effects);
    return;
  }
  if (!is_known) Greet(now, hello, history, effects);
  Worker& worker = Register(now, peer, hello, history);
  OnSuspects(hello, effects);
  if (samples_.empty() && !scan_ended_) {
    worker.phase = Worker::Phase::kAwaitingSample;
  } else {
    Welcome(worker, effects);
  }
}

// Replaces the hello's earlier registrations. The same engine, on a new connection or with a
// repeated hello, keeps the tasks that it holds. If the same worker has a new engine, the tasks of
// the dead engine are released. Counts carry over in `history`. Returns false if no predecessor is
// registered.
bool Scheduler::TakeOver(Instant now, PeerId peer, const Hello& hello, Worker& history,
                         Effects& effects) {
  Worker* const predecessors[] = {
      workers_.Find(peer), workers_.FindSession(hello.session),
      hello.replaces.value != 0 ? workers_.FindSession(hello.replaces) : nullptr};
  std::set<PeerId> replaced;
  for (const Worker* predecessor : predecessors) {
    if (predecessor == nullptr) continue;
    replaced.insert(predecessor->peer);
    const bool was_away = !predecessor->connected || now - predecessor->heard >= limits::kSilence;
    if (predecessor->arrival != Worker::Arrival::kTold) {
      history.arrival = predecessor->arrival;  // it said hello again before it had proved itself
    } else if (was_away) {
      history.arrival = Worker::Arrival::kIsBack;
    }
  }
  for (const PeerId old : replaced) {
    Worker& predecessor = *workers_.Find(old);
    history.tasks_done += predecessor.tasks_done;
    history.tasks_failed += predecessor.tasks_failed;
    if (predecessor.session == hello.session) {
      predecessor.cpu_milliseconds = 0;  // the engine keeps counting
      history.silence = std::exchange(predecessor.silence, {});
    }
    if (predecessor.set_aside) history.set_aside = predecessor.set_aside;
    history.record.Add(predecessor.record);
    history.black_holes += predecessor.black_holes;
    history.drain_asked = history.drain_asked || predecessor.drain_asked;
    history.slots_asked = predecessor.slots_asked;
    Remove(predecessor, effects);
  }
  return !replaced.empty();
}

Worker& Scheduler::Register(Instant now, PeerId peer, const Hello& hello, const Worker& history) {
  Worker& worker = workers_.Add(peer, hello.session);
  worker.arrival = history.arrival;
  worker.name = hello.worker_name;
  worker.host = hello.host;
  worker.process = hello.process;
  worker.slots = hello.slots;
  worker.joined = now;
  worker.heard = now;
  worker.tasks_done = history.tasks_done;
  worker.tasks_failed = history.tasks_failed;
  worker.set_aside = history.set_aside;
  worker.record = history.record;
  worker.black_holes = history.black_holes;
  worker.silence = history.silence;
  worker.drain_asked = history.drain_asked;
  worker.slots_asked = history.slots_asked;
  black_holes_.Add(worker);
  for (const HeldTask& held : hello.held) Adopt(now, worker, held);
  takers_.Update(worker);
  return worker;
}

// A worker that was not registered: it is new, or was lost and has returned.
void Scheduler::Greet(Instant now, const Hello& hello, Worker& history, Effects& effects) {
  if (const std::optional<PastWorker> past = past_workers_.TakeBack(hello)) {
    --counts_.lost_workers;
    history.tasks_done = past->tasks_done;
    history.tasks_failed = past->tasks_failed;
    history.arrival = Worker::Arrival::kIsBack;
    // Somebody may have started it again since.
    history.drain_asked = past->drain_asked && past->process == hello.process;
    history.slots_asked = past->slots_asked;
    return;
  }
  history.slots_asked = slots_asked_;
  ++counts_.workers_seen;
  history.arrival = Worker::Arrival::kJoined;
  NoteNamesake(now, hello, effects);
}

// Two workers with the same name are allowed, but surprising. A silent one may be this worker
// before its machine restarted.
void Scheduler::NoteNamesake(Instant now, const Hello& hello, Effects& effects) {
  if (hello.replaces.value != 0) return;  // the same worker with its next engine
  const auto& workers = workers_.all();
  const auto other = std::find_if(workers.begin(), workers.end(), [&](const auto& item) {
    const Worker& worker = item.second;
    return worker.name == hello.worker_name && worker.connected &&
           now - worker.heard < limits::kSilence;
  });
  if (other == workers.end()) return;
  const auto place = [](const std::string& host, uint32_t process) {
    return fmt::format("{} (process {})", host, process);
  };
  effects.emplace_back(effect::Note{
      fmt::format("two workers have the name {}: one on {}, another one on {}; unless the first "
                  "one has just died, both continue, and you can rename one with --name",
                  hello.worker_name, place(other->second.host, other->second.process),
                  place(hello.host, hello.process))});
}

void Scheduler::Welcome(Worker& worker, Effects& effects) {
  worker.phase = Worker::Phase::kProving;
  photomill::Welcome welcome;
  welcome.migration_id = config_.migration_id;
  welcome.recipe = config_.recipe;
  welcome.source_rules = config_.source_rules;
  welcome.source_url = config_.source_url;
  welcome.destination_url = config_.destination_url;
  welcome.samples = samples_;
  for (StoreSample& sample : welcome.samples) sample.size = 0;  // for the worker to find out
  welcome.heartbeat_interval = config_.heartbeat_interval;
  welcome.lease_duration = config_.lease_duration;
  welcome.keep_times = config_.keep_times;
  effects.emplace_back(effect::Send{worker.peer, std::move(welcome), false});
}

// A task that the worker already holds stays with it, unless another worker has it by now: then the
// first result wins.
void Scheduler::Adopt(Instant now, Worker& worker, const HeldTask& held) {
  if (!leases_.Add({held.attempt, held.source, worker.peer, now, true})) return;
  worker.leases.insert(held.attempt);
  TaskEntry* entry = tasks_.Find(held.source);
  if (entry == nullptr) {
    adopted_.emplace(held.source, held);
  } else if (entry->task.version != held.version) {
    return;
  } else if (entry->place != TaskEntry::Place::kLeased) {
    MakeLeased(*entry, held.attempt);
  } else if (!entry->copy) {
    tasks_.AddCopy(*entry, held.attempt);
  }
}

// The worker is told as soon as it works: one that is still joining could drop results of an
// earlier run.
void Scheduler::On(Instant, const event::DrainAsked& event, Effects& effects) {
  Worker* worker = workers_.Find(event.peer);
  if (worker == nullptr) return;
  worker->drain_asked = true;
  if (worker->phase == Worker::Phase::kWorking) StartDrain(*worker, effects);
}

void Scheduler::StartDrain(Worker& worker, Effects& effects) {
  worker.phase = Worker::Phase::kDraining;
  takers_.Update(worker);
  Tell(fmt::format("worker {} is asked to drain: it finishes its tasks in progress", worker.name));
  effects.emplace_back(effect::Send{worker.peer, Drain{DrainCause::kAsked}, false});
}

void Scheduler::OnReady(Worker& worker, const Ready& ready, Effects& effects) {
  if (worker.phase != Worker::Phase::kProving) return;
  std::string missing;
  if (ready.destination_id != config_.destination_token) {
    missing = fmt::format(
        "it does not see the destination {} (it looked for .photomill/migrations/{} there)",
        Escaped(config_.destination_url), config_.migration_id);
  }
  const auto seen = [&](const StoreSample& sample) {
    return std::any_of(ready.samples.begin(), ready.samples.end(), [&](const StoreSample& found) {
      return found.key == sample.key && found.size == sample.size;
    });
  };
  if (!samples_.empty() && std::none_of(samples_.begin(), samples_.end(), seen)) {
    if (!missing.empty()) missing += "; ";
    missing += fmt::format("it does not see the source {} (it looked for {} there)",
                           Escaped(config_.source_url), Escaped(samples_.front().key));
  }
  if (missing.empty()) {
    worker.phase = Worker::Phase::kWorking;
    const Worker::Arrival arrival = std::exchange(worker.arrival, Worker::Arrival::kTold);
    if (arrival != Worker::Arrival::kTold) {
      const char* verb = arrival == Worker::Arrival::kJoined ? "joined" : "is back";
      Tell(fmt::format("worker {} {} ({}, process {}, {} slots)", worker.name, verb,
                       Escaped(worker.host), worker.process, worker.slots));
    }
    deaths_.ExpectTasks(worker.session);
    if (worker.drain_asked) StartDrain(worker, effects);
    return;
  }
  const PeerId peer = worker.peer;
  const std::string text = fmt::format(
      "worker {} cannot join: {}{}. Mount both stores on {}, or give their paths with "
      "--source_root and --destination_root",
      worker.name, missing, ready.problem.empty() ? std::string() : ". It says: " + ready.problem,
      worker.host);
  if (worker.arrival == Worker::Arrival::kJoined) --counts_.workers_seen;
  Remove(worker, effects);
  Refuse(peer, RefusalCode::kStoresNotSeen, text, effects);
}

void Scheduler::Refuse(PeerId peer, RefusalCode code, std::string text, Effects& effects) {
  ++counts_.refused_workers;
  effects.emplace_back(effect::Note{text});
  effects.emplace_back(effect::Send{peer, Refusal{code, std::move(text)}, false});
}

void Scheduler::OnCredit(Worker& worker, const Credit& credit) {
  // Totals only grow: a late older message takes nothing away.
  worker.granted.tasks_total = std::max(worker.granted.tasks_total, credit.tasks_total);
  worker.granted.bytes_total = std::max(worker.granted.bytes_total, credit.bytes_total);
}

void Scheduler::OnGoodbye(Worker& worker, const Goodbye& goodbye, Effects& effects) {
  worker.cpu_milliseconds = std::max(worker.cpu_milliseconds, goodbye.cpu_milliseconds);
  Tell(fmt::format("worker {} left: {} tasks done, {} failed", worker.name, worker.tasks_done,
                   worker.tasks_failed));
  past_workers_.Add(worker, false);
  Remove(worker, effects);
}

// The worker's fate is unknown. If a worker with the same name and host registered after this one
// was last heard from, it is this worker, restarted.
void Scheduler::Lose(Worker& worker, Effects& effects) {
  Worker* successor = nullptr;
  for (auto& [peer, other] : workers_.all()) {
    if (peer != worker.peer && other.joined > worker.heard &&
        other.Identity() == worker.Identity()) {
      successor = &other;
    }
  }
  if (successor != nullptr) {
    --counts_.workers_seen;
    successor->tasks_done += worker.tasks_done;
    successor->tasks_failed += worker.tasks_failed;
  } else {
    ++counts_.lost_workers;
    past_workers_.Add(worker, true);
  }
  Remove(worker, effects);
}

// Limits the news, in case nobody collects them.
void Scheduler::Tell(std::string news) {
  constexpr size_t kNewsMax = 1'000;
  if (news_.size() < kNewsMax) news_.push_back(std::move(news));
}

// Removes the worker; its tasks become ready for others.
void Scheduler::Remove(Worker& worker, Effects& effects) {
  NoteSilentEnd(worker, effects);
  counts_.departed_cpu_milliseconds += worker.cpu_milliseconds;
  const std::set<AttemptId> leases = std::move(worker.leases);
  worker.leases.clear();
  // In reverse to the front of the queue, so that they keep their order.
  for (auto it = leases.rbegin(); it != leases.rend(); ++it) {
    if (Release(*it, true)) ++counts_.redelivered;
  }
  takers_.Forget(worker);
  black_holes_.Remove(worker);
  workers_.Erase(worker.peer);
}

// Ends a lease. `make_ready`: its task, if this was its only lease, goes back to the front of the
// queue. Returns true if it did.
bool Scheduler::Release(AttemptId attempt, bool make_ready) {
  const bool made_ready = EndLease(attempt, make_ready);
  if (suspect_lease_ == attempt) suspect_lease_ = SuspectOut();
  return made_ready;
}

// A suspect that is out, whoever lent it: workers may have brought several with their hellos.
std::optional<AttemptId> Scheduler::SuspectOut() const {
  std::optional<AttemptId> first;
  for (const auto& [source, entry] : tasks_.entries()) {
    if (entry.place != TaskEntry::Place::kLeased || !IsSuspect(entry.task)) continue;
    if (leases_.Find(entry.lease) == nullptr) continue;  // is just ending
    if (!first || entry.lease < *first) first = entry.lease;
  }
  return first;
}

bool Scheduler::EndLease(AttemptId attempt, bool make_ready) {
  const Lease* found = leases_.Find(attempt);
  if (found == nullptr) return false;
  const Lease lease = *found;
  leases_.Erase(attempt);
  if (Worker* worker = workers_.Find(lease.peer)) {
    worker->leases.erase(attempt);
    takers_.Update(*worker);
  }
  const auto adopted = adopted_.find(lease.source);
  if (adopted != adopted_.end() && adopted->second.attempt == attempt) adopted_.erase(adopted);
  TaskEntry* entry = tasks_.Find(lease.source);
  if (entry == nullptr || entry->place != TaskEntry::Place::kLeased) return false;
  if (entry->copy == attempt) {
    tasks_.DropCopy(*entry);
    return false;
  }
  if (entry->lease != attempt) return false;
  if (entry->copy) {
    tasks_.PromoteCopy(*entry);
    return false;
  }
  if (!make_ready) return false;
  tasks_.MakeReady(*entry, true);
  return true;
}

}  // namespace photomill
