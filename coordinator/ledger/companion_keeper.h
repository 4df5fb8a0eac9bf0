// Raw files and films beside photos. A camera wrote both under one stem ("IMG_1.HEIC" and
// "IMG_1.MOV"), or one's name is the stem of the other ("PXL_1.MP" and "PXL_1.MP.jpg", "IMG_1.JPG"
// and "IMG_1.JPG.MOV"): where the photo is done its companion is skipped, alone it is a failure,
// for nothing else shows what was on it. The two may come to an end in any order, and the photo may
// go later: whoever changes a photo's state asks here.
#pragma once

#include "coordinator/ledger/ledger_tables.h"
#include "coordinator/ledger/tally_counter.h"

namespace photomill {

class CompanionKeeper {
 public:
  CompanionKeeper(LedgerTables& tables, TallyCounter& tally) : tables_(tables), tally_(tally) {}

  // The state of a companion that failed as a format that is not taken: kSkipped or kFailed.
  SourceState StateOf(const SourceRow& companion);

  // `photo` became done, or is so no longer (`row` as it is now in the table): its companions
  // follow.
  void Follow(const SourceRow& photo);

 private:
  bool HasDonePhoto(std::string_view key, SourceId but_for);

  LedgerTables& tables_;
  TallyCounter& tally_;
};

}  // namespace photomill
