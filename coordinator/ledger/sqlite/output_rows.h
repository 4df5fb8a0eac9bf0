// The SQL and the reading of rows that the readers of outputs share. Internal to
// coordinator/ledger/sqlite.
#pragma once

#include <string>

#include "coordinator/ledger/output_reader.h"
#include "coordinator/ledger/sqlite/database.h"

namespace photomill {

// SQL for the OutputStanding of output `o` of source `s`, as its number. Like the view `orphan`.
std::string StandingSql(bool has_found);

// The columns of output `o` of source `s` that ReadOutput reads.
std::string OutputColumns(bool has_found);
inline constexpr int kOutputColumns = 9;

// Columns from `first` on.
RecordedOutput ReadOutput(const Execution& execution, int first);

}  // namespace photomill
