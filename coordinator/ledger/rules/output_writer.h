// Rows of outputs: the current outputs of a source, the replacement of older outputs, and the list
// of files that were left behind.
#pragma once

#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class OutputWriter {
 public:
  // `replaced`: the number of files left behind in earlier runs. `own_files`: the number of own
  // files without a row in output.
  OutputWriter(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
               int64_t replaced, int64_t own_files)
      : tables_(tables),
        tally_(tally),
        context_(context),
        replaced_(replaced),
        own_files_(own_files) {}

  // The derivatives for which the source has current outputs. Outputs recorded under a name that
  // the recipe has since changed get the new name; outputs that no longer exist do not count.
  DerivativeSet CurrentOf(const SourceRow& source);

  // Whether the source has outputs, of any recipe and version. In rows of older ledgers this is not
  // recorded and must be looked up.
  bool HasOutputs(const SourceRow& source);

  // The numbers of left-behind files and own files, restored after a rollback of the tables.
  struct Mark {
    int64_t replaced = 0;
    int64_t own_files = 0;
  };
  [[nodiscard]] Mark mark() const { return {replaced_, own_files_}; }
  void ReturnTo(const Mark& mark) {
    replaced_ = mark.replaced;
    own_files_ = mark.own_files;
  }

  // The source changes its state: its outputs are counted under the new one.
  void Follow(const SourceRow& source, SourceState from, SourceState to);

  // Records the published outputs of a source that was pending and is done now, and sets its row's
  // `outputs` and `revision` (the oldest among its outputs). Returns true if all of them existed
  // before, byte for byte, as stale outputs.
  bool Write(SourceRow& source, const std::vector<Output>& outputs);

  // `holder` gives its claim `name` to `taker`, with the outputs under it. These become outputs of
  // `taker` if both are the same image; otherwise own files, to be replaced. Returns true if
  // `taker` got one. Sets `outputs` of both rows.
  bool GiveUp(SourceRow& holder, std::string_view name, SourceRow& taker);

  // Left-behind files under this name (a claim, in the form in which the destination compares it)
  // are no longer orphans, because a source claims it. They stay own files.
  void AdoptReplaced(const std::string& name);

  // Files that this migration wrote and that may be where the source's outputs belong.
  std::vector<OwnFile> OwnFilesOf(const SourceRow& source);

  // The number of files left behind when derivatives moved to other keys.
  [[nodiscard]] int64_t replaced() const { return replaced_; }
  // Whether there are files of this migration besides the sources' outputs.
  [[nodiscard]] bool HasFilesBesideOutputs() const { return replaced_ > 0 || own_files_ > 0; }

  // Records a file of this migration that may have no row in output.
  void NoteOwnFile(const OwnFile& file);

  // A recorded output is no longer valid: its file is different or missing. It stays recorded, as
  // an own file to be replaced. `state`: the state under which the output is counted.
  void Doubt(SourceId source, SourceState state, OutputRow& output);

  // The source changed: its outputs stay recorded, because the files exist, but no longer count.
  // They are counted under the state in its row.
  void MarkStale(const SourceRow& source);

 private:
  [[nodiscard]] static bool AreStaleOnes(const std::vector<Output>& outputs,
                                         const std::vector<OutputRow>& rows);
  [[nodiscard]] bool IsNameOf(size_t derivative, const OutputRow& row,
                              const SourceRow& taker) const;
  [[nodiscard]] bool IsLost(const SourceRow& source, const OutputRow& row) const;
  void Rename(const SourceRow& source, std::vector<OutputRow> rows);
  void Put(const SourceRow& source, OutputRow row, std::vector<OutputRow>& rows);
  void MakeRoom(const SourceRow& source, const OutputRow& output, std::vector<OutputRow>& rows);
  void LeaveStaleBehind(const SourceRow& source, std::vector<OutputRow>& rows);
  void LeaveBehind(const SourceRow& source, const OutputRow& old);
  std::vector<OwnFile> OwnFilesAt(const std::string& name);
  bool EraseReplaced(std::string_view key);

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
  int64_t replaced_;
  int64_t own_files_;
};

}  // namespace photomill
