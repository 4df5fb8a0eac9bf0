// Uses a ledger whose file is sound, but whose rows contain values that photomill never wrote, as
// after a change in the sqlite3 shell. The input is a list of changes: table, column, row and
// value.
#include <sqlite3.h>

#include <array>

#include "tests/fuzz/state/ledger_box.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

constexpr size_t kChanges = 16;

struct Column {
  const char* table;
  const char* name;
};

// The columns that photomill reads.
constexpr std::array<Column, 61> kColumns = {{
    {"source", "id"},
    {"source", "key"},
    {"source", "size"},
    {"source", "mtime_ns"},
    {"source", "version"},
    {"source", "state"},
    {"source", "attempts"},
    {"source", "crashes"},
    {"source", "reason"},
    {"source", "detail"},
    {"source", "worker"},
    {"source", "lacks"},
    {"source", "recipe"},
    {"source", "scan"},
    {"output", "source_id"},
    {"output", "derivative"},
    {"output", "made_by"},
    {"output", "key"},
    {"output", "bytes"},
    {"output", "width"},
    {"output", "height"},
    {"output", "digest"},
    {"claim", "key"},
    {"claim", "source_id"},
    {"replaced", "key"},
    {"migration", "id"},
    {"migration", "source_url"},
    {"migration", "created_at"},
    {"run", "id"},
    {"run", "started_at"},
    {"run", "ended_at"},
    {"run", "ended_as"},
    {"run", "recipe"},
    {"recipe", "id"},
    {"recipe", "digest"},
    {"recipe", "definitions"},
    {"recipe", "text"},
    {"derivative", "id"},
    {"derivative", "name"},
    {"derivative", "digest"},
    {"derivative", "text"},
    {"derivative", "wanted"},
    {"derivative", "changed_run"},
    {"tally", "state"},
    {"tally", "reason"},
    {"tally", "sources"},
    {"tally", "bytes"},
    {"output_tally", "derivative"},
    {"output_tally", "outputs"},
    {"output_tally", "bytes"},
    {"worker", "heard_at"},
    {"output_tally", "done_outputs"},
    {"output_tally", "done_bytes"},
    {"output_tally", "gone_outputs"},
    {"output_tally", "gone_bytes"},
    {"run", "alive_at"},
    {"run_tally", "what"},
    {"run_tally", "sources"},
    {"run_tally", "bytes"},
    {"source", "warnings"},
    {"worker", "standing"},
}};

constexpr std::array<int64_t, 8> kNumbers = {0,         -1,         INT64_MAX, INT64_MIN,
                                             INT32_MAX, UINT32_MAX, 1,         1'000'001};

void BindValue(sqlite3_stmt* statement, InputReader& reader) {
  switch (reader.Number(1) % 6) {
    case 0:
      sqlite3_bind_int64(statement, 1, static_cast<int64_t>(reader.Number(8)));
      break;
    case 1:
      sqlite3_bind_int64(statement, 1, kNumbers[reader.Number(1) % kNumbers.size()]);
      break;
    case 2: {
      const std::string_view text = reader.ShortText();
      sqlite3_bind_text64(statement, 1, text.data(), text.size(), SQLITE_TRANSIENT, SQLITE_UTF8);
      break;
    }
    case 3: {
      const std::string_view bytes = reader.ShortText();
      sqlite3_bind_blob64(statement, 1, bytes.data(), bytes.size(), SQLITE_TRANSIENT);
      break;
    }
    case 4:
      sqlite3_bind_double(statement, 1, 1e300);
      break;
    default:  // longer than anything that photomill keeps
      sqlite3_bind_zeroblob64(statement, 1, 5000);
      break;
  }
}

void Change(sqlite3* handle, InputReader& reader) {
  const Column& column = kColumns[reader.Number(1) % kColumns.size()];
  const uint64_t row = reader.Number(1) % 4;
  std::string sql =
      "UPDATE OR IGNORE " + std::string(column.table) + " SET " + column.name + " = ?";
  if (row > 0 && std::string_view(column.table) == "source") {
    sql += " WHERE id % 3 = " + std::to_string(row - 1);
  }
  sqlite3_stmt* statement = nullptr;
  PHOTOMILL_CHECK(sqlite3_prepare_v2(handle, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK);
  BindValue(statement, reader);
  sqlite3_step(statement);  // a value that the column cannot take stays out
  sqlite3_finalize(statement);
}

}  // namespace

void FuzzOne(std::string_view input) {
  PutLedger(ClosedLedger());
  InputReader reader(input);
  sqlite3* handle = nullptr;
  PHOTOMILL_CHECK(sqlite3_open(LedgerPath().c_str(), &handle) == SQLITE_OK);
  for (size_t i = 0; i < kChanges && !reader.empty(); ++i) Change(handle, reader);
  sqlite3_close(handle);
  PHOTOMILL_CHECK(LedgerIsSound());
  (void)UseLedger();
  PHOTOMILL_CHECK(LedgerIsSound());
}

}  // namespace photomill::fuzz
