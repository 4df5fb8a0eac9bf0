// Turns a ledger of the newest schema into one as an older program left it.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "tests/unit/coordinator/ledger/sqlite/sql_reader.h"

namespace photomill {

// Converts a ledger of the newest schema to the seventh.
inline void ReturnToSeventhSchema(const std::string& path) {
  SqlReader shell(path, SQLITE_OPEN_READWRITE);
  shell.Rows("DROP TABLE attempt");
  shell.Rows("DROP TABLE progress");
  for (const char* column : {"decided_at", "queue_us", "fetch_us", "decode_us", "derive_us",
                             "encode_us", "publish_us"}) {
    shell.Rows(std::string("ALTER TABLE source DROP COLUMN ") + column);
  }
  shell.Rows("PRAGMA user_version = 7");
}

// Converts a ledger of the newest schema to the second.
inline void ReturnToSecondSchema(const std::string& path) {
  ReturnToSeventhSchema(path);
  SqlReader shell(path, SQLITE_OPEN_READWRITE);
  shell.Rows("DROP VIEW orphan");
  shell.Rows(
      "CREATE VIEW orphan(key, source_id, derivative, run) AS"
      " SELECT key, source_id, derivative, run FROM replaced");
  for (const char* table :
       {"waiter", "wish", "own_file", "note_tally", "warning_tally", "run_tally"}) {
    shell.Rows(std::string("DROP TABLE ") + table);
  }
  const std::vector<std::pair<std::string, std::vector<std::string>>> columns = {
      {"migration", {"names"}},
      {"run", {"selection", "revision", "alive_at"}},
      {"output_tally", {"done_outputs", "done_bytes", "gone_outputs", "gone_bytes"}},
      {"recipe", {"full_text"}},
      {"source",
       {"content", "format", "revision", "otherwise", "waits", "outputs", "first_scan", "decided",
        "warnings"}},
      {"worker", {"standing"}},
      {"output", {"revision", "found"}},
      {"replaced", {"digest"}}};
  for (const auto& [table, names] : columns) {
    for (const std::string& name : names) {
      std::string change = "ALTER TABLE ";
      change.append(table).append(" DROP COLUMN ").append(name);
      shell.Rows(change);
    }
  }
  shell.Rows("PRAGMA user_version = 2");
}

// Converts a ledger of the newest schema to the sixth, in which warnings were counted by their
// words.
inline void ReturnToSixthSchema(const std::string& path) {
  ReturnToSeventhSchema(path);
  SqlReader shell(path, SQLITE_OPEN_READWRITE);
  shell.Rows("ALTER TABLE source DROP COLUMN warnings");
  shell.Rows("ALTER TABLE worker DROP COLUMN standing");
  shell.Rows("PRAGMA user_version = 6");
}

}  // namespace photomill
