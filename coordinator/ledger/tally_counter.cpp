#include "coordinator/ledger/tally_counter.h"

#include <utility>

#include "coordinator/ledger/ledger_tables.h"

namespace photomill {

std::optional<Reason> TallyReason(SourceState state, std::optional<Reason> reason) {
  const bool counts = state == SourceState::kSkipped || state == SourceState::kFailed ||
                      state == SourceState::kQuarantined;
  return counts ? reason : std::nullopt;
}

size_t TallyCounter::IndexOf(SourceState state, std::optional<Reason> reason) {
  const std::optional<Reason> counted = TallyReason(state, reason);
  const size_t column = counted ? static_cast<size_t>(*counted) : kReasonCells - 1;
  return static_cast<size_t>(state) * kReasonCells + column;
}

int64_t TallyCounter::CountOf(SourceState state, std::optional<Reason> reason) const {
  return sources_[IndexOf(state, reason)].value.count;
}

void TallyCounter::Load(const SourceTallyRow& row) {
  CellOf(row.state, row.reason).value = row.sources;
}

void TallyCounter::Load(const WarningTallyRow& row) {
  warnings_[static_cast<size_t>(row.warning)].value.count = row.sources;
}

void TallyCounter::Load(const OutputTallyRow& row) {
  outputs_[row.derivative].value = row.outputs;
}

void TallyCounter::Load(const NoteTallyRow& row) {
  notes_[{row.note, row.format}].value.count = row.sources;
}

void TallyCounter::CountNote(std::string_view note, FileFormat format, int64_t by) {
  Cell& cell = notes_[{std::string(note), format}];
  cell.value.count += by;
  cell.changed = true;
}

void TallyCounter::CountSource(const SourceRow& row, int64_t by) {
  Cell& cell = CellOf(row.state, row.reason);
  cell.value.count += by;
  cell.value.bytes += static_cast<uint64_t>(by) * row.version.size;  // by -1: modulo 2^64, too
  cell.changed = true;
  if (row.state == SourceState::kSkipped && row.reason == Reason::kFormatNotAllowed) {
    CountNote(kCompanionNote, row.format, by);
  }
  if (row.waits == Waits::kCompare) CountNote(kCompareNote, FileFormat::kUnknown, by);
  if (row.state != SourceState::kDone) return;
  if (!row.otherwise.empty()) CountNote(kOtherwiseNote, FileFormat::kUnknown, by);
  if (const std::optional<Warning> warning = WarningIn(row.detail)) {
    Cell& warned = warnings_[static_cast<size_t>(*warning)];
    warned.value.count += by;
    warned.changed = true;
  }
}

void TallyCounter::AddOutput(const std::string& derivative, uint64_t bytes) {
  Cell& cell = outputs_[derivative];
  cell.value.count += 1;
  cell.value.bytes += bytes;
  cell.changed = true;
}

void TallyCounter::RemoveOutput(const std::string& derivative, uint64_t bytes) {
  Cell& cell = outputs_[derivative];
  cell.value.count -= 1;
  cell.value.bytes -= bytes;
  cell.changed = true;
}

TallyChanges TallyCounter::TakeChanges() {
  TallyChanges changes;
  for (size_t i = 0; i < sources_.size(); ++i) {
    if (!std::exchange(sources_[i].changed, false)) continue;
    const size_t column = i % kReasonCells;
    SourceTallyRow row;
    row.state = static_cast<SourceState>(i / kReasonCells);
    if (column + 1 < kReasonCells) row.reason = static_cast<Reason>(column);
    row.sources = sources_[i].value;
    changes.sources.push_back(row);
  }
  for (size_t i = 0; i < warnings_.size(); ++i) {
    if (!std::exchange(warnings_[i].changed, false)) continue;
    changes.warnings.push_back({static_cast<Warning>(i), warnings_[i].value.count});
  }
  for (auto& [derivative, cell] : outputs_) {
    if (std::exchange(cell.changed, false)) changes.outputs.push_back({derivative, cell.value});
  }
  for (auto& [note, cell] : notes_) {
    if (std::exchange(cell.changed, false)) {
      changes.notes.push_back({note.first, note.second, cell.value.count});
    }
  }
  return changes;
}

Tally TallyCounter::ToTally(const Recipe& recipe) const {
  Tally tally;
  for (size_t i = 0; i < sources_.size(); ++i) {
    const auto state = static_cast<SourceState>(i / kReasonCells);
    const size_t column = i % kReasonCells;
    const CountAndBytes& value = sources_[i].value;
    tally.states[static_cast<size_t>(state)] += value.count;
    if (state == SourceState::kDone) tally.source_bytes += value.bytes;
    const bool failed = state == SourceState::kFailed || state == SourceState::kQuarantined;
    if (failed && column + 1 < kReasonCells) tally.failed[column] += value.count;
  }
  for (size_t i = 0; i < warnings_.size(); ++i) tally.warnings[i] = warnings_[i].value.count;
  for (const Derivative& derivative : recipe.derivatives) {
    const CountAndBytes outputs = OutputsOf(derivative.name);
    tally.outputs += outputs.count;
    tally.output_bytes += outputs.bytes;
  }
  for (const auto& [note, cell] : notes_) {
    if (note.first == kOtherwiseNote) tally.otherwise += cell.value.count;
    if (note.first == kCompareNote) tally.comparing += cell.value.count;
    if (note.first == kCompanionNote && cell.value.count > 0) {
      tally.companions[note.second] += cell.value.count;
    }
  }
  tally.scan_errors = scan_errors_;
  tally.touched = touched_;
  tally.made_same = made_same_;
  return tally;
}

std::optional<int64_t> TallyCounter::FindAbove(int64_t max) const {
  std::optional<int64_t> found;
  const auto look = [&](const CountAndBytes& value) {
    for (const int64_t number : {value.count, static_cast<int64_t>(value.bytes)}) {
      if (number < 0 || number > max) found = number;
    }
  };
  for (const Cell& cell : sources_) look(cell.value);
  for (const Cell& cell : warnings_) look(cell.value);
  for (const auto& [derivative, cell] : outputs_) look(cell.value);
  for (const auto& [note, cell] : notes_) look(cell.value);
  return found;
}

CountAndBytes TallyCounter::OutputsOf(const std::string& derivative) const {
  const auto found = outputs_.find(derivative);
  return found == outputs_.end() ? CountAndBytes{} : found->second.value;
}

std::vector<std::string> TallyCounter::derivatives() const {
  std::vector<std::string> names;
  names.reserve(outputs_.size());
  for (const auto& [derivative, cell] : outputs_) names.push_back(derivative);
  return names;
}

}  // namespace photomill
