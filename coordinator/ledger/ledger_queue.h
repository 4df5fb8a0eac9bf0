// The coordinator's loop sends requests to the ledger through this queue and never waits for it.
// Requests are answered in order, and an answer to RecordFacts means that the facts are durable.
// LedgerThread is the real implementation; the simulator has its own.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "common/model/message.h"
#include "coordinator/ledger/ledger.h"

namespace photomill {

namespace ledger_request {
struct RecordFacts {
  std::vector<Fact> facts;
};
struct LoadPending {
  SourceId after;
  size_t tasks_max = 0;
};
// Settles sources that wait for a name, once nothing else is left to do.
struct SettleWaiting {};
// For users. A newer one replaces an older one that is still waiting.
struct ShowWorkers {
  std::vector<WorkerRow> workers;
  ProgressRow progress{};
};
}  // namespace ledger_request
using LedgerRequest = std::variant<ledger_request::RecordFacts, ledger_request::LoadPending,
                                   ledger_request::SettleWaiting, ledger_request::ShowWorkers>;

namespace ledger_reply {
// The facts of one RecordFacts request are durable.
struct FactsDurable {
  std::vector<bool> applied;
  SourceId promoted{};  // the lowest id that became ready because a name became free; 0: none
};
struct WaitingSettled {
  SettleCounts counts;
};
struct PendingLoaded {
  PendingPage page;
};
// The scanner's objects have been processed (and are durable).
struct IntakeDone {
  IntakeCounts counts;
  std::vector<StoreSample> samples;  // some sources of this group, for workers' proofs
};
struct ScanDone {
  bool complete = false;
  GoneCounts gone;
};
// The ledger's file system is full. Nothing is lost: submitted requests are retried automatically
// until LedgerResumed, and answered then.
struct LedgerPaused {
  Failure failure;
};
struct LedgerResumed {};
// The ledger cannot continue: the run ends here, and can be resumed.
struct LedgerFailed {
  Failure failure;
};
}  // namespace ledger_reply
using LedgerReply =
    std::variant<ledger_reply::FactsDurable, ledger_reply::PendingLoaded, ledger_reply::IntakeDone,
                 ledger_reply::WaitingSettled, ledger_reply::ScanDone, ledger_reply::LedgerPaused,
                 ledger_reply::LedgerResumed, ledger_reply::LedgerFailed>;

class LedgerQueue {
 public:
  virtual ~LedgerQueue() = default;
  virtual void Submit(LedgerRequest request) = 0;
  // Returns the next reply; false if there is none yet.
  virtual bool Poll(LedgerReply& reply) = 0;
  // Counts as of the last durable group.
  [[nodiscard]] virtual Tally DurableTally() const = 0;
};

}  // namespace photomill
