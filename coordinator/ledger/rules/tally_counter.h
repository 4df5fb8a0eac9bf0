// Counts sources by state and reason, done ones with a warning by its kind, outputs by derivative
// and by what became of their sources, and what this run did, while rows change, so that nobody has
// to count millions of rows; the counts are written in the transaction that changes the rows.
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

// Outputs of a derivative, and those of them whose sources are done, or gone. Files of somebody
// else that stand for outputs count among those of done sources alone: nobody is to remove them.
// What is to be replaced does not count there: nobody knows what stands under its name.
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

// Sources that people should hear of beside their states.
struct NoteTallyRow {
  std::string note;  // kOtherwiseNote, kCompanionNote, kCompareNote, kOlderRecipeNote
  FileFormat format = FileFormat::kUnknown;
  int64_t sources = 0;
};
// Done, and an output is named by its derivative's `otherwise`.
inline constexpr std::string_view kOtherwiseNote = "otherwise";
// A raw file or a film, skipped because the photo of its stem is done.
inline constexpr std::string_view kCompanionNote = "companion";
// Touched, and its content is not compared yet.
inline constexpr std::string_view kCompareNote = "compare";
// Done under another recipe than that of the last run, which has not listed it.
inline constexpr std::string_view kOlderRecipeNote = "older_recipe";

// What has to be written: the rows that changed, as they are now.
struct TallyChanges {
  std::vector<SourceTallyRow> sources;
  std::vector<WarningTallyRow> warnings;
  std::vector<OutputTallyRow> outputs;
  std::vector<NoteTallyRow> notes;
  std::vector<RunTallyRow> runs;
};

class TallyCounter {
 public:
  // From the tables, at opening.
  void Load(const SourceTallyRow& row);
  void Load(const WarningTallyRow& row);
  void Load(const OutputTallyRow& row);
  void Load(const NoteTallyRow& row);
  // What follows is counted for this run, whose recipe is this row of the ledger's.
  void BeginRun(int64_t run, int64_t recipe);
  // The recipe changed: so many sources are done under another one.
  void SetOlderRecipe(int64_t sources);
  // False in a ledger of an older program.
  [[nodiscard]] bool KnowsOlderRecipe() const {
    return notes_.contains({std::string(kOlderRecipeNote), FileFormat::kUnknown});
  }

  // A row as it is now, and as it was before.
  void AddSource(const SourceRow& row) { CountSource(row, 1); }
  void RemoveSource(const SourceRow& row) { CountSource(row, -1); }
  // This run has listed a source, and has not changed its row.
  void NoteListed(const SourceRow& row) { CountListedFailure(row, 1); }
  // An output whose source is in this state, as the source was counted last.
  void AddOutput(const OutputRow& row, SourceState of) { CountOutput(row, of, 1); }
  void RemoveOutput(const OutputRow& row, SourceState of) { CountOutput(row, of, -1); }
  void CountRun(RunCount kind, int64_t count, uint64_t bytes = 0);
  void AddScanErrors(int64_t count) { scan_errors_ += count; }

  // The rows that changed since the last call.
  TallyChanges TakeChanges();

  // Counts outputs of derivatives that are wanted (by name) as results, the others as orphans.
  [[nodiscard]] Tally ToTally(const std::vector<std::string>& wanted) const;
  // A count or a sum of bytes that is below 0 or above `max`, if there is one.
  [[nodiscard]] std::optional<int64_t> FindAbove(int64_t max) const;
  // How many sources are in this state for this reason.
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
  // In memory alone: the next run lists its own.
  std::array<int64_t, kReasonCount> failed_listed_{};
  int64_t quarantined_listed_ = 0;
};

// The reason under which a source is counted: pending, done and gone ones are counted as such,
// whatever the last attempt said.
std::optional<Reason> TallyReason(SourceState state, std::optional<Reason> reason);

}  // namespace photomill
