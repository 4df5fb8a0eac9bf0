// Rows of outputs: what a source has of this recipe, new outputs in the place of older ones, and
// the list of files that were left behind.
#pragma once

#include <vector>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"

namespace photomill {

class OutputWriter {
 public:
  // `replaced` counts the files that were left behind in earlier runs.
  // `own_files` those that no output tells.
  OutputWriter(LedgerTables& tables, TallyCounter& tally, const RunContext& context,
               int64_t replaced, int64_t own_files)
      : tables_(tables),
        tally_(tally),
        context_(context),
        replaced_(replaced),
        own_files_(own_files) {}

  // The derivatives that the source has current outputs of. Those that were recorded under a name
  // that the recipe has changed since then take the new one; those that are not there any more
  // count for nothing.
  DerivativeSet CurrentOf(const SourceRow& source);

  // Whether there are outputs of the source, of whatever recipe and version. Rows of older ledgers
  // do not say so by themselves.
  bool HasOutputs(const SourceRow& source);

  // Files that are left behind now, and files of ours that no output tells; and how many they are
  // again after a rollback of the tables.
  struct Mark {
    int64_t replaced = 0;
    int64_t own_files = 0;
  };
  [[nodiscard]] Mark mark() const { return {replaced_, own_files_}; }
  void ReturnTo(const Mark& mark) {
    replaced_ = mark.replaced;
    own_files_ = mark.own_files;
  }

  // The source goes from one state to another: its outputs are counted with it.
  void Follow(const SourceRow& source, SourceState from, SourceState to);

  // Records what an attempt published of a source that was pending and is done now, and sets the
  // row's `outputs` and `revision`: the oldest of its outputs. True where all of it had been there
  // before, the same to the byte, though nobody knew whether it still held.
  bool Write(SourceRow& source, const std::vector<Output>& outputs);

  // `holder` gives its claim `name` to `taker`, and with it the outputs that stand there. They
  // become outputs of `taker` where both are the same picture, else files of ours that are to be
  // replaced. True where `taker` got one. Sets `outputs` of both rows.
  bool GiveUp(SourceRow& holder, std::string_view name, SourceRow& taker);

  // Files that were left behind and may stand under this name, a claim as the destination compares
  // it, are no orphans any longer: a source claims it. They stay files of ours.
  void AdoptReplaced(const std::string& name);

  // The files that this migration wrote, and that may stand where outputs of the source belong.
  std::vector<OwnFile> OwnFilesOf(const SourceRow& source);

  // Files that were left behind when derivatives moved to other keys.
  [[nodiscard]] int64_t replaced() const { return replaced_; }
  // Whether there are files of ours beside the outputs that sources have.
  [[nodiscard]] bool HasFilesBesideOutputs() const { return replaced_ > 0 || own_files_ > 0; }

  // A file of ours that perhaps no output tells.
  void NoteOwnFile(const OwnFile& file);

  // A recorded output counts for nothing any longer: its file is another one, or is not there. It
  // stays recorded, as a file of ours that is to be replaced. `state`: that it is counted with.
  void Doubt(SourceId source, SourceState state, OutputRow& output);

  // The source changed: its outputs stay recorded, because the files are there, but count for
  // nothing any longer. Its state is the one that it is counted with.
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
