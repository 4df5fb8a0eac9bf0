// The schema of ledger.db and the way from older ones: SCHEMA.md tells what each column means.
#pragma once

#include <span>

#include "coordinator/ledger/sqlite/database.h"

namespace photomill {

// Marks the file as one of photomill's: `file` and sqlite3's PRAGMA application_id show it.
inline constexpr int kApplicationId = 0x70684D6C;  // "phMl"

// Statements that bring a ledger from the version before to this one. Steps are only ever added:
// step i (from 0) makes user_version i + 1.
struct SchemaStep {
  const char* sql;
};
std::span<const SchemaStep> SchemaSteps();

// Refuses a newer ledger, and a database that is none. Changes nothing.
Status CheckSchema(Database& database, std::span<const SchemaStep> steps);

// Makes the tables of a new ledger, or takes the missing steps of an older one, in one transaction.
// CheckSchema must have passed.
Status BringSchemaUpToDate(Database& database, std::span<const SchemaStep> steps);

}  // namespace photomill
