// The real memory ledger behind the loop's queue. Like the ledger's thread, it is slow, commits in
// groups, loses uncommitted work when the coordinator dies, and repeats it after its disk was full.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "coordinator/ledger/ledger_queue.h"
#include "tests/sim/sim_clock.h"
#include "tests/support/memory_ledger.h"

namespace photomill::sim {

// Listens to what happens to the facts.
class LedgerWitness {
 public:
  virtual ~LedgerWitness() = default;
  // Facts that the ledger had use for.
  virtual void OnRecorded(const OutcomeFact& fact) = 0;
  virtual void OnRecorded(const SetbackFact& fact) = 0;
  virtual void OnCommitted() = 0;  // everything recorded so far
  virtual void OnLost() = 0;       // everything since the last commit
};

class LedgerBox final : public LedgerQueue {
 public:
  // `accept_gone`: the user accepts any number of vanished photos.
  LedgerBox(const SimClock& clock, Random& random, std::unique_ptr<Ledger> ledger, bool accept_gone,
            LedgerWitness& witness);
  ~LedgerBox() override;

  void Submit(LedgerRequest request) override;
  bool Poll(LedgerReply& reply) override;
  [[nodiscard]] Tally DurableTally() const override { return tally_; }

  void Scan(std::vector<ListedObject> listing);  // to be added in several groups
  void Stall(Instant until) { stalled_until_ = until; }
  void SetDiskFull(bool full) { disk_full_ = full; }
  void Step();
  Ledger& ledger() { return *ledger_; }

 private:
  void Take(LedgerRequest& request);
  void TakeScan();
  void Commit();
  void Note(const std::vector<Fact>& facts, const std::vector<bool>& applied);
  void Pause();

  const SimClock& clock_;
  Random& random_;
  std::unique_ptr<Ledger> ledger_;
  const bool accept_gone_;
  LedgerWitness& witness_;
  Tally tally_;

  std::deque<LedgerRequest> requests_;
  std::deque<LedgerRequest> since_commit_;  // accepted, but not durable
  std::deque<LedgerReply> after_commit_;
  std::deque<LedgerReply> replies_;
  std::vector<ListedObject> listing_;
  size_t listed_ = 0;
  size_t listed_durably_ = 0;
  bool scan_ended_ = true;
  bool scan_ended_durably_ = true;
  bool disk_full_ = false;
  bool paused_ = false;
  Instant next_work_;
  Instant next_scan_;
  Instant next_commit_;
  Instant stalled_until_;
};

}  // namespace photomill::sim
