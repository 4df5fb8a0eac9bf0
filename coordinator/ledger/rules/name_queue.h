// Who gets an output name that several sources want. Claims belong to pictures and queue: those of
// earlier runs come first, then the order of the listing. A later source waits while an earlier one
// that holds the name may still turn out to be no picture, of a format that is not taken, or gone;
// then the next in line has it. If the holder keeps it the later source takes its derivative's
// other name (`otherwise`), or fails. If the holder is still undecided when nothing else is left to
// do, the later source fails, whatever other names it has, and the next run tries it again: a name
// that it took now would be another one than it gets once the holder's fate is known. Waiting
// sources stand in the tables, never in memory, and what comes out never depends on which outcome
// came first.
//
// A source waits for a claim of a smaller id, or of one that waits itself, and for a wish of one
// that was listed before it. Of two known ones each may have what the other wants, by another
// recipe: the one that was listed first fails when nothing else is left to do, and the other one
// goes on.
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
  // What a source that claims names may have from earlier.
  enum class Before : uint8_t {
    kNothing,  // it is new
    kNames,
    kGivenNames,  // those that nobody wanted, of one that had come to an end without need of them
  };

  NameQueue(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
            OutputWriter& outputs, CompanionKeeper& companions)
      : tables_(tables),
        tally_(tally),
        context_(context),
        outputs_(outputs),
        companions_(companions),
        claims_(tables, context.claims_patterns) {}

  // Claims the names of a source that is to be made, and sets state, lacks, reason, detail, waits
  // and otherwise of its row by what comes of it: pending, waiting or failed; done where it took
  // over outputs that serve. The caller writes the row.
  void Claim(SourceRow& row, Before before);

  // The source has come to an end, or to a state in which others know what becomes of its names.
  void Decided(SourceId holder);

  // The listing has shown all that it will: what it did not show is gone, or keeps what it has.
  void EndListing() { listing_ended_ = true; }
  // All that wait are looked at once more. `finally`: nothing else is left to do, so those whose
  // names are held by an undecided source fail. The caller has nothing of them in memory.
  void ResolveAll(bool finally);

  // It waits no longer: it failed before it got a name.
  void Leave(const SourceRow& row);

  // It is to be made now.
  void Promote(SourceId source);

  [[nodiscard]] int64_t waiting() const { return waiting_; }
  // The lowest id that got its name since the last call; 0: none.
  SourceId TakePromoted() { return std::exchange(promoted_, SourceId{}); }

  // A page was read that begins behind `after`. Until it has shown those that got a name they are
  // not at work, whatever else is done.
  void NoteLoaded(SourceId after) {
    if (after < unloaded_) unloaded_ = {};
  }
  [[nodiscard]] SourceId unloaded() const { return unloaded_; }

  // What is known beside the tables, and as it was, after a rollback of these.
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
    kUndecided,  // of one name: it would have to wait, and the run is over
  };
  // What was found out about the names of one source.
  struct Inquiry {
    Answer answer = Answer::kFree;
    DerivativeSet otherwise;
    SourceId holder;                    // kWaits
    std::optional<Failure> failure;     // kTaken
    std::vector<NameConflict> given{};  // claims that their holders have no use for, taken out
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
  SourceId unloaded_;              // the lowest id that got a name and is in no page yet; 0: none
  std::vector<SourceId> decided_;  // whose waiters are to be looked at
  bool resolving_ = false;
};

}  // namespace photomill
