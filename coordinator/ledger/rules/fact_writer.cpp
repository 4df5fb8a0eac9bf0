#include "coordinator/ledger/rules/fact_writer.h"

#include "common/model/source_names.h"

namespace photomill {
namespace {

// Why a file of this format cannot be processed; empty if workers can decode it.
std::optional<Failure> NoPicture(FileFormat format) {
  const FileKind kind = KindOf(format);
  if (kind == FileKind::kPicture) return std::nullopt;
  const bool other = kind == FileKind::kOther;
  return Failure{other ? Reason::kNotAnImage : Reason::kFormatNotAllowed,
                 std::string(FileFormatName(format)) +
                     (other ? ", not an image" : " is not on the list of formats")};
}

}  // namespace

bool FactWriter::Write(const Fact& fact) {
  if (const auto* outcome = std::get_if<OutcomeFact>(&fact)) return WriteOutcome(*outcome);
  return WriteSetback(std::get<SetbackFact>(fact));
}

bool FactWriter::WriteOutcome(const OutcomeFact& fact) {
  std::optional<SourceRow> row = tables_.sources().FindById(fact.source);
  if (!row || row->version != fact.version) return false;
  if (fact.state == SourceState::kPending || fact.state == SourceState::kGone) return false;
  if (IsToBeCompared(*row, context_.run)) return WriteCompared(fact, *row);
  if (row->state != SourceState::kPending) return false;
  const bool done = fact.state == SourceState::kDone;
  // A source that waits for a name was sent to no worker.
  if (row->waits == Waits::kName) return false;
  if (done && row->waits == Waits::kIdentity) return WriteIdentity(fact.outcome, *row);
  if (done && row->waits == Waits::kLook) return WriteLook(fact, *row);
  if (done && !Covers(fact.outcome, *row)) {
    // The source was being read for identification when it got its name. The scheduler considers it
    // finished, so it must be loaded again.
    if (fact.outcome.outputs.empty()) names_.Promote(row->id);
    return false;
  }
  WriteEnd(fact, *row);
  return true;
}

// The source was read and still waits. If it is not an image and not named like one, the row
// records that already, for the case that it gets no name.
bool FactWriter::WriteIdentity(const Outcome& outcome, SourceRow& row) {
  if (!outcome.outputs.empty()) return false;
  row.content = outcome.content;
  row.format = outcome.format;
  row.waits = Waits::kName;
  const std::optional<Failure> no_picture = NoPicture(row.format);
  if (no_picture && !IsNamedLikePicture(row.key)) {
    SetFailure(row, no_picture->reason, no_picture->detail);
    row.decided = context_.run;
  }
  tables_.sources().Update(row);
  times_.Add(outcome.times);
  return true;
}

// The source has no name. If it is not an image it needs none; otherwise it fails, unless a name is
// free by now.
bool FactWriter::WriteLook(const OutcomeFact& fact, SourceRow& row) {
  if (!fact.outcome.outputs.empty()) return false;
  if (const std::optional<Failure> no_picture = NoPicture(fact.outcome.format)) {
    OutcomeFact end = fact;
    end.outcome.kind = Outcome::Kind::kFailed;
    end.outcome.reason = no_picture->reason;
    end.outcome.detail = no_picture->detail;
    SourceRow judged = row;
    judged.reason = no_picture->reason;
    judged.format = fact.outcome.format;
    end.state = companions_.StateOfNoPicture(judged);
    WriteEnd(end, row);
    return true;
  }
  tally_.RemoveSource(row);
  row.content = fact.outcome.content;
  row.format = fact.outcome.format;
  names_.Claim(row, NameQueue::Before::kGivenNames);
  tally_.AddSource(row);
  tables_.sources().Update(row);
  companions_.Follow(row);
  if (row.state == SourceState::kPending) names_.Promote(row.id);
  if (row.state != SourceState::kPending) names_.Decided(row.id);
  times_.Add(fact.outcome.times);
  return true;
}

// The source was touched and its content read. If the content is the same, everything known stays
// valid.
bool FactWriter::WriteCompared(const OutcomeFact& fact, SourceRow& row) {
  const Outcome& outcome = fact.outcome;
  if (fact.state != SourceState::kDone) {
    // The source could not be read. After a transient failure its outputs keep their status, and
    // the next run compares it; after a permanent one they are stale and will be replaced if it is
    // retried.
    const bool may_pass = RetryClassOf(outcome.reason) != RetryClass::kPermanent;
    if (!may_pass) outputs_.MarkStale(row);
    const SourceRow before = row;
    outputs_.Follow(row, row.state, SourceState::kPending);
    WriteEnd(fact, row);
    tally_.RemoveSource(row);
    row.revision = before.revision;
    row.content = before.content;
    if (may_pass) row.waits = Waits::kCompare;
    tally_.AddSource(row);
    tables_.sources().Update(row);
    return true;
  }
  if (!outcome.outputs.empty() || outcome.content == Digest{}) return false;
  times_.Add(outcome.times);
  if (outcome.content != row.content) {
    OpenAgain(row);
    return true;
  }
  tally_.RemoveSource(row);
  row.waits = Waits::kNo;
  tally_.AddSource(row);
  tally_.CountRun(RunCount::kTouched, 1);
  tables_.sources().Update(row);
  names_.Decided(row.id);
  return true;
}

// Does what a listing does for a changed source, which has kept its names so far.
void FactWriter::OpenAgain(SourceRow& row) {
  tally_.RemoveSource(row);
  outputs_.MarkStale(row);
  outputs_.Follow(row, row.state, SourceState::kPending);
  row.state = SourceState::kPending;
  row.lacks = context_.all;
  row.recipe = context_.recipe_id;
  ForgetReason(row);
  row.worker.clear();
  row.attempts = 0;
  row.crashes = 0;
  row.decided_at = 0;
  row.times = {};
  row.content = {};
  row.format = FileFormat::kUnknown;
  row.waits = Waits::kNo;
  names_.Claim(row, NameQueue::Before::kNames);
  tally_.AddSource(row);
  tables_.sources().Update(row);
  if (row.state == SourceState::kPending) {
    names_.Promote(row.id);
  } else {
    companions_.Follow(row);
    names_.Decided(row.id);
  }
}

void FactWriter::WriteEnd(const OutcomeFact& fact, SourceRow& row) {
  const bool done = fact.state == SourceState::kDone;
  const bool had_outputs = outputs_.HasOutputs(row);
  tally_.RemoveSource(row);
  if (row.waits != Waits::kNo) names_.Leave(row);
  row.waits = Waits::kNo;
  row.state = fact.state;
  if (done) {
    SetWarnings(row, fact.outcome.warnings, fact.outcome.detail);
  } else {
    SetFailure(row, fact.outcome.reason, fact.outcome.detail);
  }
  row.worker = fact.worker;
  row.attempts += 1;
  if (fact.crashed) row.crashes += 1;
  if (!fact.death.empty()) tables_.book().PutDeath(fact.death);
  row.recipe = context_.recipe_id;
  row.revision = kRevision;
  row.decided = context_.run;
  row.decided_at = now_;
  row.times = fact.outcome.times;
  if (!done && fact.state != SourceState::kSkipped) KeepAttempt(row);
  if (fact.outcome.content != Digest{}) row.content = fact.outcome.content;
  if (fact.outcome.format != FileFormat::kUnknown) row.format = fact.outcome.format;
  if (done || fact.state == SourceState::kSkipped) row.lacks = {};
  if (done && outputs_.Write(row, fact.outcome.outputs)) tally_.CountRun(RunCount::kMadeSame, 1);
  if (row.reason == Reason::kFormatNotAllowed && IsCompanion(row.format)) {
    row.state = companions_.StateOf(row);
  }
  tally_.AddSource(row);
  tally_.CountRun(RunCount::kSettled, 1);
  if (done) {
    tally_.CountRun(RunCount::kMade, 1, row.version.size);
    if (had_outputs) tally_.CountRun(RunCount::kMadeAgain, 1);
  }
  tables_.sources().Update(row);
  companions_.Follow(row);
  names_.Decided(row.id);
  times_.Add(fact.outcome.times);
}

bool FactWriter::WriteSetback(const SetbackFact& fact) {
  std::optional<SourceRow> row = tables_.sources().FindById(fact.source);
  if (!row || row->state != SourceState::kPending) return false;
  row->attempts += 1;
  if (fact.crashed) row->crashes += 1;
  if (!fact.death.empty()) tables_.book().PutDeath(fact.death);
  SetFailure(*row, fact.failure.reason, fact.failure.detail);
  row->worker = fact.worker;
  KeepAttempt(*row);
  tables_.sources().Update(*row);
  return true;
}

// Of a row with a reason.
void FactWriter::KeepAttempt(const SourceRow& row) {
  tables_.news().AddAttempt(
      row.id, {now_, context_.run, row.worker, std::string(ReasonWord(*row.reason)), row.detail});
}

// A source is done only if none of its outputs is missing and all of them have keys that the source
// may write, whatever a worker reports.
bool FactWriter::Covers(const Outcome& outcome, const SourceRow& row) const {
  DerivativeSet made;
  for (const Output& output : outcome.outputs) {
    if (output.derivative >= context_.definitions.size()) return false;
    if (made.Has(output.derivative)) return false;
    if (!IsClaimed(output, context_.recipe, row.key, row.otherwise)) return false;
    made.Add(output.derivative);
  }
  return (row.lacks.bits & ~made.bits) == 0;
}

}  // namespace photomill
