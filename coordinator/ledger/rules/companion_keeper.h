// Raw files and films beside photos. A camera wrote both under one stem ("IMG_1.HEIC" and
// "IMG_1.MOV"), or one's name is the stem of the other ("PXL_1.MP" and "PXL_1.MP.jpg", "IMG_1.JPG"
// and "IMG_1.JPG.MOV"): where the photo is done its companion is skipped, alone it is a failure,
// for nothing else shows what was on it. The two may come to an end in any order, and the photo may
// go later, or fail: whoever brings a source to its end asks here.
#pragma once

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/rules/recipe_adoption.h"
#include "coordinator/ledger/rules/tally_counter.h"

namespace photomill {

class CompanionKeeper {
 public:
  CompanionKeeper(LedgerTables& tables, TallyCounter& tally, const RunContext& context)
      : tables_(tables), tally_(tally), context_(context) {}

  // The state of a companion that failed as a format that is not taken: kSkipped or kFailed.
  SourceState StateOf(const SourceRow& companion);

  // The state, kSkipped or kFailed, of a source that ended as no picture (kNotAnImage), or as one
  // of a format that is not taken.
  SourceState StateOfNoPicture(const SourceRow& source);

  // `source` came to its end, and stands so in the table: its companions follow it. While a photo
  // that was done is pending again they stay what they are.
  void Follow(const SourceRow& source);

 private:
  [[nodiscard]] bool MayHaveCompanions(const SourceRow& source) const;
  bool HasDonePhoto(std::string_view key, SourceId but_for);

  LedgerTables& tables_;
  TallyCounter& tally_;
  const RunContext& context_;
};

}  // namespace photomill
