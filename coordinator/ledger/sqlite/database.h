// One SQLite connection and its prepared statements, made safe: owns the handle, turns SQLite's
// codes into Failures that name the file and the remedy. One thread at a time.
//
// Errors stick. After the first one every statement does nothing and gives no rows, so that a verb
// of the ledger is written as a straight line and asks once, at its end, whether all of it worked:
// its transaction is rolled back otherwise.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace photomill {

// A file that is not what was written; `what` says how one sees it.
Failure DamagedLedger(const std::string& path, const std::string& what);

class Database {
 public:
  // Opens the file, or makes it. Does not look into it yet.
  static Result<std::unique_ptr<Database>> Open(const std::string& path);
  // An existing file, which is not changed.
  static Result<std::unique_ptr<Database>> OpenReadOnly(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // Runs statements that give no rows.
  bool Run(const char* sql);
  // The first column of the first row; 0 or "" where there is none.
  int64_t Number(const char* sql);
  std::string Word(const char* sql);

  bool Begin();  // nothing where a transaction is open already
  bool Commit();
  void Rollback();

  // Empties the write-ahead log when it has grown; a reader that is in the way is not waited for.
  void WatchLog();

  [[nodiscard]] const std::optional<Failure>& failure() const { return failure_; }
  void ForgetFailure() { failure_.reset(); }
  void Fail(Failure failure);
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] sqlite3* handle() const { return handle_; }

 private:
  friend class Statement;
  friend class Execution;
  static Result<std::unique_ptr<Database>> OpenWith(const std::string& path, int flags);
  Database(std::string path, sqlite3* handle);
  // Remembers the failure for a code that is not one of success. Returns whether it was success.
  bool Check(int code);
  // Fails where the file system has so little room that SQLite must not be asked at all.
  void CheckRoom();
  static int OnLogGrown(void* self, sqlite3* handle, const char* name, int pages);

  std::string path_;
  sqlite3* handle_;
  std::optional<Failure> failure_;
  bool in_transaction_ = false;
  bool copies_on_write_ = false;  // the file's file system
  int log_pages_ = 0;             // in the write-ahead log after the last commit
  int log_pages_tried_ = 0;       // when it was last tried to empty a log that was far too long
  int log_pages_full_ = 0;        // when it was last tried, and there was no room
};

// A prepared statement, compiled once.
class Statement {
 public:
  Statement(Database& database, const char* sql);
  ~Statement();
  Statement(const Statement&) = delete;
  Statement& operator=(const Statement&) = delete;

 private:
  friend class Execution;
  Database& database_;
  sqlite3_stmt* handle_ = nullptr;
};

// One execution of a statement: binds in the order of the parameters, steps, and frees the
// statement for the next when it goes out of scope. Texts are bound without a copy: they must
// outlive the execution.
class Execution {
 public:
  explicit Execution(Statement& statement);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  Execution& Bind(int64_t number);
  Execution& Bind(std::string_view text);
  Execution& BindNull();
  bool Step();  // whether there is a row (another row)

  [[nodiscard]] int64_t Number(int column) const;
  [[nodiscard]] std::string_view Text(int column) const;  // valid until the next Step
  [[nodiscard]] bool IsNull(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* handle_;
  int parameter_ = 0;
};

}  // namespace photomill
