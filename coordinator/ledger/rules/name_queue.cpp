#include "coordinator/ledger/rules/name_queue.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "common/model/source_names.h"

namespace photomill {

void NameQueue::Claim(SourceRow& row, Before before) {
  const bool waited = row.waits != Waits::kNo;
  if (waited) Leave(row);
  row.waits = Waits::kNo;
  Settle(row, Inquire(row, before, false));
}

// --- Finding out --------------------------------------------------------------------------------

NameQueue::Inquiry NameQueue::Inquire(const SourceRow& row, Before before, bool finally) {
  Inquiry inquiry;
  inquiry.gave_up = before == Before::kGivenNames;
  const DerivativeSet held = before == Before::kNothing ? DerivativeSet{} : HeldOtherwise(row);
  const Result<std::vector<std::string>> names = NamesOf(row.key, held);
  if (!names) return {Answer::kTaken, held, {}, names.failure()};
  inquiry.otherwise = held;
  if (claims_.ClaimFree(row.id, *names, inquiry.gave_up)) return inquiry;

  inquiry.otherwise = {};
  for (size_t i = 0; i < names->size(); ++i) InquireDerivative(row, i, held, finally, inquiry);
  if (inquiry.answer == Answer::kFree) {
    const Result<std::vector<std::string>> chosen = NamesOf(row.key, inquiry.otherwise);
    if (!chosen) {
      inquiry.answer = Answer::kTaken;
      inquiry.failure = chosen.failure();
    } else {
      PHOTOMILL_CHECK(claims_.ClaimFree(row.id, *chosen, inquiry.gave_up) || tables_.failure());
    }
  }
  if (inquiry.answer != Answer::kFree) {
    // Nobody takes over these claims now.
    for (const NameConflict& given : inquiry.given) {
      tables_.claims().Add(given.claimed, given.holder);
    }
    inquiry.given.clear();
  }
  return inquiry;
}

// The name that the source already has is tried first, so that it is kept.
void NameQueue::InquireDerivative(const SourceRow& row, size_t index, DerivativeSet held,
                                  bool finally, Inquiry& inquiry) {
  std::optional<Failure> first;
  for (const bool otherwise : {held.Has(index), !held.Has(index)}) {
    const Derivative& derivative = context_.recipe.derivatives[index];
    if (otherwise && derivative.otherwise.empty()) continue;
    const Result<std::string> key = ClaimedKey(KeyTemplate(derivative, otherwise), row.key);
    if (!key) {
      if (!first) first = key.failure();
      continue;
    }
    Failure failure;
    const Answer answer = InquireName(row, context_.NameOf(*key), finally, inquiry, failure);
    if (answer == Answer::kUndecided) {
      first = std::move(failure);
      break;
    }
    if (answer == Answer::kTaken) {
      if (!first) first = std::move(failure);
      continue;
    }
    if (otherwise) inquiry.otherwise.Add(index);
    if (answer == Answer::kWaits && inquiry.answer == Answer::kFree) inquiry.answer = answer;
    return;
  }
  if (inquiry.answer != Answer::kTaken) inquiry.failure = std::move(first);
  inquiry.answer = Answer::kTaken;
}

// Releases conflicting claims that their holders do not need.
NameQueue::Answer NameQueue::InquireName(const SourceRow& row, const std::string& name,
                                         bool finally, Inquiry& inquiry, Failure& failure) {
  while (const auto conflict = claims_.FindConflict(row.id, name, inquiry.gave_up)) {
    const std::optional<SourceRow> holder = tables_.sources().FindById(conflict->holder);
    if (tables_.failure()) return Answer::kTaken;
    NameFate fate = holder ? FateOf(*holder, row) : NameFate::kGiven;
    if (fate == NameFate::kKept && conflict->claimed == name && IsLeftOver(*holder, name)) {
      fate = NameFate::kGiven;
    }
    // While the holder waits, it will get the names that it wishes for when its turn comes.
    if (!conflict->wish && fate == NameFate::kUndecided && holder->waits != Waits::kNo &&
        tables_.waiters().GaveUp(holder->id)) {
      fate = NameFate::kGiven;
    }
    if (fate == NameFate::kGiven && conflict->wish) {
      claims_.EraseWish(conflict->claimed, conflict->holder);
      continue;
    }
    if (fate == NameFate::kGiven) {
      claims_.Release(conflict->claimed);
      inquiry.given.push_back(*conflict);
      continue;
    }
    const bool undecided = fate == NameFate::kUndecided;
    // A finished holder does not itself wait for anybody: only the listing shows whether it is
    // gone.
    const bool only_unlisted = holder->state != SourceState::kPending && !IsListed(*holder);
    const bool would_wait = undecided && (conflict->wish || conflict->holder < row.id ||
                                          only_unlisted || WaitsForName(*holder));
    if (would_wait && !finally) {
      inquiry.holder = conflict->holder;
      return Answer::kWaits;
    }
    failure = CollisionWith(name, conflict->claimed, holder->key, undecided);
    return would_wait ? Answer::kUndecided : Answer::kTaken;
  }
  return Answer::kFree;
}

// An earlier source does not wait for a later one, so the later one's outcome in this run must not
// affect it, whether known by now or not.
NameFate NameQueue::FateOf(const SourceRow& holder, const SourceRow& row) const {
  if (row.id < holder.id && holder.decided == context_.run) return NameFate::kUndecided;
  // If the holder's content has changed, it must be processed again.
  if (holder.id < row.id && IsToBeCompared(holder, context_.run)) return NameFate::kUndecided;
  return FateOfNames(holder.state, holder.reason, IsListed(holder));
}

// If the holder gets no name, it does not need those of an earlier recipe either.
bool NameQueue::WaitsForName(const SourceRow& holder) const {
  const bool waits = holder.waits == Waits::kName || holder.waits == Waits::kIdentity;
  return waits && holder.state == SourceState::kPending && holder.scan == context_.run;
}

// Whether the claim is from an older recipe: its holder is done under this recipe and has other
// names now. A file with exactly this name is ours and may be replaced; a file or folder in the way
// may not.
bool NameQueue::IsLeftOver(const SourceRow& holder, std::string_view name) const {
  if (holder.state != SourceState::kDone || holder.recipe != context_.recipe_id) return false;
  const std::vector<OutputRow> outputs = tables_.outputs().Of(holder.id);
  const auto stands_there = [&](const OutputRow& output) {
    return MayMeet(context_.NameOf(output.key), name);
  };
  return !outputs.empty() && std::none_of(outputs.begin(), outputs.end(), stands_there);
}

// The derivatives for which the source holds the `otherwise` name, and not the first one.
DerivativeSet NameQueue::HeldOtherwise(const SourceRow& row) {
  DerivativeSet held;
  for (size_t i = 0; i < context_.recipe.derivatives.size(); ++i) {
    const Derivative& derivative = context_.recipe.derivatives[i];
    if (derivative.otherwise.empty()) continue;
    const Result<std::string> other = ClaimedKey(derivative.otherwise, row.key);
    if (!other || tables_.claims().HolderOf(context_.NameOf(*other)) != row.id) continue;
    const Result<std::string> key = ClaimedKey(derivative.key, row.key);
    if (!key || tables_.claims().HolderOf(context_.NameOf(*key)) != row.id) held.Add(i);
  }
  return held;
}

Result<std::vector<std::string>> NameQueue::NamesOf(std::string_view key,
                                                    DerivativeSet otherwise) const {
  Result<std::vector<std::string>> names = ClaimedKeys(context_.recipe, key, otherwise);
  if (!names || !context_.names_folded) return names;
  std::vector<std::string> folded;
  for (const std::string& name : *names) folded.push_back(context_.NameOf(name));
  return folded;
}

// All names that the source may finally get.
std::vector<std::string> NameQueue::WishesOf(std::string_view key) const {
  std::vector<std::string> wishes;
  for (const Derivative& derivative : context_.recipe.derivatives) {
    for (const std::string* key_template : {&derivative.key, &derivative.otherwise}) {
      if (key_template->empty()) continue;
      const Result<std::string> name = ClaimedKey(*key_template, key);
      if (name) wishes.push_back(context_.NameOf(*name));
    }
  }
  return wishes;
}

// --- Results ------------------------------------------------------------------------------------

void NameQueue::Settle(SourceRow& row, const Inquiry& inquiry) {
  switch (inquiry.answer) {
    case Answer::kFree:
      row.otherwise = inquiry.otherwise;
      ForgetEnd(row);
      TakeOver(row, inquiry.given);
      break;
    case Answer::kWaits:
      Wait(row, inquiry);
      break;
    case Answer::kTaken:
    case Answer::kUndecided:
      if (IsToBeLookedAt(row)) {
        ForgetEnd(row);
        row.state = SourceState::kPending;
        row.waits = Waits::kLook;
      } else if (EndedAsNoPicture(row)) {
        row.state = companions_.StateOfNoPicture(row);
        row.lacks = {};
        row.waits = Waits::kNo;
      } else {
        Fail(row, inquiry.failure.value_or(Failure{}));
      }
      break;
  }
}

// The earlier finding that it is not an image may no longer be true.
void NameQueue::ForgetEnd(SourceRow& row) {
  if (EndedAsNoPicture(row)) ForgetReason(row);
}

// Sidecars and films need no name. A file named like an image probably is one.
bool NameQueue::IsToBeLookedAt(const SourceRow& row) {
  const bool looked_at = row.content != Digest{} || row.format != FileFormat::kUnknown;
  return !looked_at && !IsNamedLikePicture(row.key);
}

// The files under the names go with them. If the source is the same image under another name, its
// predecessor's outputs are kept; otherwise they become own files, to be replaced. Kept outputs
// keep their facts: their warnings and the revision of the rules that made them.
void NameQueue::TakeOver(SourceRow& row, const std::vector<NameConflict>& given) {
  bool took_outputs = false;
  uint32_t revision = kRevision;
  WarningSet warnings;
  std::string detail;
  for (const NameConflict& name : given) {
    outputs_.AdoptReplaced(name.claimed);
    std::optional<SourceRow> holder = tables_.sources().FindById(name.holder);
    if (!holder || holder->outputs == 0) continue;
    if (outputs_.GiveUp(*holder, name.claimed, row)) {
      took_outputs = true;
      revision = std::min(revision, holder->revision);
      if (!holder->reason) {
        warnings = holder->warnings;
        detail = holder->detail;
      }
    }
    tables_.sources().Update(*holder);
  }
  if (!took_outputs) return;
  const DerivativeSet current = outputs_.CurrentOf(row);
  row.lacks.bits &= ~current.bits;
  if (!row.lacks.empty()) return;
  outputs_.Follow(row, row.state, SourceState::kDone);
  row.state = SourceState::kDone;
  SetWarnings(row, warnings, detail);
  row.revision = revision;
}

void NameQueue::Wait(SourceRow& row, const Inquiry& inquiry) {
  row.state = SourceState::kPending;
  row.waits = Waits::kName;
  tables_.waiters().Add(row.id, inquiry.holder, inquiry.gave_up);
  for (const std::string& wish : WishesOf(row.key)) claims_.AddWish(wish, row.id);
  ++waiting_;
}

void NameQueue::Fail(SourceRow& row, const Failure& failure) const {
  row.state = SourceState::kFailed;
  row.lacks = {};
  row.waits = Waits::kNo;
  SetFailure(row, failure.reason, failure.detail);
  row.revision = kRevision;
}

void NameQueue::Leave(const SourceRow& row) {
  if (!tables_.waiters().Erase(row.id)) return;  // it waited in an earlier run
  for (const std::string& wish : WishesOf(row.key)) claims_.EraseWish(wish, row.id);
  if (--waiting_ == 0) claims_.ExpectWishes(false);
}

// --- Waiting sources ----------------------------------------------------------------------------

void NameQueue::Decided(SourceId holder) {
  if (waiting_ == 0) return;
  decided_.push_back(holder);
  if (!resolving_) ResolveDecided();
}

// A source that fails for lack of a name decides the fate of those that wait for it.
void NameQueue::ResolveDecided() {
  resolving_ = true;
  while (!decided_.empty() && !tables_.failure()) {
    const SourceId holder = decided_.back();
    decided_.pop_back();
    int64_t turn = 0;
    while (const std::optional<Waiter> waiter = tables_.waiters().NextOf(holder, turn)) {
      turn = waiter->turn;
      Reconsider(waiter->source, false);
    }
  }
  resolving_ = false;
}

void NameQueue::ResolveAll(bool finally) {
  int64_t turn = 0;
  while (waiting_ > 0 && !tables_.failure()) {
    const std::optional<Waiter> waiter = tables_.waiters().Next(turn);
    if (!waiter) break;
    turn = waiter->turn;
    Reconsider(waiter->source, finally);
  }
}

void NameQueue::Promote(SourceId source) {
  if (promoted_.value == 0 || source < promoted_) promoted_ = source;
  if (unloaded_.value == 0 || source < unloaded_) unloaded_ = source;
}

void NameQueue::Reconsider(SourceId source, bool finally) {
  std::optional<SourceRow> row = tables_.sources().FindById(source);
  if (!row) return;
  PHOTOMILL_CHECK(row->state == SourceState::kPending && row->waits != Waits::kNo);
  const bool gave_up = tables_.waiters().GaveUp(source);
  const Inquiry inquiry = Inquire(*row, gave_up ? Before::kGivenNames : Before::kNames, finally);
  if (inquiry.answer == Answer::kWaits) {
    tables_.waiters().SetHolder(source, inquiry.holder);
    return;
  }
  tally_.RemoveSource(*row);
  Leave(*row);
  row->waits = Waits::kNo;
  Settle(*row, inquiry);
  tally_.AddSource(*row);
  tables_.sources().Update(*row);
  if (row->state == SourceState::kPending) {
    Promote(row->id);
    return;
  }
  companions_.Follow(*row);
  Decided(source);
}

}  // namespace photomill
