// The time that SQLite alone needs for a ledger: writes the rows of a finished ledger into a new
// file, with the same schema, pragmas and number of transactions, and nothing around it: no scan,
// no scheduler, no checks, no queries before writing. The minimum for the whole life of a source.
//
//   photomill-bare-ledger FINISHED NEW TRANSACTIONS
//
// For each source: the insert as pending with its claims, and in the next transaction the update to
// its final state with its outputs. Rows are read between the transactions, while the clock is
// stopped. Prints the seconds of writing.
#include <sqlite3.h>

#include <charconv>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr const char* kPragmas =
    "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY;"
    "PRAGMA cache_size = -24576; PRAGMA wal_autocheckpoint = 8192;";

void Check(int code, sqlite3* database) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  std::fprintf(stderr, "photomill-bare-ledger: %s\n", sqlite3_errmsg(database));
  std::exit(1);
}

sqlite3* Open(const char* path, int flags) {
  sqlite3* database = nullptr;
  Check(sqlite3_open_v2(path, &database, flags | SQLITE_OPEN_NOMUTEX, nullptr), database);
  return database;
}

void Run(sqlite3* database, const char* sql) {
  Check(sqlite3_exec(database, sql, nullptr, nullptr, nullptr), database);
}

class Statement {
 public:
  Statement(sqlite3* database, const char* sql) : database_(database) {
    Check(sqlite3_prepare_v3(database, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr),
          database);
  }
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;
  ~Statement() { sqlite3_finalize(handle_); }

  bool Step() {
    const int code = sqlite3_step(handle_);
    Check(code, database_);
    return code == SQLITE_ROW;
  }
  // Writes `row`, whose values are in the order of the parameters.
  void Write(const std::vector<sqlite3_value*>& row) {
    for (size_t i = 0; i < row.size(); ++i) {
      Check(sqlite3_bind_value(handle_, static_cast<int>(i) + 1, row[i]), database_);
    }
    Step();
    sqlite3_reset(handle_);
  }
  void Bind(int64_t from, int64_t through) {
    sqlite3_reset(handle_);
    sqlite3_bind_int64(handle_, 1, from);
    sqlite3_bind_int64(handle_, 2, through);
  }
  [[nodiscard]] sqlite3_stmt* handle() const { return handle_; }

 private:
  sqlite3* database_;
  sqlite3_stmt* handle_ = nullptr;
};

// Rows in memory, as SQLite's own values.
class Rows {
 public:
  Rows() = default;
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;
  ~Rows() { Clear(); }

  void Read(Statement& statement, int64_t from, int64_t through) {
    Clear();
    statement.Bind(from, through);
    while (statement.Step()) {
      std::vector<sqlite3_value*>& row = rows_.emplace_back();
      for (int i = 0; i < sqlite3_column_count(statement.handle()); ++i) {
        row.push_back(sqlite3_value_dup(sqlite3_column_value(statement.handle(), i)));
      }
    }
  }
  void WriteAll(Statement& statement) const {
    for (const auto& row : rows_) statement.Write(row);
  }

 private:
  void Clear() {
    for (const auto& row : rows_) {
      for (sqlite3_value* value : row) sqlite3_value_free(value);
    }
    rows_.clear();
  }
  std::vector<std::vector<sqlite3_value*>> rows_;
};

void CopySchema(sqlite3* from, sqlite3* to) {
  const Statement statement(from,
                            "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid");
  while (sqlite3_step(statement.handle()) == SQLITE_ROW) {
    Run(to, reinterpret_cast<const char*>(sqlite3_column_text(statement.handle(), 0)));
  }
}

int64_t Number(sqlite3* database, const char* sql) {
  Statement statement(database, sql);
  return statement.Step() ? sqlite3_column_int64(statement.handle(), 0) : 0;
}

double WriteRows(sqlite3* finished, sqlite3* fresh, int64_t transactions) {
  // Claims by source: the table is ordered by key.
  Run(finished,
      "CREATE TEMP TABLE claim_of AS SELECT source_id, key FROM claim ORDER BY source_id");
  Run(finished, "CREATE INDEX temp.claim_of_source ON claim_of(source_id)");
  Statement pending(finished,
                    "SELECT id, key, size, mtime_ns, version, 'pending', 0, 0, '', '', '', 3,"
                    " recipe, scan FROM source WHERE id > ? AND id <= ? ORDER BY id");
  Statement claims(finished,
                   "SELECT key, source_id FROM claim_of WHERE source_id > ? AND source_id <= ?"
                   " ORDER BY source_id, key");
  Statement ended(finished,
                  "SELECT state, attempts, crashes, reason, detail, worker, lacks, recipe, id"
                  " FROM source WHERE id > ? AND id <= ? ORDER BY id");
  Statement outputs(finished,
                    "SELECT source_id, derivative, made_by, key, bytes, width, height, digest"
                    " FROM output WHERE source_id > ? AND source_id <= ? ORDER BY 1, 2");
  Statement insert(fresh,
                   "INSERT INTO source(id, key, size, mtime_ns, version, state, attempts, crashes,"
                   " reason, detail, worker, lacks, recipe, scan)"
                   " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
  Statement claim(fresh, "INSERT INTO claim(key, source_id) VALUES(?, ?)");
  Statement end(fresh,
                "UPDATE source SET state = ?, attempts = ?, crashes = ?, reason = ?, detail = ?,"
                " worker = ?, lacks = ?, recipe = ? WHERE id = ?");
  Statement output(fresh,
                   "INSERT INTO output(source_id, derivative, made_by, key, bytes, width, height,"
                   " digest) VALUES(?, ?, ?, ?, ?, ?, ?, ?)");

  const int64_t sources = Number(finished, "SELECT max(id) FROM source");
  const int64_t step = (sources + transactions - 1) / transactions;
  std::chrono::steady_clock::duration writing{};
  Rows pending_rows;
  Rows claim_rows;
  Rows ended_rows;
  Rows output_rows;
  for (int64_t after = 0; after < sources + step; after += step) {
    pending_rows.Read(pending, after, after + step);
    claim_rows.Read(claims, after, after + step);
    ended_rows.Read(ended, after - step, after);
    output_rows.Read(outputs, after - step, after);
    const auto begin = std::chrono::steady_clock::now();
    Run(fresh, "BEGIN IMMEDIATE");
    claim_rows.WriteAll(claim);
    pending_rows.WriteAll(insert);
    ended_rows.WriteAll(end);
    output_rows.WriteAll(output);
    Run(fresh, "COMMIT");
    writing += std::chrono::steady_clock::now() - begin;
  }
  return std::chrono::duration<double>(writing).count();
}

}  // namespace

int main(int argc, char** argv) {
  int64_t transactions = 0;
  if (argc == 4) {
    const std::string_view text = argv[3];
    std::from_chars(text.data(), text.data() + text.size(), transactions);
  }
  if (transactions <= 0) {
    std::fprintf(stderr, "usage: photomill-bare-ledger FINISHED NEW TRANSACTIONS\n");
    return 64;
  }
  sqlite3* const finished = Open(argv[1], SQLITE_OPEN_READWRITE);
  sqlite3* const fresh = Open(argv[2], SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  Run(fresh, kPragmas);
  CopySchema(finished, fresh);
  std::printf("%.2f\n", WriteRows(finished, fresh, transactions));
  sqlite3_close(fresh);
  sqlite3_close(finished);
  return 0;
}
