// The only thread that calls the ledger, so that no other thread ever waits for a disk.
//
// It receives requests from the loop's thread and listed objects from the scanner's. Facts are held
// for a moment, so that many share one commit; they are answered once it is durable. Results come
// before scan batches, but one scan batch gets its turn after each round of results.
//
// Requests that are written but not committed are kept. If the ledger has no room, all of them are
// repeated, in order, until there is room or the run ends; each is still answered only once. If the
// ledger fails in another way, the thread reports that once, refuses everything that follows, and
// waits for Close().
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <thread>
#include <variant>
#include <vector>

#include "common/base/limits.h"
#include "common/os/clock.h"
#include "common/os/mailbox.h"
#include "coordinator/ledger/ledger_queue.h"

namespace photomill {

// What the ledger's thread has done since it began.
struct LedgerWork {
  Duration busy = Duration::zero();  // it did not wait for work
  uint64_t commits = 0;
  Duration committing = Duration::zero();  // of `busy`
  size_t queued = 0;                       // requests that wait for it now
};

class LedgerThread final : public LedgerQueue {
 public:
  // `retry`: how long to wait before retrying a ledger without room; doubled each time.
  explicit LedgerThread(std::unique_ptr<Ledger> ledger, Duration retry = limits::kLedgerRetry);
  ~LedgerThread() override;  // closes with RunEnd::kFailed unless Close() was called

  // --- the loop's thread ---
  void Submit(LedgerRequest request) override;
  bool Poll(LedgerReply& reply) override;
  [[nodiscard]] Tally DurableTally() const override;
  [[nodiscard]] LedgerWork WorkSoFar() const;
  // Readable while a reply is waiting.
  [[nodiscard]] int fd() const { return replies_.fd(); }

  // Finishes and commits the submitted requests, but not the scan batches; then closes the ledger
  // and ends the thread. Replies can still be polled afterwards. If the ledger has no room, it is
  // tried once more, and what it cannot write is lost.
  Status Close(RunEnd end);

  // --- the scanner's thread ---
  // Blocks while enough batches are queued. Returns false once the ledger is closing or has failed.
  bool SubmitScan(std::vector<ListedObject> objects, std::vector<ScanError> errors);
  // Must follow the last batch. `in_scope` is called on the ledger's thread.
  bool SubmitScanEnd(bool complete, bool accept_gone,
                     std::function<bool(std::string_view)> in_scope);

 private:
  struct ScanBatch {
    std::vector<ListedObject> objects;
    std::vector<ScanError> errors;
  };
  struct ScanEnd {
    bool complete = false;
    bool accept_gone = false;
    std::function<bool(std::string_view)> in_scope;
  };
  using ScanItem = std::variant<ScanBatch, ScanEnd>;
  using Item = std::variant<LedgerRequest, ScanItem>;

  // The work of one round of the thread.
  struct Round {
    std::deque<LedgerRequest> requests;
    std::optional<ScanItem> scan;
    bool closing = false;
  };

  bool PushScan(ScanItem item);
  void Run();
  Round NextRound();
  void Work(Round round);
  // Processes the open items, and commits them if it is time or `now` is set.
  Status Advance(bool now);
  // Processes all open items again, from the ledger's last commit.
  Status StartOver();
  // Retries until there is room, the ledger fails in another way, or the run ends.
  Status WaitForRoom(Failure full);
  // Returns false if Close() was called meanwhile.
  bool Sleep(Duration duration);
  Status Do(const Item& item);
  Status Answer(const ledger_request::RecordFacts& request);
  Status Answer(const ledger_request::LoadPending& request);
  Status Answer(const ledger_request::SettleWaiting& request);
  Status Answer(const ledger_request::ShowWorkers& request);
  Status Answer(const ScanBatch& batch);
  Status Answer(const ScanEnd& end);
  // Notes that something is written but not committed; `reply` is sent after the commit.
  void Await(std::optional<LedgerReply> reply);
  [[nodiscard]] Duration UntilCommit() const;
  Status CommitGroup();
  // Drops the first `done_` items of `open_`: they need not be repeated.
  void DropDone();
  void Fail(const Failure& failure);
  [[nodiscard]] bool HasWork() const;  // call with the lock held

  const std::unique_ptr<Ledger> ledger_;  // used only by the thread, from start to end
  const SystemClock clock_;
  Mailbox<LedgerReply> replies_;

  const Duration retry_;

  // Used only by the thread. `open_` holds what is not durable; its first `done_` items are written
  // and wait for their commit.
  std::deque<Item> open_;
  size_t done_ = 0;
  std::vector<LedgerReply> after_commit_;
  std::optional<Instant> group_since_;
  size_t group_facts_ = 0;

  mutable std::mutex mutex_;
  std::condition_variable work_;  // there is something to do
  std::condition_variable room_;  // for the scanner
  std::deque<LedgerRequest> requests_;
  std::deque<ScanItem> scans_;
  std::optional<RunEnd> closing_;
  std::optional<Failure> failure_;
  Status closed_;
  Tally durable_;
  LedgerWork work_so_far_;
  std::optional<Instant> busy_since_;  // while the thread works

  std::thread thread_;
};

}  // namespace photomill
