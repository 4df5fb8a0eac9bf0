// The coordinator's loop: takes what has arrived from workers and from the ledger, steps the
// scheduler, and performs its effects, each fact before the sends that report it. It never blocks,
// and does not depend on sockets, SQLite or the system clock: Transport, LedgerQueue and Clock are
// interfaces, so that the simulator runs this same loop. One thread runs it.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/os/clock.h"
#include "coordinator/core/scheduler.h"
#include "coordinator/ledger/ledger_queue.h"
#include "coordinator/runtime/transport.h"

namespace photomill {

class CoordinatorLoop {
 public:
  enum class State : uint8_t {
    kRunning,
    kFinished,  // every listed source is finished, and that is durable
    kStopped,   // as requested; run again to resume
    kFailed,    // the ledger failed, or the user must confirm: see failure()
  };

  // All three outlive the loop.
  CoordinatorLoop(SchedulerConfig config, LedgerQueue& ledger, Transport& transport,
                  const Clock& clock);

  // Handles everything that has arrived, up to a limit. Returns true if there is more already.
  // After the end the loop still answers workers, which say goodbye, unless it has failed.
  bool Turn();

  // The user stops the run early.
  void Stop();

  // The user steers the run: see the events of the same names. Each takes effect with the next turn.
  void Pause() { events_.emplace_back(event::PauseAsked{}); }
  void Resume() { events_.emplace_back(event::ResumeAsked{}); }
  void Drain(PeerId worker) { events_.emplace_back(event::DrainAsked{worker}); }
  void SetSlots(std::optional<PeerId> worker, uint32_t slots) {
    events_.emplace_back(event::SlotsAsked{worker, slots});
  }

  // `waits`, called with every tick, returns for how long the stores have not answered the
  // coordinator itself.
  void WatchStores(std::function<StoreWaits(Instant)> waits) { own_waits_ = std::move(waits); }

  // `row` returns what users see of the running work; it is called about every two seconds.
  void WatchProgress(std::function<ProgressRow()> row) { progress_row_ = std::move(row); }

  // When Turn() is due, even if nothing arrives.
  [[nodiscard]] Instant NextTurn() const { return next_tick_; }

  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] const Failure& failure() const { return failure_; }
  // Human-readable reason why the ledger cannot write at the moment; empty: it can. Workers are
  // still answered meanwhile, but get no acknowledgements or new tasks.
  [[nodiscard]] std::string LedgerPauseText() const;
  [[nodiscard]] const Scheduler& scheduler() const { return scheduler_; }
  [[nodiscard]] bool scan_ended() const { return scan_ended_; }
  [[nodiscard]] bool scan_complete() const { return scan_complete_; }
  [[nodiscard]] const GoneCounts& gone() const { return gone_; }
  [[nodiscard]] const IntakeCounts& intake() const { return intake_; }
  // Frames that no worker of this version would send.
  [[nodiscard]] uint64_t bad_frames() const { return bad_frames_; }
  // Outcomes that the ledger did not need: repeated or late ones.
  [[nodiscard]] uint64_t unneeded_outcomes() const { return unneeded_outcomes_; }

  // The notes for users since the last call.
  std::vector<std::string> TakeNotes();
  // News for the log only: who joined and left.
  std::vector<std::string> TakeNews() { return scheduler_.TakeNews(); }

 private:
  bool TakeFrames();
  bool TakeReplies();
  void OnReply(ledger_reply::FactsDurable& reply);
  void OnReply(ledger_reply::PendingLoaded& reply);
  void OnReply(ledger_reply::IntakeDone& reply);
  void OnReply(ledger_reply::ScanDone& reply);
  void OnReply(ledger_reply::WaitingSettled& reply);
  void OnReply(ledger_reply::LedgerPaused& reply);
  void OnReply(ledger_reply::LedgerResumed& reply);
  void OnReply(ledger_reply::LedgerFailed& reply);
  // Whether the run continues although so many sources are gone.
  bool Accept(const GoneCounts& gone);

  void Step(const Event& event);
  void Perform(effect::RecordOutcome& effect);
  void Perform(effect::RecordSetback& effect);
  void Perform(effect::Send& effect);
  void Perform(effect::LoadTasks& effect);
  void Perform(effect::SettleWaiting& effect);
  void Perform(effect::Finished& effect);
  void Perform(effect::Stopped& effect);
  void Perform(effect::Note& effect);

  void Send(PeerId peer, const std::string& frame);
  void SubmitFacts();
  void ReleaseDurable();
  void RetryBlocked();
  void DropBlocked(PeerId peer);
  void ShowWorkers(Instant now);
  void Note(std::string text);
  // Whether a message must wait because the ledger has no room. Its sender will repeat it.
  [[nodiscard]] bool MustWait(const WorkerMessage& message) const;

  LedgerQueue& ledger_;
  Transport& transport_;
  const Clock& clock_;
  Scheduler scheduler_;
  State state_ = State::kRunning;
  Failure failure_;

  Effects effects_;
  std::deque<Event> events_;  // caused by performing effects

  // Facts go to the ledger once per turn. A send that waits for facts waits until their group,
  // identified by its number, is durable.
  std::vector<Fact> facts_;
  size_t facts_waiting_ = 0;  // submitted, but not durable yet
  uint64_t groups_submitted_ = 0;
  uint64_t groups_durable_ = 0;
  struct HeldSend {
    uint64_t after_group = 0;
    PeerId peer;
    std::string frame;
  };
  std::deque<HeldSend> held_sends_;
  std::optional<State> end_after_facts_;  // finished or stopped, once all groups are durable
  std::optional<Failure> ledger_pause_;
  bool stop_asked_ = false;

  // Frames for peers whose connection is full at the moment; the order per peer is kept.
  std::map<PeerId, std::deque<std::string>> blocked_;
  size_t blocked_frames_ = 0;  // the total number

  bool scan_ended_ = false;
  bool scan_complete_ = false;
  GoneCounts gone_;
  IntakeCounts intake_;
  uint64_t bad_frames_ = 0;
  uint64_t unneeded_outcomes_ = 0;
  std::vector<std::string> notes_;
  std::function<StoreWaits(Instant)> own_waits_;
  std::function<ProgressRow()> progress_row_;
  Instant next_tick_;
  Instant next_worker_rows_;
};

}  // namespace photomill
