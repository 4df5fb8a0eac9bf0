// Counts, as rows change, sources by state and reason, done sources by kind of warning, outputs by
// derivative and by their sources' states, and the work of this run, so that millions of rows never
// have to be counted. The counts are written in the transaction that changes the rows.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/file_format.h"

#include "coordinator/ledger/ledger.h"

namespace photomill {

struct OutputRow;
struct SourceRow;

struct SourceTallyRow {
  SourceState state = SourceState::kPending;
  std::optional<Reason> reason;  // of skipped, failed and quarantined sources
  CountAndBytes sources;         // bytes of the source files
};

struct WarningTallyRow {
  Warning warning = Warning::kOther;
  int64_t sources = 0;
};

// Outputs of a derivative, and those whose sources are done or gone. Third-party files that count
// as outputs are counted only for done sources: nobody should remove them. Outputs to be replaced
// are not counted there: it is unknown what is under their names.
struct OutputCounts {
  CountAndBytes all;
  CountAndBytes done;
  CountAndBytes gone;
};

struct OutputTallyRow {
  std::string derivative;
  OutputCounts outputs;
};

struct RunTallyRow {
  int64_t run = 0;
  RunCount kind = RunCount::kMade;
  CountAndBytes value;
};

// Properties of sources, besides their states, that users should see.
struct NoteTallyRow {
  std::string note;  // kOtherwiseNote, kCompanionNote, kNotAllowedNote, …
  FileFormat format = FileFormat::kUnknown;
  int64_t sources = 0;
};
// Done, with an output that is named by its derivative's `otherwise`.
inline constexpr std::string_view kOtherwiseNote = "otherwise";
// A raw file or a film, skipped because the photo of its stem is done.
inline constexpr std::string_view kCompanionNote = "companion";
// The source failed because of its format.
inline constexpr std::string_view kNotAllowedNote = "not_allowed";
// Touched, and not compared yet.
inline constexpr std::string_view kCompareNote = "compare";
// Done under another recipe than the last run's, and not listed by that run.
inline constexpr std::string_view kOlderRecipeNote = "older_recipe";

// What must be written: the changed rows, with their current values.
struct TallyChanges {
  std::vector<SourceTallyRow> sources;
  std::vector<WarningTallyRow> warnings;
  std::vector<OutputTallyRow> outputs;
  std::vector<NoteTallyRow> notes;
  std::vector<RunTallyRow> runs;
};

class TallyCounter {
 public:
  // Loads a row from the tables, at opening.
  void Load(const SourceTallyRow& row);
  void Load(const WarningTallyRow& row);
  void Load(const OutputTallyRow& row);
  void Load(const NoteTallyRow& row);
  // Everything after this counts for this run, whose recipe has this row in the ledger.
  void BeginRun(int64_t run, int64_t recipe);
  // The recipe changed: this many sources are done under another one.
  void SetOlderRecipe(int64_t sources);
  // False in a ledger of an older version.
  [[nodiscard]] bool KnowsOlderRecipe() const {
    return notes_.contains({std::string(kOlderRecipeNote), FileFormat::kUnknown});
  }

  // Sets how many sources failed because of each format.
  void SetNotAllowed(const std::map<FileFormat, int64_t>& sources);
  // False if an older version created the ledger, or has written to it since.
  [[nodiscard]] bool KnowsNotAllowed() const;

  // Adds a row with its new values, or removes it with its old ones.
  void AddSource(const SourceRow& row) { CountSource(row, 1); }
  void RemoveSource(const SourceRow& row) { CountSource(row, -1); }
  // This run has listed a source without changing its row.
  void NoteListed(const SourceRow& row) { CountListedFailure(row, 1); }
  // An output, with the state under which its source is counted.
  void AddOutput(const OutputRow& row, SourceState of) { CountOutput(row, of, 1); }
  void RemoveOutput(const OutputRow& row, SourceState of) { CountOutput(row, of, -1); }
  void CountRun(RunCount kind, int64_t count, uint64_t bytes = 0);
  void AddScanErrors(int64_t count) { scan_errors_ += count; }

  // The rows that changed since the last call.
  TallyChanges TakeChanges();

  // Counts outputs of wanted derivatives (by name) as results, the others as orphans.
  [[nodiscard]] Tally ToTally(const std::vector<std::string>& wanted) const;
  // A count or a sum of bytes below 0 or above `max`, if there is one.
  [[nodiscard]] std::optional<int64_t> FindAbove(int64_t max) const;
  // The number of sources in this state for this reason.
  [[nodiscard]] int64_t CountOf(SourceState state, std::optional<Reason> reason) const;

 private:
  struct Cell {
    CountAndBytes value;
    bool changed = false;
  };
  static constexpr size_t kReasonCells = kReasonCount + 1;  // the last one: no reason
  static size_t IndexOf(SourceState state, std::optional<Reason> reason);
  Cell& CellOf(SourceState state, std::optional<Reason> reason) {
    return sources_[IndexOf(state, reason)];
  }
  void CountNote(std::string_view note, FileFormat format, int64_t by);
  void CountSource(const SourceRow& row, int64_t by);
  void CountListedFailure(const SourceRow& row, int64_t by);
  void CountOutput(const OutputRow& row, SourceState of, int64_t by);

  std::array<Cell, kSourceStateCount * kReasonCells> sources_{};
  std::array<Cell, kWarningCount> warnings_{};  // their bytes stay 0
  struct OutputCell {
    OutputCounts value;
    bool changed = false;
  };
  std::map<std::string, OutputCell> outputs_;
  std::map<std::pair<std::string, FileFormat>, Cell> notes_;  // their bytes stay 0
  int64_t run_ = 0;
  int64_t recipe_ = 0;
  std::array<Cell, kRunCountKinds> run_counts_{};
  int64_t scan_errors_ = 0;
  // Only in memory: the next run counts its own.
  std::array<int64_t, kReasonCount> failed_listed_{};
  int64_t quarantined_listed_ = 0;
};

// The reason under which a source is counted: none for pending, done and gone sources, whatever the
// last attempt reported.
std::optional<Reason> TallyReason(SourceState state, std::optional<Reason> reason);

}  // namespace photomill
