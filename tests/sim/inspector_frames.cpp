// The rules for frames on the wire, at the coordinator's end.
#include "common/wire/codec.h"
#include "tests/sim/inspector.h"

namespace photomill::sim {

void Inspector::OnReceive(PeerId peer, const std::string& frame) {
  const Result<WorkerMessage> message = DecodeWorkerMessage(frame);
  if (!message) return;  // from an unauthenticated peer
  if (std::holds_alternative<Hello>(*message)) {
    credit_[peer] = {};
  } else if (const auto* credit = std::get_if<Credit>(&*message)) {
    Credit& granted = credit_[peer].granted;
    granted.tasks_total = std::max(granted.tasks_total, credit->tasks_total);
    granted.bytes_total = std::max(granted.bytes_total, credit->bytes_total);
  }
}

void Inspector::OnSend(PeerId peer, const std::string& frame) {
  const Result<CoordinatorMessage> message = DecodeCoordinatorMessage(frame);
  if (!message) {
    Broken("the coordinator sends what nobody can read: " + message.failure().detail);
    return;
  }
  if (const auto* batch = std::get_if<TaskBatch>(&*message)) {
    CheckCredit(peer, *batch);
    for (const Assignment& assignment : batch->assignments) {
      CheckSourceKeepsItsId(assignment.task);
      CheckAttemptIsNew(assignment.attempt);
      CountUnawares(assignment);
      // The following rules hold at the moment of the dispatch. If connections accept few frames at
      // a time, a batch may be sent long after it, when the state has changed.
      if (world_.network.is_narrow()) continue;
      CheckIsNotSettled(assignment.task);
      CheckCopy(assignment);
      CheckSuspect(assignment);
    }
  } else if (const auto* acks = std::get_if<Acks>(&*message)) {
    for (const AttemptId attempt : acks->attempts) CheckAck(attempt);
  }
}

// No worker is given more tasks than it granted since its hello. A single task may be larger than
// the granted bytes.
void Inspector::CheckCredit(PeerId peer, const TaskBatch& batch) {
  CreditBook& book = credit_[peer];
  for (const Assignment& assignment : batch.assignments) {
    ++book.used.tasks_total;
    book.used.bytes_total += assignment.task.version.size;
  }
  if (book.used.tasks_total > book.granted.tasks_total) {
    Broken("a worker is lent more tasks than it granted");
  }
  if (book.used.bytes_total > book.granted.bytes_total && batch.assignments.size() > 1) {
    Broken("a worker is lent more bytes than it granted");
  }
}

// The ledger's number of a source never comes to mean another source, whatever the ledger lost in a
// crash.
void Inspector::CheckSourceKeepsItsId(const Task& task) {
  const auto [known, added] = keys_.emplace(task.source, task.key);
  if (!added && known->second != task.key) {
    Broken("source " + std::to_string(task.source.value) + " was " + known->second + " and is " +
           task.key);
  }
}

// An attempt is dispatched only once.
void Inspector::CheckAttemptIsNew(AttemptId attempt) {
  if (!attempts_.insert(attempt).second) {
    Broken("attempt " + std::to_string(attempt.value) + " is lent twice");
  }
}

// A source that has ended is not processed again.
void Inspector::CheckIsNotSettled(const Task& task) {
  if (IsAtItsEnd(task.source, task.version)) Broken(task.key + " is lent, and was at its end");
}

// A task is copied only at the end of a run, and never if it killed an engine.
void Inspector::CheckCopy(const Assignment& assignment) {
  const Scheduler& scheduler = loop_->scheduler();
  const TaskEntry* entry = scheduler.tasks().Find(assignment.task.source);
  if (entry == nullptr || entry->copy != assignment.attempt) return;
  world_.trace("coordinator", "copies " + assignment.task.key);
  if (!scheduler.AtTail() || scheduler.tasks().ready() > 0) {
    Broken("a task is copied before the end of the run");
  }
  if (IsSuspect(assignment.task)) Broken("a suspect is copied");
}

// A copy, or a source that has killed an engine that did not tell so yet: it can kill this worker's
// engine, too, before it is a suspect.
void Inspector::CountUnawares(const Assignment& assignment) {
  const Task& task = assignment.task;
  const TaskEntry* entry = loop_->scheduler().tasks().Find(task.source);
  const bool copy = entry != nullptr && entry->copy == assignment.attempt;
  const bool killed = world_.library.At(task.key).own_deaths > 0 && !IsSuspect(task);
  if (copy || killed) ++unawares_[task.key];
}

// Only one suspect is out at a time in the whole cluster.
void Inspector::CheckSuspect(const Assignment& assignment) {
  if (!IsSuspect(assignment.task)) return;
  const Scheduler& scheduler = loop_->scheduler();
  for (const AttemptId other : suspect_attempts_) {
    const Lease* lease = scheduler.leases().Find(other);
    const TaskEntry* entry = lease != nullptr ? scheduler.tasks().Find(lease->source) : nullptr;
    if (entry != nullptr && entry->place == TaskEntry::Place::kLeased && entry->lease == other) {
      Broken("two suspects are out at a time");
    }
  }
  suspect_attempts_.insert(assignment.attempt);
}

// An acknowledged result was reported and is durable, because the worker now forgets it. A result
// that the ledger has no use for (another version, a photo that is no longer listed) is not
// recorded.
void Inspector::CheckAck(AttemptId attempt) {
  const auto found = world_.results.find(attempt);
  if (found == world_.results.end()) {
    Broken("attempt " + std::to_string(attempt.value) + " is acknowledged, and nobody reported it");
    return;
  }
  const auto& [recipe, result] = found->second;
  if (recipe != recipe_ || (result.outcome.kind != Outcome::Kind::kDone &&
                            result.outcome.kind != Outcome::Kind::kSkipped)) {
    return;
  }
  const auto settled = durable_.find(result.source);
  if (settled != durable_.end() && settled->second.version == result.version &&
      (settled->second.recipe == recipe_ || settled->second.state == SourceState::kSkipped)) {
    return;
  }
  const Photo* photo = PhotoOf(result.source);
  if (photo != nullptr && (photo->ever_changed || photo->ever_gone)) return;
  Broken(NameOf(result.source) + " is acknowledged, and not in the ledger");
}

}  // namespace photomill::sim
