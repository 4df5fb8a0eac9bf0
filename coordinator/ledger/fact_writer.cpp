#include "coordinator/ledger/fact_writer.h"

namespace photomill {

bool FactWriter::Write(const Fact& fact) {
  if (const auto* outcome = std::get_if<OutcomeFact>(&fact)) return WriteOutcome(*outcome);
  return WriteSetback(std::get<SetbackFact>(fact));
}

bool FactWriter::WriteOutcome(const OutcomeFact& fact) {
  std::optional<SourceRow> row = tables_.sources().FindById(fact.source);
  if (!row || row->state != SourceState::kPending || row->version != fact.version) return false;
  if (fact.state == SourceState::kPending || fact.state == SourceState::kGone) return false;
  const bool done = fact.state == SourceState::kDone;
  if (done && !Covers(fact.outcome, *row)) return false;

  tally_.RemoveSource(*row);
  row->state = fact.state;
  row->reason = done ? std::nullopt : std::optional(fact.outcome.reason);
  row->detail = BoundedDetail(fact.outcome.detail);
  row->worker = fact.worker;
  row->attempts += 1;
  if (fact.crashed) row->crashes += 1;
  if (!fact.death.empty()) tables_.book().PutDeath(fact.death);
  row->recipe = context_.recipe_id;
  if (done || fact.state == SourceState::kSkipped) row->lacks = {};
  tally_.AddSource(*row);
  tables_.sources().Update(*row);
  if (done) outputs_.Write(row->id, fact.outcome.outputs);
  times_.Add(fact.outcome.times);
  return true;
}

bool FactWriter::WriteSetback(const SetbackFact& fact) {
  std::optional<SourceRow> row = tables_.sources().FindById(fact.source);
  if (!row || row->state != SourceState::kPending) return false;
  row->attempts += 1;
  if (fact.crashed) row->crashes += 1;
  if (!fact.death.empty()) tables_.book().PutDeath(fact.death);
  row->reason = fact.failure.reason;
  row->detail = BoundedDetail(fact.failure.detail);
  row->worker = fact.worker;
  tables_.sources().Update(*row);
  return true;
}

// A source is done only where nothing of it is missing and all of it lies where the source may
// write, whatever a worker says.
bool FactWriter::Covers(const Outcome& outcome, const SourceRow& row) const {
  DerivativeSet made;
  for (const Output& output : outcome.outputs) {
    if (output.derivative >= context_.definitions.size()) return false;
    if (made.Has(output.derivative)) return false;
    if (!IsClaimed(output, context_.recipe, row.key, {})) return false;
    made.Add(output.derivative);
  }
  return (row.lacks.bits & ~made.bits) == 0;
}

}  // namespace photomill
