#include "tests/integration/support/ledger_view.h"

#include <sqlite3.h>

#include <memory>
#include <stdexcept>

namespace photomill::test {
namespace {

constexpr int kBusyMilliseconds = 60'000;

struct CloseDatabase {
  void operator()(sqlite3* database) const { sqlite3_close(database); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

Database Open(const std::string& path) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READONLY, nullptr);
  Database database(handle);
  if (code == SQLITE_CANTOPEN) return nullptr;
  if (code != SQLITE_OK) throw std::runtime_error(path + ": " + sqlite3_errmsg(handle));
  sqlite3_busy_timeout(handle, kBusyMilliseconds);
  return database;
}

LedgerView::Row ReadRow(sqlite3_stmt* statement) {
  LedgerView::Row row;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
    const auto bytes = static_cast<size_t>(sqlite3_column_bytes(statement, i));
    row.push_back(text == nullptr ? "NULL" : std::string(text, bytes));
  }
  return row;
}

// All rows, or the SQLite error code.
int Ask(sqlite3* database, const std::string& sql, std::vector<LedgerView::Row>& rows) {
  sqlite3_stmt* handle = nullptr;
  const int prepared = sqlite3_prepare_v2(database, sql.c_str(), -1, &handle, nullptr);
  if (prepared != SQLITE_OK) return prepared;
  const std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement(handle, sqlite3_finalize);
  int code = SQLITE_ROW;
  while ((code = sqlite3_step(handle)) == SQLITE_ROW) rows.push_back(ReadRow(handle));
  return code;
}

// A ledger that is just being created.
bool HasNoSchema(sqlite3* database) {
  std::vector<LedgerView::Row> rows;
  const int code = Ask(database, "PRAGMA user_version", rows);
  return code == SQLITE_CANTOPEN || (code == SQLITE_DONE && rows.at(0).at(0) == "0");
}

}  // namespace

std::vector<LedgerView::Row> LedgerView::Rows(const std::string& sql) const {
  const Database database = Open(path_);
  if (database == nullptr) return {};
  std::string message;
  for (int tries = 0; tries < 2; ++tries) {
    std::vector<Row> rows;
    const int code = Ask(database.get(), sql, rows);
    if (code == SQLITE_DONE) return rows;
    message = sqlite3_errmsg(database.get());
    if (code == SQLITE_CANTOPEN || HasNoSchema(database.get())) return {};
    // Or it was created between the two queries.
  }
  throw std::runtime_error(path_ + ": " + sql + ": " + message);
}

std::string LedgerView::Text(const std::string& sql) const {
  const std::vector<Row> rows = Rows(sql);
  return rows.empty() ? "" : rows[0].at(0);
}

int64_t LedgerView::Number(const std::string& sql) const {
  const std::string text = Text(sql);
  return text.empty() || text == "NULL" ? 0 : std::stoll(text);
}

int64_t LedgerView::CountOf(const std::string& state) const {
  return Number("SELECT count(*) FROM source WHERE state = " + SqlText(state));
}

std::map<std::string, std::string> LedgerView::States() const {
  std::map<std::string, std::string> states;
  for (const Row& row : Rows("SELECT key, trim(state || ' ' || reason) FROM source")) {
    states.emplace(row[0], row[1]);
  }
  return states;
}

std::string LedgerView::DetailOf(const std::string& key) const {
  return Text("SELECT detail FROM source WHERE key = " + SqlText(key));
}

std::map<std::string, int64_t> LedgerView::AttemptsOfDone() const {
  std::map<std::string, int64_t> attempts;
  for (const Row& row : Rows("SELECT key, attempts FROM source WHERE state = 'done'")) {
    attempts.emplace(row[0], std::stoll(row[1]));
  }
  return attempts;
}

std::string SqlText(const std::string& text) {
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string("''") : std::string(1, c);
  return quoted + "'";
}

}  // namespace photomill::test
