// The ledger's figures that both the summary and `photomill status` show, so that neither shows
// less than the other. Empty rows are omitted. Pure.
#pragma once

#include <vector>

#include "coordinator/ledger/ledger.h"
#include "coordinator/report/summary_row.h"

namespace photomill {

// What one run did, without the objects that it listed: made, touched, made the same, to be
// compared, renamed. Indent 2.
std::vector<SummaryRow> RunRows(const Tally& tally);

// Below "done": its warnings, and outputs with an `otherwise` name. Indent 4.
std::vector<SummaryRow> DoneRows(const Tally& tally);

// "skipped" itself, and below it the companions of photos.
std::vector<SummaryRow> SkippedRows(const Tally& tally);

// Below "failed": the reasons, most frequent first. Indent 4.
std::vector<SummaryRow> FailedRows(const Tally& tally);

}  // namespace photomill
