#include "coordinator/ledger/fact_writer.h"

#include <vector>

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
  if (done && !Covers(fact.outcome, row->lacks)) return false;

  tally_.RemoveSource(row->state, row->reason, row->version.size);
  row->state = fact.state;
  row->reason = done ? std::nullopt : std::optional(fact.outcome.reason);
  row->detail = BoundedDetail(fact.outcome.detail);
  row->worker = fact.worker;
  row->attempts += 1;
  row->recipe = context_.recipe_id;
  if (done || fact.state == SourceState::kSkipped) row->lacks = {};
  tally_.AddSource(row->state, row->reason, row->version.size);
  tables_.sources().Update(*row);
  if (done) WriteOutputs(row->id, fact.outcome.outputs);
  times_.Add(fact.outcome.times);
  return true;
}

bool FactWriter::WriteSetback(const SetbackFact& fact) {
  std::optional<SourceRow> row = tables_.sources().FindById(fact.source);
  if (!row || row->state != SourceState::kPending) return false;
  row->attempts += 1;
  if (fact.crashed) row->crashes += 1;
  row->reason = fact.failure.reason;
  row->detail = BoundedDetail(fact.failure.detail);
  row->worker = fact.worker;
  tables_.sources().Update(*row);
  return true;
}

// A source is done only where nothing of it is missing, whatever a worker says.
bool FactWriter::Covers(const Outcome& outcome, DerivativeSet lacks) const {
  DerivativeSet made;
  for (const Output& output : outcome.outputs) {
    if (output.derivative >= context_.definitions.size()) return false;
    if (made.Has(output.derivative)) return false;
    made.Add(output.derivative);
  }
  return (lacks.bits & ~made.bits) == 0;
}

void FactWriter::WriteOutputs(SourceId source, const std::vector<Output>& outputs) {
  std::vector<OutputRow> rows = tables_.outputs().Of(source);
  for (const Output& output : outputs) {
    OutputRow row{context_.recipe.derivatives[output.derivative].name,
                  context_.definitions[output.derivative],
                  output.key,
                  output.bytes,
                  output.width,
                  output.height,
                  output.content};
    MakeRoom(source, row, rows);
    if (replaced_ > 0 && tables_.outputs().EraseReplaced(row.key)) --replaced_;
    tally_.AddOutput(row.derivative, row.bytes);
    tables_.outputs().Put(source, row);
    rows.push_back(std::move(row));
  }
}

// Takes those out of `rows` whose place `output` takes: the derivative's older output, and one of
// another derivative whose file is now this one.
void FactWriter::MakeRoom(SourceId source, const OutputRow& output, std::vector<OutputRow>& rows) {
  std::erase_if(rows, [&](const OutputRow& old) {
    const bool same_derivative = old.derivative == output.derivative;
    const bool same_key = old.key == output.key;
    if (!same_derivative && !same_key) return false;
    tally_.RemoveOutput(old.derivative, old.bytes);
    if (!same_derivative) tables_.outputs().Erase(source, old.derivative);
    if (!same_key) {
      tables_.outputs().AddReplaced(source, old, context_.run);
      ++replaced_;
    }
    return true;
  });
}

}  // namespace photomill
