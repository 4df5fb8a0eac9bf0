// Who gets an output name that several sources want. Claims belong to images and queue: those of
// earlier runs come first, then the order of the listing. A later source waits while an earlier
// source that holds the name may still turn out not to be an image, to have a format that is not
// accepted, or to be gone; then the next source in the queue gets the name. If the holder keeps it,
// the later source uses its derivative's `otherwise` name, or fails. If the holder is still
// undecided when nothing else is left to do, the later source fails, even if it has other names,
// and the next run retries it: a name chosen now could differ from the one that it gets once the
// holder's fate is known. Waiting sources are in the tables, never in memory, and the result never
// depends on which outcome came first.
//
// A source waits for a claim of a smaller id, or of a source that waits itself, and for a wish of a
// source listed before it. Of two known sources, each may hold what the other wants, by another
// recipe: the one listed first fails when nothing else is left to do, and the other one continues.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "coordinator/ledger/rules/claim_keeper.h"
#include "coordinator/ledger/rules/companion_keeper.h"
#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/output_writer.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class NameQueue {
 public:
  // The earlier names of a source that claims names.
  enum class Before : uint8_t {
    kNothing,  // it is new
    kNames,
    kGivenNames,  // names free for others: it was finished and did not need them
  };

  NameQueue(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
            OutputWriter& outputs, CompanionKeeper& companions)
      : tables_(tables),
        tally_(tally),
        context_(context),
        outputs_(outputs),
        companions_(companions),
        claims_(tables, context.claims_patterns) {}

  // Claims the names of a source that must be processed, and sets its row's state, lacks, reason,
  // detail, waits and otherwise by the result: pending, waiting or failed, or done if it took over
  // outputs that it can keep. The caller writes the row.
  void Claim(SourceRow& row, Before before);

  // The source is finished, or its state now shows others what becomes of its names.
  void Decided(SourceId holder);

  // The listing will show no more sources: those not shown are gone, or keep their names.
  void EndListing() { listing_ended_ = true; }
  // Reconsiders all waiting sources. `finally`: nothing else is left to do, so sources whose names
  // are held by an undecided source fail. The caller must not keep their rows in memory.
  void ResolveAll(bool finally);

  // The source waits no longer: it failed before it got a name.
  void Leave(const SourceRow& row);

  // The source must be processed now.
  void Promote(SourceId source);

  [[nodiscard]] int64_t waiting() const { return waiting_; }
  // The lowest id that got its name since the last call; 0: none.
  SourceId TakePromoted() { return std::exchange(promoted_, SourceId{}); }

  // A page was read that begins after `after`. Sources that got a name are not in progress until a
  // page has contained them.
  void NoteLoaded(SourceId after) {
    if (after < unloaded_) unloaded_ = {};
  }
  [[nodiscard]] SourceId unloaded() const { return unloaded_; }

  // The state besides the tables: saved at a commit, and restored after a rollback to it.
  struct Mark {
    bool listing_ended = false;
    int64_t waiting = 0;
  };
  [[nodiscard]] Mark mark() const { return {listing_ended_, waiting_}; }
  void ReturnTo(const Mark& mark) {
    listing_ended_ = mark.listing_ended;
    waiting_ = mark.waiting;
    promoted_ = {};
    unloaded_ = {};
    decided_.clear();
    resolving_ = false;
    claims_.Forget();
    claims_.ExpectWishes(waiting_ > 0);
  }

 private:
  enum class Answer : uint8_t {
    kFree,
    kWaits,
    kTaken,
    kUndecided,  // for one name: it would have to wait, and the run is over
  };
  // What was found out about the names of one source.
  struct Inquiry {
    Answer answer = Answer::kFree;
    DerivativeSet otherwise;
    SourceId holder;                    // kWaits
    std::optional<Failure> failure;     // kTaken
    std::vector<NameConflict> given{};  // claims that their holders did not need, removed
    bool gave_up = false;               // Before::kGivenNames
  };

  Inquiry Inquire(const SourceRow& row, Before before, bool finally);
  void InquireDerivative(const SourceRow& row, size_t index, DerivativeSet held, bool finally,
                         Inquiry& inquiry);
  Answer InquireName(const SourceRow& row, const std::string& name, bool finally, Inquiry& inquiry,
                     Failure& failure);
  [[nodiscard]] NameFate FateOf(const SourceRow& holder, const SourceRow& row) const;
  [[nodiscard]] bool WaitsForName(const SourceRow& holder) const;
  [[nodiscard]] bool IsLeftOver(const SourceRow& holder, std::string_view name) const;
  [[nodiscard]] DerivativeSet HeldOtherwise(const SourceRow& row);
  [[nodiscard]] Result<std::vector<std::string>> NamesOf(std::string_view key,
                                                         DerivativeSet otherwise) const;
  [[nodiscard]] std::vector<std::string> WishesOf(std::string_view key) const;
  [[nodiscard]] bool IsListed(const SourceRow& row) const {
    return listing_ended_ || row.scan == context_.run;
  }
  void Settle(SourceRow& row, const Inquiry& inquiry);
  [[nodiscard]] static bool IsToBeLookedAt(const SourceRow& row);
  static void ForgetEnd(SourceRow& row);
  void TakeOver(SourceRow& row, const std::vector<NameConflict>& given);
  void Wait(SourceRow& row, const Inquiry& inquiry);
  void Fail(SourceRow& row, const Failure& failure) const;
  void Reconsider(SourceId source, bool finally);
  void ResolveDecided();

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  OutputWriter& outputs_;
  CompanionKeeper& companions_;
  ClaimKeeper claims_;
  bool listing_ended_ = false;
  int64_t waiting_ = 0;
  SourceId promoted_;
  SourceId unloaded_;              // lowest id that got a name and is in no page yet; 0: none
  std::vector<SourceId> decided_;  // holders whose waiters must be reconsidered
  bool resolving_ = false;
};

}  // namespace photomill
