// One SQLite connection and its prepared statements: owns the handle, and translates SQLite's codes
// into Failures that name the file and the remedy. Used by one thread at a time.
//
// Errors stick. After the first error every statement does nothing and returns no rows. So a verb
// of the ledger needs only one check, at its end; if anything failed, its transaction is rolled
// back.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/result.h"

struct sqlite3;
struct sqlite3_stmt;

namespace photomill {

// The file's content is not what photomill wrote; `what` describes the evidence.
Failure DamagedLedger(const std::string& path, const std::string& what);

class Database {
 public:
  // Opens or creates the file. Does not read it yet.
  static Result<std::unique_ptr<Database>> Open(const std::string& path);
  // Opens an existing file without changing it.
  static Result<std::unique_ptr<Database>> OpenReadOnly(const std::string& path);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // From now on `stops` is asked during every statement, many times per second. When it returns
  // true, the statement fails with a failure that says so.
  void StopWhen(std::function<bool()> stops);

  // Runs statements without result rows.
  bool Run(const char* sql);
  // The first column of the first row; 0 or "" if there is none.
  int64_t Number(const char* sql);
  std::string Word(const char* sql);

  bool Begin();  // does nothing if a transaction is open
  bool Commit();
  void Rollback();

  // Checkpoints the write-ahead log if it has grown. Readers that block this are not waited for.
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
  Database(std::string path, sqlite3* handle, bool only_reads);
  // Records a failure unless the code means success. Returns whether it does.
  bool Check(int code);
  // Fails if the file system has too little space to call SQLite at all.
  void CheckRoom();
  static int OnLogGrown(void* self, sqlite3* handle, const char* name, int pages);

  std::string path_;
  sqlite3* handle_;
  const bool only_reads_;
  std::function<bool()> stops_;
  std::optional<Failure> failure_;
  bool in_transaction_ = false;
  bool copies_on_write_ = false;  // the file's file system
  int log_pages_ = 0;             // pages in the write-ahead log after the last commit
  int log_pages_tried_ = 0;       // the log's pages when emptying a far too long log was last tried
  int log_pages_full_ = 0;        // the log's pages when the last try found no space
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

// One execution of a statement: binds in the order of parameters, steps, and releases the statement
// for its next use when it goes out of scope. Texts are bound without copying: they must outlive
// the execution.
class Execution {
 public:
  explicit Execution(Statement& statement);
  ~Execution();
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  Execution& Bind(int64_t number);
  Execution& Bind(std::string_view text);
  Execution& BindReal(double number);
  Execution& BindNull();
  bool Step();  // returns whether there is a (further) row

  [[nodiscard]] int64_t Number(int column) const;
  [[nodiscard]] double Real(int column) const;
  [[nodiscard]] std::string_view Text(int column) const;  // valid until the next Step
  [[nodiscard]] bool IsNull(int column) const;

 private:
  Database& database_;
  sqlite3_stmt* handle_;
  int parameter_ = 0;
};

}  // namespace photomill
