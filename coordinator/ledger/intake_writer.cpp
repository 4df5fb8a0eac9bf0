#include "coordinator/ledger/intake_writer.h"

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
  const IntakeDecision decision =
      DecideIntake(object.version, std::nullopt, context_.all, context_.rules);
  Write(nullptr, std::move(row), decision, counts);
}

void IntakeWriter::TakeKnown(const ListedObject& object, const SourceRow& row,
                             IntakeCounts& counts) {
  const bool listed_before = row.scan == context_.run;
  if (listed_before && row.version == object.version) {
    // The same object twice in one listing: its first time decided.
    const bool pending = row.state == SourceState::kPending;
    if (pending) NotePending(row.id, counts);
    ++counts.verdicts[static_cast<size_t>(pending ? Verdict::kResumed : Verdict::kUnchanged)];
    return;
  }
  const bool was_there = row.id.value < first_new_source_ && row.state != SourceState::kGone;
  if (was_there && !listed_before) ++seen_again_;

  const IntakeDecision decision =
      DecideIntake(object.version, KnownOf(row, object.version), context_.all, context_.rules);
  if (decision.verdict == Verdict::kUnchanged) {
    ++counts.verdicts[static_cast<size_t>(decision.verdict)];
    tables_.sources().MarkListed(row.id, context_.run);
    return;
  }
  if (decision.verdict == Verdict::kChanged) outputs_.MarkStale(row.id);
  SourceRow after = row;
  after.version = object.version;
  Write(&row, std::move(after), decision, counts);
}

KnownSource IntakeWriter::KnownOf(const SourceRow& row, const ObjectVersion& listed) {
  KnownSource known{row.id,
                    row.version,
                    row.state,
                    row.reason.value_or(Reason::kInternal),
                    row.recipe == context_.recipe_id,
                    {}};
  // Where its outputs do not matter to the decision they are not read.
  const bool settled = (row.state == SourceState::kDone && known.recipe_is_current) ||
                       row.state == SourceState::kSkipped || row.version != listed;
  if (!settled) known.current_outputs = outputs_.CurrentOf(row.id);
  return known;
}

void IntakeWriter::Write(const SourceRow* before, SourceRow row, const IntakeDecision& decision,
                         IntakeCounts& counts) {
  ++counts.verdicts[static_cast<size_t>(decision.verdict)];
  row.state = decision.state;
  row.lacks = decision.lacks;
  row.recipe = context_.recipe_id;
  row.scan = context_.run;
  if (decision.clears_outcome) {
    row.reason.reset();
    row.detail.clear();
    row.worker.clear();
    row.attempts = 0;
    row.crashes = 0;
  }
  if (row.state == SourceState::kDone && row.reason) {
    // What the detail told was the failure, and no warning.
    row.reason.reset();
    row.detail.clear();
  }
  if (row.state == SourceState::kPending && NeedsClaims(before)) ClaimKeys(row, counts);
  if (row.state == SourceState::kPending) NotePending(row.id, counts);

  if (before == nullptr) {
    tables_.sources().Insert(row);
  } else {
    tables_.sources().Update(row);
    tally_.RemoveSource(*before);
  }
  tally_.AddSource(row);
}

// A source that was pending under this very recipe claimed its keys when it became so.
bool IntakeWriter::NeedsClaims(const SourceRow* before) const {
  return before == nullptr || before->state != SourceState::kPending ||
         before->recipe != context_.recipe_id;
}

void IntakeWriter::ClaimKeys(SourceRow& row, IntakeCounts& counts) {
  std::optional<Failure> failure;
  const Result<std::vector<std::string>> keys = ClaimedKeys(context_.recipe, row.key);
  if (keys) {
    failure = claims_.Claim(row.id, *keys);
  } else {
    failure = keys.failure();
  }
  if (!failure) return;
  ++counts.collisions;
  row.state = SourceState::kFailed;
  row.lacks = {};
  row.reason = failure->reason;
  row.detail = BoundedDetail(failure->detail);
}

}  // namespace photomill
