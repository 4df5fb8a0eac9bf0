// The figures of a ledger that the summary and `photomill status` both show, each in one place, so
// that neither tells less than the other. Rows of nothing are left out. Pure.
#pragma once

#include <vector>

#include "coordinator/ledger/ledger.h"
#include "coordinator/report/summary_row.h"

namespace photomill {

// What one run did, the objects aside that it listed: made, touched, made the same, to be compared,
// renamed. Indent 2.
std::vector<SummaryRow> RunRows(const Tally& tally);

// Below "done": its warnings, and outputs that are named otherwise. Indent 4.
std::vector<SummaryRow> DoneRows(const Tally& tally);

// "skipped" itself, and below it the companions of photos.
std::vector<SummaryRow> SkippedRows(const Tally& tally);

// Below "failed": the reasons, the most frequent first. Indent 4.
std::vector<SummaryRow> FailedRows(const Tally& tally);

}  // namespace photomill
