// The real memory ledger behind the loop's queue: slow, committing in groups, and losing what was
// not committed when the coordinator dies. Keeps a model of what is durable, for the checks.
#pragma once

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/random.h"
#include "coordinator/ledger/ledger_queue.h"
#include "coordinator/ledger/memory_ledger.h"
#include "tests/sim/sim_clock.h"

namespace photomill::sim {

class LedgerBox final : public LedgerQueue {
 public:
  // What became of the sources, as the committed facts tell.
  struct Settled {
    ObjectVersion version;
    SourceState state = SourceState::kPending;
    Reason reason = Reason::kInternal;
  };
  using Book = std::map<SourceId, Settled>;

  LedgerBox(const SimClock& clock, Random& random, std::unique_ptr<Ledger> ledger, Book& durable,
            std::vector<std::string>& broken);

  void Submit(LedgerRequest request) override;
  bool Poll(LedgerReply& reply) override;
  [[nodiscard]] Tally DurableTally() const override { return tally_; }

  void Scan(std::vector<ListedObject> listing);  // to be taken in, in several groups
  void Stall(Instant until) { stalled_until_ = until; }
  void Step();
  Ledger& ledger() { return *ledger_; }

 private:
  void Take(LedgerRequest& request);
  void TakeScan();
  void Commit();
  void Note(const std::vector<Fact>& facts, const std::vector<bool>& applied);

  const SimClock& clock_;
  Random& random_;
  std::unique_ptr<Ledger> ledger_;
  Book& durable_;
  std::vector<std::string>& broken_;
  Book uncommitted_;
  Tally tally_;

  std::deque<LedgerRequest> requests_;
  std::deque<LedgerReply> after_commit_;
  std::deque<LedgerReply> replies_;
  std::vector<ListedObject> listing_;
  size_t listed_ = 0;
  bool scan_ended_ = true;
  Instant next_work_;
  Instant next_scan_;
  Instant next_commit_;
  Instant stalled_until_;
};

}  // namespace photomill::sim
