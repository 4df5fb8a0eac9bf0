// The tables of a ledger in an SQLite database. Used by one thread at a time.
#pragma once

#include <memory>

#include "coordinator/ledger/rules/ledger_tables.h"
#include "coordinator/ledger/sqlite/database.h"

namespace photomill {

// The schema must be up to date.
std::unique_ptr<LedgerTables> MakeSqliteTables(std::unique_ptr<Database> database);

// Each is in a separate file; `database` must outlive them.
std::unique_ptr<SourceTable> MakeSqliteSourceTable(Database& database);
std::unique_ptr<OutputTable> MakeSqliteOutputTable(Database& database);
std::unique_ptr<ClaimTable> MakeSqliteClaimTable(Database& database);
std::unique_ptr<WaiterTable> MakeSqliteWaiterTable(Database& database);
std::unique_ptr<BookTable> MakeSqliteBookTable(Database& database);
std::unique_ptr<NewsTable> MakeSqliteNewsTable(Database& database);

}  // namespace photomill
