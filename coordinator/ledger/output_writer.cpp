#include "coordinator/ledger/output_writer.h"

#include <algorithm>

namespace photomill {

DerivativeSet OutputWriter::CurrentOf(SourceId source) {
  std::vector<OutputRow> rows = tables_.outputs().Of(source);
  DerivativeSet current;
  bool renamed = false;
  for (const OutputRow& row : rows) {
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (!index) continue;
    current.Add(*index);
    renamed |= row.made_by != context_.definitions[*index];
  }
  if (renamed) Rename(source, std::move(rows));
  return current;
}

// All that move leave their places first: two derivatives may have changed names with each other.
void OutputWriter::Rename(SourceId source, std::vector<OutputRow> rows) {
  std::vector<OutputRow> moving;
  std::erase_if(rows, [&](const OutputRow& row) {
    const std::optional<size_t> index = context_.CurrentDerivative(row);
    if (!index || row.made_by == context_.definitions[*index]) return false;
    tally_.RemoveOutput(row.derivative, row.bytes);
    tables_.outputs().Erase(source, row.derivative);
    OutputRow moved = row;
    moved.derivative = context_.recipe.derivatives[*index].name;
    moved.made_by = context_.definitions[*index];
    moving.push_back(std::move(moved));
    return true;
  });
  for (OutputRow& row : moving) Put(source, std::move(row), rows);
}

void OutputWriter::Write(SourceId source, const std::vector<Output>& outputs) {
  std::vector<OutputRow> rows = tables_.outputs().Of(source);
  for (const Output& output : outputs) {
    OutputRow row{context_.recipe.derivatives[output.derivative].name,
                  context_.definitions[output.derivative],
                  output.key,
                  output.bytes,
                  output.width,
                  output.height,
                  output.content};
    Put(source, std::move(row), rows);
  }
}

// `rows` are the outputs that the source has, before and after.
void OutputWriter::Put(SourceId source, OutputRow row, std::vector<OutputRow>& rows) {
  MakeRoom(source, row, rows);
  if (replaced_ > 0 && tables_.outputs().EraseReplaced(row.key)) --replaced_;
  tally_.AddOutput(row.derivative, row.bytes);
  tables_.outputs().Put(source, row);
  rows.push_back(std::move(row));
}

// Takes those out of `rows` whose place `output` takes: the derivative's older output, and one of
// another derivative whose file is now this one.
void OutputWriter::MakeRoom(SourceId source, const OutputRow& output,
                            std::vector<OutputRow>& rows) {
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

void OutputWriter::MarkStale(SourceId source) {
  for (OutputRow& output : tables_.outputs().Of(source)) {
    output.made_by = 0;
    tables_.outputs().Put(source, output);
  }
}

}  // namespace photomill
