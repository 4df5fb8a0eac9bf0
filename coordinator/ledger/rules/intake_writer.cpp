#include "coordinator/ledger/rules/intake_writer.h"

namespace photomill {
namespace {

void NotePending(SourceId source, IntakeCounts& counts) {
  SourceId& lowest = counts.lowest_pending;
  if (lowest.value == 0 || source < lowest) lowest = source;
}

}  // namespace

void IntakeWriter::Take(const ListedObject& object, IntakeCounts& counts) {
  if (std::optional<SourceRow> known = tables_.sources().FindByKey(object.key)) {
    TakeKnown(object, *known, counts);
    return;
  }
  SourceRow row;
  row.id = SourceId{++last_source_};
  row.key = object.key;
  row.version = object.version;
  row.first_scan = context_.run;
  const IntakeDecision decision =
      DecideIntake(object.version, std::nullopt, context_.all, context_.rules);
  Write(nullptr, std::move(row), decision, counts);
}

void IntakeWriter::TakeKnown(const ListedObject& object, const SourceRow& row,
                             IntakeCounts& counts) {
  const bool listed_before = row.scan == context_.run;
  if (listed_before && row.version == object.version) {
    // The same object twice in one listing: the first occurrence has decided.
    const bool pending = row.state == SourceState::kPending;
    if (pending) NotePending(row.id, counts);
    ++counts.verdicts[static_cast<size_t>(pending ? Verdict::kResumed : Verdict::kUnchanged)];
    return;
  }
  const bool was_there = row.id.value < first_new_source_ && row.state != SourceState::kGone;
  if (was_there && !listed_before) ++seen_again_;

  const IntakeDecision decision =
      DecideIntake(object.version, KnownOf(row, object.version), context_.all, context_.rules);
  CountMended(row, decision, counts);
  if (decision.verdict == Verdict::kUnchanged && decision.state == row.state) {
    ++counts.verdicts[static_cast<size_t>(decision.verdict)];
    tables_.sources().MarkListed(row.id, context_.run);
    if (!listed_before) tally_.NoteListed(row);
    return;
  }
  SourceRow after = row;
  if (decision.verdict == Verdict::kChanged || decision.verdict == Verdict::kRemade) {
    outputs_.MarkStale(row);
  }
  if (decision.verdict == Verdict::kChanged) {
    after.content = {};
    after.format = FileFormat::kUnknown;
  }
  if (row.state == SourceState::kGone) {
    after.first_scan = context_.run;  // it counts as new again
    ++returned_;
  }
  after.version = object.version;
  after.waits = decision.compares ? Waits::kCompare : after.waits;
  Write(&row, std::move(after), decision, counts);
}

KnownSource IntakeWriter::KnownOf(const SourceRow& row, const ObjectVersion& listed) {
  KnownSource known{row.id,
                    row.version,
                    row.state,
                    row.reason.value_or(Reason::kInternal),
                    row.recipe == context_.recipe_id,
                    {},
                    row.key,
                    row.format,
                    row.revision,
                    row.state == SourceState::kPending && row.waits != Waits::kNo,
                    row.content != Digest{} && row.decided != context_.run,
                    row.waits == Waits::kCompare,
                    row.decided};
  // Outputs are not read if they do not affect the decision.
  if (row.state == SourceState::kSkipped || row.version.size != listed.size) return known;
  if (row.version != listed && !known.comparable) return known;
  // One that no run has listed since its outputs were orphans may have lost them.
  const bool complete = row.state == SourceState::kDone && known.recipe_is_current &&
                        row.outputs >= 0 && row.scan >= context_.recipe_wanted_since;
  known.current_outputs =
      complete && !context_.outputs_lost ? context_.all : outputs_.CurrentOf(row);
  return known;
}

void IntakeWriter::Write(const SourceRow* before, SourceRow row, const IntakeDecision& decision,
                         IntakeCounts& counts) {
  if (before != nullptr) outputs_.Follow(*before, before->state, decision.state);
  row.state = decision.state;
  row.lacks = decision.lacks;
  row.recipe = context_.recipe_id;
  row.scan = context_.run;
  // The source was found not to be an image, and has not changed. If it gets no name for being read
  // again, it keeps its state.
  const bool was_no_picture =
      before != nullptr && EndedAsNoPicture(*before) && before->version == row.version;
  if (decision.clears_outcome) {
    if (!was_no_picture || row.state != SourceState::kPending) {
      ForgetReason(row);
    }
    row.worker.clear();
    row.attempts = 0;
    row.crashes = 0;
    row.decided_at = 0;
    row.times = {};
  }
  // The detail belonged to the failure and is not a warning.
  if (row.state == SourceState::kDone && row.reason) ForgetReason(row);
  if (row.state == SourceState::kPending && NeedsClaims(before)) {
    names_.Claim(row, NamesOf(before));
  }
  Verdict verdict = decision.verdict;
  if (row.waits == Waits::kCompare) {
    NotePending(row.id, counts);
  } else if (row.state == SourceState::kPending) {
    if (row.waits == Waits::kNo || row.waits == Waits::kLook) {
      NotePending(row.id, counts);
    } else {
      ++counts.waiting;
    }
  } else if (decision.state == SourceState::kPending && was_no_picture && EndedAsNoPicture(row)) {
    if (before->state != SourceState::kGone) verdict = Verdict::kUnchanged;
  } else if (decision.state == SourceState::kPending && row.state == SourceState::kFailed) {
    ++counts.collisions;
    const bool tried_again = verdict == Verdict::kRetry && before->state == SourceState::kFailed;
    if (tried_again && before->reason == row.reason) verdict = Verdict::kUnchanged;
  }
  ++counts.verdicts[static_cast<size_t>(verdict)];

  if (before == nullptr) {
    tables_.sources().Insert(row);
  } else {
    tables_.sources().Update(row);
    tally_.RemoveSource(*before);
  }
  tally_.AddSource(row);
  if (row.state != SourceState::kPending) names_.Decided(row.id);
  companions_.Follow(row);
}

// A source that was pending under this recipe claimed its keys when it became pending, unless it
// still waited for them. Recipes that differ only in `otherwise` are the same recipe to the ledger:
// `otherwise` names can be different now, or unwanted.
bool IntakeWriter::NeedsClaims(const SourceRow* before) const {
  return before == nullptr || before->state != SourceState::kPending ||
         before->recipe != context_.recipe_id || before->waits != Waits::kNo ||
         !before->otherwise.empty();
}

NameQueue::Before IntakeWriter::NamesOf(const SourceRow* before) {
  if (before == nullptr) return NameQueue::Before::kNothing;
  const bool gave_up = FateOfNames(before->state, before->reason, true) == NameFate::kGiven;
  return gave_up ? NameQueue::Before::kGivenNames : NameQueue::Before::kNames;
}

// For the report to users, who may want to remake them; without those that are completely processed
// again anyway.
void IntakeWriter::CountMended(const SourceRow& row, const IntakeDecision& decision,
                               IntakeCounts& counts) const {
  if (row.state != SourceState::kDone || row.revision >= kRevision) return;
  if (decision.state == SourceState::kPending && decision.lacks == context_.all) return;
  const std::span<const MendedRule> rules = MendedRules();
  for (size_t i = 0; i < rules.size(); ++i) {
    if (rules[i].remakes && rules[i].revision > row.revision &&
        MayConcern(rules[i], row.key, row.format)) {
      ++counts.mended[i];
    }
  }
}

}  // namespace photomill
