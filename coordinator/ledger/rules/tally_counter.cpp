#include "coordinator/ledger/rules/tally_counter.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"
#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {
namespace {

std::string_view VerdictWord(Verdict verdict) {
  switch (verdict) {
    case Verdict::kNew:
      return "new";
    case Verdict::kChanged:
      return "changed";
    case Verdict::kUnchanged:
      return "unchanged";
    case Verdict::kResumed:
      return "resumed";
    case Verdict::kRetry:
      return "retried";
    case Verdict::kAdopted:
      return "adopted";
    case Verdict::kRemade:
      return "remade";
    case Verdict::kTouched:
      return "to_compare";
    case Verdict::kRestored:
      return "restored";
    case Verdict::kReturned:
      return "returned";
  }
  PHOTOMILL_CHECK(false);
}

// Adds `by` objects of `bytes` each; -1 subtracts one, modulo 2^64 for bytes.
void Add(CountAndBytes& value, int64_t by, uint64_t bytes) {
  value.count += by;
  value.bytes += static_cast<uint64_t>(by) * bytes;
}

}  // namespace

std::string_view RunCountWord(RunCount kind) {
  switch (kind) {
    case RunCount::kMade:
      return "made";
    case RunCount::kMadeAgain:
      return "made_again";
    case RunCount::kMadeSame:
      return "made_same";
    case RunCount::kTouched:
      return "touched";
    case RunCount::kOutputs:
      return "outputs";
    case RunCount::kSettled:
      return "settled";
    case RunCount::kGone:
      return "gone";
    case RunCount::kMoved:
      return "moved";
  }
  return VerdictWord(static_cast<Verdict>(kind));
}

std::optional<RunCount> ParseRunCount(std::string_view word) {
  for (size_t i = 0; i < kRunCountKinds; ++i) {
    if (RunCountWord(static_cast<RunCount>(i)) == word) return static_cast<RunCount>(i);
  }
  return std::nullopt;
}

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
  Add(cell.value, by, row.version.size);
  cell.changed = true;
  if (row.scan == run_) CountListedFailure(row, by);
  if (row.state == SourceState::kSkipped && row.reason == Reason::kFormatNotAllowed) {
    CountNote(kCompanionNote, row.format, by);
  }
  const bool failed = row.state == SourceState::kFailed || row.state == SourceState::kQuarantined;
  if (failed && row.reason == Reason::kFormatNotAllowed) {
    CountNote(kNotAllowedNote, row.format, by);
  }
  if (row.waits == Waits::kCompare && row.state != SourceState::kGone)
    CountNote(kCompareNote, FileFormat::kUnknown, by);
  if (row.state != SourceState::kDone) return;
  if (row.recipe != recipe_) CountNote(kOlderRecipeNote, FileFormat::kUnknown, by);
  if (!row.otherwise.empty()) CountNote(kOtherwiseNote, FileFormat::kUnknown, by);
  if (const std::optional<Warning> warning = row.warnings.First()) {
    Cell& warned = warnings_[static_cast<size_t>(*warning)];
    warned.value.count += by;
    warned.changed = true;
  }
}

void TallyCounter::CountListedFailure(const SourceRow& row, int64_t by) {
  const bool quarantined = row.state == SourceState::kQuarantined;
  if (!quarantined && row.state != SourceState::kFailed) return;
  if (row.reason) failed_listed_[static_cast<size_t>(*row.reason)] += by;
  if (quarantined) quarantined_listed_ += by;
}

void TallyCounter::CountOutput(const OutputRow& row, SourceState of, int64_t by) {
  OutputCell& cell = outputs_[row.derivative];
  if (of == SourceState::kDone && row.made_by != 0) Add(cell.value.done, by, row.bytes);
  if (!row.found) Add(cell.value.all, by, row.bytes);
  if (!row.found && of == SourceState::kGone) Add(cell.value.gone, by, row.bytes);
  cell.changed = true;
}

void TallyCounter::BeginRun(int64_t run, int64_t recipe) {
  run_ = run;
  recipe_ = recipe;
  run_counts_ = {};
  failed_listed_ = {};
  quarantined_listed_ = 0;
}

void TallyCounter::SetOlderRecipe(int64_t sources) {
  Cell& cell = notes_[{std::string(kOlderRecipeNote), FileFormat::kUnknown}];
  cell.value.count = sources;
  cell.changed = true;
}

void TallyCounter::SetNotAllowed(const std::map<FileFormat, int64_t>& sources) {
  for (auto& [note, cell] : notes_) {
    if (note.first != kNotAllowedNote) continue;
    cell.value.count = 0;
    cell.changed = true;
  }
  for (const auto& [format, count] : sources) CountNote(kNotAllowedNote, format, count);
}

bool TallyCounter::KnowsNotAllowed() const {
  int64_t known = 0;
  for (const auto& [note, cell] : notes_) {
    if (note.first == kNotAllowedNote) known += cell.value.count;
  }
  return known == CountOf(SourceState::kFailed, Reason::kFormatNotAllowed) +
                      CountOf(SourceState::kQuarantined, Reason::kFormatNotAllowed);
}

void TallyCounter::CountRun(RunCount kind, int64_t count, uint64_t bytes) {
  if (count == 0) return;
  Cell& cell = run_counts_[static_cast<size_t>(kind)];
  cell.value.count += count;
  cell.value.bytes += bytes;
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
  for (size_t i = 0; i < run_counts_.size(); ++i) {
    if (!std::exchange(run_counts_[i].changed, false)) continue;
    changes.runs.push_back({run_, static_cast<RunCount>(i), run_counts_[i].value});
  }
  return changes;
}

Tally TallyCounter::ToTally(const std::vector<std::string>& wanted) const {
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
  for (const auto& [derivative, cell] : outputs_) {
    tally.gone_outputs.count += cell.value.gone.count;
    tally.gone_outputs.bytes += cell.value.gone.bytes;
    if (std::find(wanted.begin(), wanted.end(), derivative) == wanted.end()) {
      tally.orphans += cell.value.all.count;
      continue;
    }
    tally.orphans += cell.value.gone.count;
    tally.outputs += cell.value.done.count;
    tally.output_bytes += cell.value.done.bytes;
  }
  for (const auto& [note, cell] : notes_) {
    if (note.first == kOtherwiseNote) tally.otherwise += cell.value.count;
    if (note.first == kCompareNote) tally.comparing += cell.value.count;
    if (note.first == kOlderRecipeNote) tally.older_recipe += cell.value.count;
    if (note.first == kCompanionNote && cell.value.count > 0) {
      tally.companions[note.second] += cell.value.count;
    }
    if (note.first == kNotAllowedNote && cell.value.count > 0) {
      tally.not_allowed[note.second] += cell.value.count;
    }
  }
  for (size_t i = 0; i < run_counts_.size(); ++i) tally.run[i] = run_counts_[i].value;
  tally.scan_errors = scan_errors_;
  tally.failed_listed = failed_listed_;
  tally.quarantined_listed = quarantined_listed_;
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
  for (const auto& [derivative, cell] : outputs_) {
    for (const CountAndBytes& value : {cell.value.all, cell.value.done, cell.value.gone}) {
      look(value);
    }
  }
  for (const auto& [note, cell] : notes_) look(cell.value);
  return found;
}

}  // namespace photomill
