// The thread that alone calls the ledger, so that nobody else ever waits for a disk.
//
// It takes requests from the loop's thread and listed objects from the scanner's. Facts wait a
// moment for company, so that many share one commit; they are answered once it is durable. Results
// come before scan batches, and one scan batch gets its turn after each round of results.
//
// What is written but not committed is kept as it was asked for. When the ledger has no room, all
// of it is done again, in its order, until there is room or the run ends: answers come once, as if
// nothing had been. When the ledger fails in another way the thread says so once, refuses
// everything that follows, and waits for Close().
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

class LedgerThread final : public LedgerQueue {
 public:
  // `retry`: so long it waits before it asks a ledger without room again; doubled each time.
  explicit LedgerThread(std::unique_ptr<Ledger> ledger, Duration retry = limits::kLedgerRetry);
  ~LedgerThread() override;  // closes with RunEnd::kFailed where Close() was not called

  // --- the loop's thread ---
  void Submit(LedgerRequest request) override;
  bool Poll(LedgerReply& reply) override;
  [[nodiscard]] Tally DurableTally() const override;
  // Readable while a reply waits to be polled.
  [[nodiscard]] int fd() const { return replies_.fd(); }

  // Requests that were submitted are still worked off and committed, scan batches are not; then
  // the ledger is closed and the thread ends. Answers can be polled afterwards. Where the ledger
  // has no room it is asked once more, and what it cannot take is lost.
  Status Close(RunEnd end);

  // --- the scanner's thread ---
  // Waits while enough batches are queued. False once the ledger is closing or has failed.
  bool SubmitScan(std::vector<ListedObject> objects, std::vector<ScanError> errors);
  // Behind every batch. `in_scope` is called by the ledger's thread.
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

  // What one round of the thread works on.
  struct Round {
    std::deque<LedgerRequest> requests;
    std::optional<ScanItem> scan;
    bool closing = false;
  };

  bool PushScan(ScanItem item);
  void Run();
  Round NextRound();
  void Work(Round round);
  // Does what is open, and commits it where it is time or `now`.
  Status Advance(bool now);
  // Everything that is open once more, from the ledger's last commit.
  Status StartOver();
  // Until there is room, the ledger fails in another way, or the run ends.
  Status WaitForRoom(Failure full);
  // Whether nobody closes meanwhile.
  bool Sleep(Duration duration);
  Status Do(const Item& item);
  Status Answer(const ledger_request::RecordFacts& request);
  Status Answer(const ledger_request::LoadPending& request);
  Status Answer(const ledger_request::SettleWaiting& request);
  Status Answer(const ledger_request::ShowWorkers& request);
  Status Answer(const ScanBatch& batch);
  Status Answer(const ScanEnd& end);
  // Something is written that is not committed yet; `reply` follows the commit.
  void Await(std::optional<LedgerReply> reply);
  [[nodiscard]] Duration UntilCommit() const;
  Status CommitGroup();
  // The first items of `open_`, so many, need not be done again.
  void DropDone();
  void Fail(const Failure& failure);
  [[nodiscard]] bool HasWork() const;  // under the lock

  const std::unique_ptr<Ledger> ledger_;  // the thread's alone, from the start to the end
  const SystemClock clock_;
  Mailbox<LedgerReply> replies_;

  const Duration retry_;

  // The thread's own: what is not durable, of which the first `done_` are written and wait for
  // their commit.
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

  std::thread thread_;
};

}  // namespace photomill
