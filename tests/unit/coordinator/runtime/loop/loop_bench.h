// A coordinator's loop over a network and a clock under the test's control, and over the real
// memory ledger, which commits when the test says so.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "coordinator/runtime/coordinator_loop.h"
#include "tests/support/hand_clock.h"
#include "tests/support/memory_ledger.h"

namespace photomill {

class HandTransport final : public Transport {
 public:
  bool Receive(PeerId& peer, std::string& frame) override;
  SendResult Send(PeerId peer, const std::string& frame) override;

  std::deque<std::pair<PeerId, std::string>> arriving;
  std::vector<std::pair<PeerId, CoordinatorMessage>> sent;
  std::vector<size_t> sent_bytes;
  std::set<PeerId> gone;
  std::set<PeerId> full;
  int refusals = 0;  // this many sends meet a full connection, then there is room again
};

class HandLedger final : public LedgerQueue {
 public:
  explicit HandLedger(const Recipe& recipe);
  void Submit(LedgerRequest request) override;
  bool Poll(LedgerReply& reply) override;
  [[nodiscard]] Tally DurableTally() const override { return durable_; }

  void Intake(const std::vector<ListedObject>& objects);
  // Folders and files that the listing could not read.
  void AddScanErrors(const std::vector<ScanError>& errors);
  void EndScan(bool accept_gone = false);
  // The end of a complete listing of these keys alone.
  void EndScanOf(const std::function<bool(std::string_view)>& in_scope, bool accept_gone = false);
  // A listing that has not seen everything.
  void EndIncompleteScan();
  // Everything submitted so far is done and durable.
  void Commit();
  void Answer(LedgerReply reply);
  [[nodiscard]] size_t facts_waiting() const { return facts_waiting_; }
  // The next run over the same ledger.
  void NextRun(const Recipe& recipe);

  std::vector<WorkerRow> shown;  // the workers, as last shown

 private:
  void Open(const Recipe& recipe);

  std::shared_ptr<MemoryDisk> disk_ = MakeMemoryDisk();
  std::unique_ptr<Ledger> ledger_;
  Tally durable_;
  std::deque<LedgerRequest> requests_;
  std::deque<LedgerReply> replies_;
  size_t facts_waiting_ = 0;
};

class LoopBench {
 public:
  LoopBench();
  // Turns until there is nothing more to do.
  void Turn();
  void From(uint64_t peer, const WorkerMessage& message);
  // Scan, hello, proof, credit: the loop has dispatched its tasks to peer 1.
  void Begin(const std::vector<std::string>& keys);
  // Hello, proof, credit: the loop has handed out its tasks to peer 1. `key` is one that was listed.
  void Join(const std::string& key);
  void Finish(const Assignment& assignment);

  // The messages of one kind that were sent to the peer since the last call.
  template <typename Message>
  std::vector<Message> Take(uint64_t peer) {
    std::vector<Message> taken;
    std::erase_if(transport.sent, [&](const auto& sent) {
      const auto* message = std::get_if<Message>(&sent.second);
      if (sent.first != PeerId{peer} || message == nullptr) return false;
      taken.push_back(*message);
      return true;
    });
    return taken;
  }

  Recipe recipe = DefaultRecipe();
  HandClock clock;
  HandTransport transport;
  HandLedger ledger{recipe};
  std::unique_ptr<CoordinatorLoop> loop;

  void MakeLoop();
};

}  // namespace photomill
