// Raw files and films next to photos. A camera wrote both with the same stem ("IMG_1.HEIC" and
// "IMG_1.MOV"), or the name of one is the stem of the other ("PXL_1.MP" and "PXL_1.MP.jpg",
// "IMG_1.JPG" and "IMG_1.JPG.MOV"). If the photo is done, its companion is skipped. Alone it is a
// failure, because nothing else shows its content. The two can finish in any order, and the photo
// can vanish or fail later: all code that finishes a source must call this.
#pragma once

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"
#include "coordinator/ledger/rules/tally_counter.h"

namespace photomill {

class CompanionKeeper {
 public:
  CompanionKeeper(LedgerTables& tables, TallyCounter& tally, const RunContext& context)
      : tables_(tables), tally_(tally), context_(context) {}

  // The state of a companion with a format that is not accepted: kSkipped or kFailed.
  SourceState StateOf(const SourceRow& companion);

  // The state, kSkipped or kFailed, of a source that is not an image (kNotAnImage) or has a format
  // that is not accepted.
  SourceState StateOfNoPicture(const SourceRow& source);

  // Call when `source` is finished and its row is written: updates its companions' states. While a
  // done photo is pending again, its companions keep theirs.
  void Follow(const SourceRow& source);

 private:
  [[nodiscard]] bool MayHaveCompanions(const SourceRow& source) const;
  bool HasDonePhoto(std::string_view key, SourceId but_for);

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
};

}  // namespace photomill
