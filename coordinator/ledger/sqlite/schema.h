// The schema of ledger.db and its migration from older versions. SCHEMA.md explains each column.
#pragma once

#include <span>

#include "coordinator/ledger/sqlite/database.h"

namespace photomill {

// Marks the file as photomill's: `file` and sqlite3's PRAGMA application_id show it.
inline constexpr int kApplicationId = 0x70684D6C;  // "phMl"

// Statements that bring a ledger from the previous version to this one. Steps are only ever added:
// step i (from 0) sets user_version to i + 1.
struct SchemaStep {
  const char* sql;
};
std::span<const SchemaStep> SchemaSteps();

// Refuses a newer ledger, and a database that is not a ledger. Changes nothing.
Status CheckSchema(Database& database, std::span<const SchemaStep> steps);

// Creates the tables of a new ledger, or runs the missing steps on an older one, in one
// transaction. CheckSchema must have passed.
Status BringSchemaUpToDate(Database& database, std::span<const SchemaStep> steps);

}  // namespace photomill
