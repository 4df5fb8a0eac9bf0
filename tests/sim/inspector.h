// Watches a simulated run and checks the safety rules: one Check… function for each, with the rule
// above it in the .cpp files. A broken rule becomes a line in Surroundings::broken, which ends the
// run. Rules that only a worker can check are in sim_worker_checks.cpp; the scheduler's invariants
// after every step are in tests/support/invariants.
//
// It keeps its own records, from the frames on the wire and the facts that the ledger accepted, and
// trusts neither the scheduler's nor the ledger's.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "coordinator/runtime/coordinator_loop.h"
#include "tests/sim/ledger_box.h"
#include "tests/sim/surroundings.h"

namespace photomill::sim {

class Inspector final : public LedgerWitness {
 public:
  // `black_hole`: the name of the worker that is a black hole; empty if there is none.
  Inspector(Surroundings& world, std::string black_hole)
      : world_(world), black_hole_(std::move(black_hole)) {}

  // A run begins with this recipe, or the coordinator is gone.
  void OnRun(const Recipe& recipe, const std::vector<ListedObject>& listing,
             const CoordinatorLoop& loop);
  void OnRunOver() {
    loop_ = nullptr;
    lent_at_pause_.reset();
  }

  // Events at the coordinator's end of the network.
  void OnSend(PeerId peer, const std::string& frame);
  void OnReceive(PeerId peer, const std::string& frame);

  // Events of the ledger.
  void OnRecorded(const OutcomeFact& fact) override;
  void OnRecorded(const SetbackFact& fact) override;
  void OnCommitted() override;
  void OnLost() override;

  // To be called after every step, and when the run has finished.
  void CheckStep();
  void CheckEnd(const Tally& tally, uint64_t faults);

 private:
  struct Settled {
    ObjectVersion version;
    SourceState state = SourceState::kPending;
    Reason reason = Reason::kInternal;
    Digest recipe;
    bool while_listing = false;  // intake may have reached it later
  };
  // How a source ended when it was last read, whatever happened to it since.
  struct End {
    SourceState state = SourceState::kPending;
    Reason reason = Reason::kInternal;
    Digest content;
  };
  struct CreditBook {
    Credit granted;
    Credit used;
  };
  using Outputs = std::map<uint32_t, Output>;  // by derivative

  // inspector_frames.cpp
  void CheckCredit(PeerId peer, const TaskBatch& batch);
  void CheckCopy(const Assignment& assignment);
  void CountUnawares(const Assignment& assignment);
  void CheckSuspect(const Assignment& assignment);
  void CheckSourceKeepsItsId(const Task& task);
  void CheckAttemptIsNew(AttemptId attempt);
  void CheckIsNotSettled(const Task& task);
  void CheckAck(AttemptId attempt);

  // inspector.cpp
  void OnCompared(const OutcomeFact& fact);
  void CheckCharge(SourceId source, bool crashed, const std::string& death);
  void CheckEndsOnce(const OutcomeFact& fact);
  [[nodiscard]] bool IsAtItsEnd(SourceId source, const ObjectVersion& version) const;
  void CheckIsWhatWasPublished(const OutcomeFact& fact);
  void CheckMemory();
  void CheckPause();
  void LookAfterBlackHole();
  void CheckInvariants();

  // inspector_end.cpp
  void CheckEverySourceIsAtItsEnd(const Tally& tally);
  void CheckEndIsOfTheListedVersion(const Photo& photo, const Settled& settled);
  [[nodiscard]] bool MayBeABlackHolesFault(const Photo& photo, uint64_t faults) const;
  void CheckEndSuitsFate(const Photo& photo, const Settled& settled, uint64_t faults);
  void CheckQuarantine(const Photo& photo);
  void CheckPoisonIsKnownSoon(const Photo& photo, uint64_t faults);
  void CheckOutputsStand(SourceId source, const Photo& photo);
  void CheckBlackHoleSwallowsLittle(uint64_t faults);

  void Broken(std::string text) { world_.broken.push_back(std::move(text)); }
  [[nodiscard]] std::string NameOf(SourceId source) const;
  [[nodiscard]] const Photo* PhotoOf(SourceId source) const;

  Surroundings& world_;
  const std::string black_hole_;
  const CoordinatorLoop* loop_ = nullptr;
  Recipe recipe_text_;
  Digest recipe_;
  std::map<std::string, ObjectVersion> listed_;  // in this run
  uint32_t runs_ = 0;
  std::set<Digest> recipes_;
  bool black_hole_was_alone_ = false;
  std::optional<uint64_t> lent_at_pause_;  // attempts; empty: the run is not paused

  std::map<SourceId, std::string> keys_;  // as numbered by the ledger
  std::map<SourceId, Settled> durable_;
  std::map<SourceId, Settled> uncommitted_;
  std::map<SourceId, End> ends_;
  std::map<SourceId, End> uncommitted_ends_;
  std::map<SourceId, Outputs> outputs_;  // from durable facts
  std::map<SourceId, Outputs> uncommitted_outputs_;
  std::map<PeerId, CreditBook> credit_;
  std::set<AttemptId> attempts_;  // in this run
  std::set<AttemptId> suspect_attempts_;
  std::map<std::string, size_t> unawares_;  // attempts, by source
};

}  // namespace photomill::sim
