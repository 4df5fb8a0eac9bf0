#include "coordinator/runtime/coordinator_loop.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/wire/codec.h"

namespace photomill {
namespace {

constexpr Duration kTickInterval = milliseconds(100);
constexpr Duration kWorkerRowsInterval = seconds(2);
constexpr int kFramesPerTurn = 512;
constexpr int kRepliesPerTurn = 64;
constexpr size_t kBlockedFramesMax = 10'000;
constexpr size_t kNotesMax = 1'000;

WorkerStanding StandingOf(const Worker& worker) {
  if (!worker.connected) return WorkerStanding::kConnectionLost;
  if (worker.silence.any()) return WorkerStanding::kNoAnswer;
  if (worker.set_aside) return WorkerStanding::kSetAside;
  switch (worker.phase) {
    case Worker::Phase::kAwaitingSample:
    case Worker::Phase::kProving:
      return WorkerStanding::kJoining;
    case Worker::Phase::kWorking:
      return WorkerStanding::kWorking;
    case Worker::Phase::kDraining:
      return WorkerStanding::kDraining;
  }
  PHOTOMILL_CHECK(false);
}

std::string StateOf(const Worker& worker, WorkerStanding standing, Instant now) {
  if (standing == WorkerStanding::kNoAnswer) {
    return WorkerStateText(standing, worker.silence.State(now));
  }
  if (standing != WorkerStanding::kSetAside) return WorkerStateText(standing, {});
  const Failure& cause = worker.set_aside->cause;
  return WorkerStateText(standing, fmt::format("{}: {}", ReasonWord(cause.reason), cause.detail));
}

}  // namespace

CoordinatorLoop::CoordinatorLoop(SchedulerConfig config, LedgerQueue& ledger, Transport& transport,
                                 const Clock& clock)
    : ledger_(ledger),
      transport_(transport),
      clock_(clock),
      scheduler_(std::move(config)),
      next_tick_(clock.Now()),
      next_worker_rows_(clock.Now()) {}

bool CoordinatorLoop::Turn() {
  if (state_ == State::kFailed) return false;
  RetryBlocked();
  bool more = TakeReplies();
  if (state_ == State::kFailed) return false;
  more = TakeFrames() || more;
  const Instant now = clock_.Now();
  if (now >= next_tick_) {
    next_tick_ = now + kTickInterval;
    Step(event::Tick{own_waits_ ? own_waits_(now) : StoreWaits()});
    ShowWorkers(now);
  }
  while (!events_.empty()) {
    const Event event = std::move(events_.front());
    events_.pop_front();
    Step(event);
  }
  SubmitFacts();
  ReleaseDurable();
  return more;
}

void CoordinatorLoop::Stop() {
  stop_asked_ = true;
  events_.emplace_back(event::StopAsked{});
}

bool CoordinatorLoop::TakeFrames() {
  PeerId peer;
  std::string frame;
  for (int i = 0; i < kFramesPerTurn; ++i) {
    if (!transport_.Receive(peer, frame)) return false;
    Result<WorkerMessage> message = DecodeWorkerMessage(frame);
    if (!message) {
      // Unauthenticated peers get no answer.
      ++bad_frames_;
      Note("ignored a message that no worker of this version sends: " + message.failure().detail);
      continue;
    }
    if (MustWait(*message)) continue;
    // The peer's blocked frames belong to its earlier registration; its tasks have been lent to
    // others since.
    if (std::holds_alternative<Hello>(*message)) DropBlocked(peer);
    Step(event::MessageArrived{peer, *std::move(message)});
  }
  return true;
}

// A worker keeps a result until it is acknowledged, and repeats it when it registers again, as an
// idle worker does from time to time. If the ledger had no room for hours, these facts would pile
// up without limit.
bool CoordinatorLoop::MustWait(const WorkerMessage& message) const {
  return ledger_pause_ && std::holds_alternative<ResultBatch>(message) &&
         facts_waiting_ + facts_.size() + held_sends_.size() >= limits::kWaitingFactsMax;
}

bool CoordinatorLoop::TakeReplies() {
  LedgerReply reply;
  for (int i = 0; i < kRepliesPerTurn; ++i) {
    if (!ledger_.Poll(reply)) return false;
    std::visit([this](auto& alternative) { OnReply(alternative); }, reply);
    if (state_ == State::kFailed) return false;
  }
  return true;
}

void CoordinatorLoop::OnReply(ledger_reply::FactsDurable& reply) {
  ++groups_durable_;
  PHOTOMILL_CHECK(groups_durable_ <= groups_submitted_);
  facts_waiting_ -= reply.applied.size();
  unneeded_outcomes_ +=
      static_cast<uint64_t>(std::count(reply.applied.begin(), reply.applied.end(), false));
  if (reply.promoted.value > 0) Step(event::SourcesPending{reply.promoted});
  ReleaseDurable();
}

void CoordinatorLoop::OnReply(ledger_reply::PendingLoaded& reply) {
  Step(event::TasksLoaded{std::move(reply.page.tasks), reply.page.through, reply.page.at_end,
                          reply.page.waiting});
}

void CoordinatorLoop::OnReply(ledger_reply::IntakeDone& reply) {
  for (size_t i = 0; i < intake_.verdicts.size(); ++i) {
    intake_.verdicts[i] += reply.counts.verdicts[i];
  }
  intake_.collisions += reply.counts.collisions;
  for (StoreSample& sample : reply.samples) Step(event::SampleListed{std::move(sample)});
  for (const auto& [rule, count] : reply.counts.mended) intake_.mended[rule] += count;
  if (reply.counts.lowest_pending.value > 0 || reply.counts.waiting > 0) {
    Step(event::SourcesPending{reply.counts.lowest_pending});
  }
}

void CoordinatorLoop::OnReply(ledger_reply::ScanDone& reply) {
  scan_ended_ = true;
  scan_complete_ = reply.complete;
  if (!Accept(reply.gone)) return;
  if (reply.gone.deferred || reply.gone.lowest_pending.value > 0) {
    Step(event::SourcesPending{reply.gone.lowest_pending});
  }
  Step(event::ScanEnded{});
}

void CoordinatorLoop::OnReply(ledger_reply::WaitingSettled& reply) {
  if (reply.counts.gone.vanished + reply.counts.gone.moved > 0 && !Accept(reply.counts.gone)) {
    return;
  }
  Step(event::WaitingSettled{reply.counts.lowest_pending, reply.counts.waiting});
}

bool CoordinatorLoop::Accept(const GoneCounts& gone) {
  gone_ = gone;
  if (gone.deferred || gone.applied || gone.vanished == 0) return true;
  state_ = State::kFailed;
  failure_ = Invalid(
      fmt::format("{} of {} known sources are no longer listed, more than one in ten: is the "
                  "source store mounted? If they are really gone, run again with --accept_gone",
                  gone.vanished, gone.known));
  return false;
}

void CoordinatorLoop::OnReply(ledger_reply::LedgerPaused& reply) {
  ledger_pause_ = std::move(reply.failure);
  Note("the run pauses: " + LedgerPauseText());
}

void CoordinatorLoop::OnReply(ledger_reply::LedgerResumed& /*reply*/) {
  ledger_pause_.reset();
  Note("the run resumes: the ledger has room again");
}

std::string CoordinatorLoop::LedgerPauseText() const {
  if (!ledger_pause_) return {};
  return fmt::format("{}: {} (resumes automatically when there is room)",
                     ReasonWord(ledger_pause_->reason), ledger_pause_->detail);
}

void CoordinatorLoop::OnReply(ledger_reply::LedgerFailed& reply) {
  state_ = State::kFailed;
  failure_ = std::move(reply.failure);
}

void CoordinatorLoop::Step(const Event& event) {
  scheduler_.Step(clock_.Now(), event, effects_);
  Effects effects;
  effects.swap(effects_);
  for (Effect& effect : effects) {
    std::visit([this](auto& alternative) { Perform(alternative); }, effect);
  }
  effects.clear();
  effects_.swap(effects);  // keeps the capacity
}

void CoordinatorLoop::Perform(effect::RecordOutcome& effect) {
  facts_.emplace_back(OutcomeFact{effect.source, std::move(effect.version),
                                  std::move(effect.worker), std::move(effect.outcome), effect.state,
                                  effect.crashed, std::move(effect.death)});
}

void CoordinatorLoop::Perform(effect::RecordSetback& effect) {
  facts_.emplace_back(SetbackFact{effect.source, std::move(effect.worker),
                                  std::move(effect.failure), effect.crashed,
                                  std::move(effect.death)});
}

void CoordinatorLoop::Perform(effect::Send& effect) {
  // All facts so far are in the submitted groups and in the group that this turn will submit.
  const uint64_t after_group = groups_submitted_ + (facts_.empty() ? 0 : 1);
  for (std::string& frame : EncodeFrames(effect.message)) {
    if (effect.after_facts) {
      held_sends_.push_back({after_group, effect.peer, std::move(frame)});
    } else {
      Send(effect.peer, frame);
    }
  }
}

void CoordinatorLoop::Perform(effect::LoadTasks& effect) {
  // The load must see every outcome recorded before it, or it would return settled sources.
  SubmitFacts();
  ledger_.Submit(ledger_request::LoadPending{effect.after, effect.tasks_max});
}

void CoordinatorLoop::Perform(effect::SettleWaiting&) {
  // The request must see every outcome recorded before it.
  SubmitFacts();
  ledger_.Submit(ledger_request::SettleWaiting{});
}

void CoordinatorLoop::Perform(effect::Finished&) {
  end_after_facts_ = State::kFinished;
}
void CoordinatorLoop::Perform(effect::Stopped&) {
  end_after_facts_ = State::kStopped;
}
void CoordinatorLoop::Perform(effect::Note& effect) {
  Note(std::move(effect.text));
}

void CoordinatorLoop::SubmitFacts() {
  if (facts_.empty()) return;
  ++groups_submitted_;
  facts_waiting_ += facts_.size();
  ledger_.Submit(ledger_request::RecordFacts{std::move(facts_)});
  facts_ = {};
}

// Sends the messages whose facts are durable, and ends the run when all facts are. A user who stops
// the run does not have to wait for room: the next run repeats what the ledger could not record.
void CoordinatorLoop::ReleaseDurable() {
  while (!held_sends_.empty() && held_sends_.front().after_group <= groups_durable_) {
    Send(held_sends_.front().peer, held_sends_.front().frame);
    held_sends_.pop_front();
  }
  if (state_ != State::kRunning || !end_after_facts_ || !facts_.empty()) return;
  if (groups_durable_ == groups_submitted_) {
    state_ = *end_after_facts_;
  } else if (ledger_pause_ && stop_asked_) {
    state_ = State::kStopped;
  }
}

void CoordinatorLoop::Send(PeerId peer, const std::string& frame) {
  const bool behind_others = blocked_.contains(peer);
  switch (behind_others ? SendResult::kFull : transport_.Send(peer, frame)) {
    case SendResult::kSent:
      break;
    case SendResult::kGone:
      events_.emplace_back(event::PeerUnreachable{peer});
      break;
    case SendResult::kFull:
      if (blocked_frames_ < kBlockedFramesMax) {
        blocked_[peer].push_back(frame);
        ++blocked_frames_;
      } else {
        events_.emplace_back(event::PeerUnreachable{peer, true});
      }
      break;
  }
}

// The tasks of a worker that was given up meanwhile are with others. Other blocked frames for a
// peer that is not registered answer messages that the peer will repeat.
void CoordinatorLoop::RetryBlocked() {
  for (auto it = blocked_.begin(); it != blocked_.end();) {
    const PeerId peer = it->first;
    std::deque<std::string>& frames = it->second;
    ++it;
    if (scheduler_.workers().Find(peer) == nullptr) {
      DropBlocked(peer);
      continue;
    }
    SendResult result = SendResult::kSent;
    while (!frames.empty() && result == SendResult::kSent) {
      result = transport_.Send(peer, frames.front());
      if (result != SendResult::kSent) break;
      frames.pop_front();
      --blocked_frames_;
    }
    if (result == SendResult::kGone) {
      events_.emplace_back(event::PeerUnreachable{peer});
      blocked_frames_ -= frames.size();
      frames.clear();
    }
    if (frames.empty()) blocked_.erase(peer);
  }
}

void CoordinatorLoop::DropBlocked(PeerId peer) {
  const auto found = blocked_.find(peer);
  if (found == blocked_.end()) return;
  blocked_frames_ -= found->second.size();
  blocked_.erase(found);
}

void CoordinatorLoop::ShowWorkers(Instant now) {
  if (now < next_worker_rows_) return;
  next_worker_rows_ = now + kWorkerRowsInterval;
  const UnixMillis wall = clock_.WallTime();
  std::vector<WorkerRow> rows;
  const auto ago = [&](Instant instant) {
    return wall - std::chrono::duration_cast<milliseconds>(now - instant).count();
  };
  for (const auto& [peer, worker] : scheduler_.workers().all()) {
    const WorkerStanding standing = StandingOf(worker);
    rows.push_back({worker.name, worker.host, worker.process, worker.slots, standing,
                    StateOf(worker, standing, now), worker.tasks_done, worker.tasks_failed,
                    ago(worker.joined), ago(worker.heard)});
  }
  for (const PastWorker& worker : scheduler_.past_workers().all()) {
    const WorkerStanding standing = worker.lost ? WorkerStanding::kLost : WorkerStanding::kLeft;
    rows.push_back({worker.name, worker.host, worker.process, worker.slots, standing,
                    WorkerStateText(standing, {}), worker.tasks_done, worker.tasks_failed,
                    ago(worker.joined), ago(worker.heard)});
  }
  if (const StoreSilence& silence = scheduler_.own_silence(); silence.any()) {
    WorkerRow own;
    own.name = kCoordinatorRow;
    own.standing = WorkerStanding::kNoAnswer;
    own.state = WorkerStateText(own.standing, silence.State(now));
    own.joined_at = wall;
    own.heard_at = wall;
    rows.push_back(std::move(own));
  }
  ledger_.Submit(ledger_request::ShowWorkers{std::move(rows),
                                             progress_row_ ? progress_row_() : ProgressRow()});
}

void CoordinatorLoop::Note(std::string text) {
  if (notes_.size() < kNotesMax) notes_.push_back(std::move(text));
}

std::vector<std::string> CoordinatorLoop::TakeNotes() {
  return std::exchange(notes_, {});
}

}  // namespace photomill
