// The columns of table `source`, in the order in which they are read.
#pragma once

#include <string>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/sqlite/database.h"

#define PHOTOMILL_SOURCE_COLUMNS                                                             \
  "id, key, size, mtime_ns, version, state, attempts, crashes, reason, detail, worker,"      \
  " lacks, recipe, scan, first_scan, content, format, revision, otherwise, waits, outputs, " \
  "decided, warnings, decided_at, queue_us, fetch_us, decode_us, derive_us, encode_us, "     \
  "publish_us"

namespace photomill {

// The same columns for a ledger of this schema: those that it does not have yet are constants.
std::string SourceColumnsOf(int64_t schema);

// Reads into a row that is reused, so that its strings keep their capacity.
void ReadSourceRow(const Execution& execution, SourceRow& row);

}  // namespace photomill
