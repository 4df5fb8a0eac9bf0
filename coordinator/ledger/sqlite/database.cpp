#include "coordinator/ledger/sqlite/database.h"

#include <fmt/core.h>
#include <linux/magic.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/statfs.h>

#include <algorithm>
#include <cerrno>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "coordinator/ledger/sqlite/temporary_folder.h"

namespace photomill {
namespace {

constexpr int kBusyTimeoutMs = 10'000;  // a reader can hold a lock for a moment
constexpr int kPageBytes = 4096;
constexpr int kCheckpointPages = 32 * 1024 * 1024 / kPageBytes;
constexpr int kLogPagesMax = 256 * 1024 * 1024 / kPageBytes;
constexpr int kStepsBetweenLooks = 1000;  // of SQLite's virtual machine

bool IsLackOfRoom(int error_number) {
  return error_number == ENOSPC || error_number == EDQUOT;
}

// SQLite reports "full" only for a write that fails with ENOSPC. An exceeded quota, a log index
// that cannot grow, a sync without space and a file that cannot be created are I/O errors, whose
// cause is in `error_number`.
bool IsFull(int code, int error_number) {
  const int primary = code & 0xff;
  return primary == SQLITE_FULL ||
         ((primary == SQLITE_IOERR || primary == SQLITE_CANTOPEN) && IsLackOfRoom(error_number));
}

Failure FullLedger(const std::string& path, const std::string& message, int error_number) {
  const bool quota = error_number == EDQUOT;
  return {Reason::kStorageFull,
          fmt::format("the ledger {} cannot grow ({}): make room on its file system{}; recorded "
                      "results are kept",
                      Escaped(path), quota ? "the disk quota is used up" : message,
                      quota ? ", or raise the quota" : "")};
}

// Without write access, only temporary files grow, and the log's index, which is mapped and not
// written.
bool IsOfTemporaryFile(int code) {
  return (code & 0xff) == SQLITE_FULL || code == SQLITE_IOERR_WRITE ||
         code == SQLITE_IOERR_GETTEMPPATH;
}

Failure FailureFromSqlite(int code, const std::string& message, const std::string& path) {
  const std::string ledger = "the ledger " + Escaped(path);
  if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY) {
    return {Reason::kStorageDenied,
            ledger +
                " is partially written, because its run was killed, and only a user with write "
                "permission can repair it: run `photomill status` as its owner, or the run again"};
  }
  switch (code & 0xff) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    // Our statements are correct, so these errors mean that tables or rows are not as photomill
    // wrote them: a table is missing, or a value has another type or an impossible size.
    case SQLITE_ERROR:
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH:
    case SQLITE_TOOBIG:
      return DamagedLedger(path, message);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
    case SQLITE_CANTOPEN:
      return {
          Reason::kStorageDenied,
          fmt::format("{} cannot be written ({}): check the permissions of its folder and files",
                      ledger, message)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {
          Reason::kStorageUnavailable,
          fmt::format("{} is locked by another program ({}): end the program that reads or writes "
                      "it, a sqlite3 shell with an open transaction for example, and run again",
                      ledger, message)};
    case SQLITE_INTERRUPT:
      return {Reason::kStorageUnavailable, "stopped while reading " + ledger};
    case SQLITE_NOMEM:
      return {Reason::kOutOfMemory, fmt::format("{}: {}", ledger, message)};
    case SQLITE_IOERR:
      return {Reason::kStorageUnavailable,
              fmt::format("{} cannot be read or written ({}): check the disk of the state "
                          "directory, then run again",
                          ledger, message)};
    default:
      return {Reason::kInternal, fmt::format("{}: {}", ledger, message)};
  }
}

bool CopiesOnWrite(const std::string& path) {
  struct statfs system {};
  return statfs(path.c_str(), &system) == 0 && system.f_type == BTRFS_SUPER_MAGIC;
}

// SQLite would wait for the other end of a pipe for ever.
bool IsNoFile(const std::string& path) {
  struct stat status {};
  return stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode);
}

bool IsSuccess(int code) {
  return code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE;
}

}  // namespace

Failure DamagedLedger(const std::string& path, const std::string& what) {
  // SQLite's messages have several lines and quote the file's content.
  std::string line = what;
  std::replace(line.begin(), line.end(), '\n', ' ');
  return {Reason::kCorrupt,
          fmt::format("the ledger {} is damaged ({}): restore a copy of it, or save what `sqlite3 "
                      "{} .recover` still reads, move it away and run again with --into_existing; "
                      "then all photos are processed again",
                      Escaped(path), Escaped(line), Escaped(path))};
}

Result<std::unique_ptr<Database>> Database::Open(const std::string& path) {
  return OpenWith(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

Result<std::unique_ptr<Database>> Database::OpenReadOnly(const std::string& path) {
  return OpenWith(path, SQLITE_OPEN_READONLY);
}

Result<std::unique_ptr<Database>> Database::OpenWith(const std::string& path, int flags) {
  if (IsNoFile(path)) {
    return Failure{Reason::kInvalid,
                   fmt::format("the ledger {} is not a regular file: somebody else put this there. "
                               "Move it away and put the ledger back, then run again",
                               Escaped(path))};
  }
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle,
                                   flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (handle == nullptr) return Failure{Reason::kOutOfMemory, "no memory for a ledger"};
  std::unique_ptr<Database> database(
      new Database(path, handle, (flags & SQLITE_OPEN_READONLY) != 0));
  if (!database->Check(code)) return *database->failure();
  sqlite3_busy_timeout(handle, kBusyTimeoutMs);
  // A new file does not exist before the first write.
  database->copies_on_write_ =
      CopiesOnWrite(path) || CopiesOnWrite(path.substr(0, path.rfind('/')));
  return database;
}

Database::Database(std::string path, sqlite3* handle, bool only_reads)
    : path_(std::move(path)), handle_(handle), only_reads_(only_reads) {
  // This hook replaces SQLite's own checkpoints: see WatchLog.
  sqlite3_wal_hook(handle_, &Database::OnLogGrown, this);
}

Database::~Database() {
  sqlite3_close_v2(handle_);
}

int Database::OnLogGrown(void* self, sqlite3* /*handle*/, const char* /*name*/, int pages) {
  static_cast<Database*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

void Database::StopWhen(std::function<bool()> stops) {
  stops_ = std::move(stops);
  const auto ask = [](void* self) { return static_cast<Database*>(self)->stops_() ? 1 : 0; };
  sqlite3_progress_handler(handle_, stops_ ? kStepsBetweenLooks : 0, ask, this);
}

bool Database::Check(int code) {
  if (IsSuccess(code)) return true;
  // sqlite3_system_errno() uses errno, too, but is not set if COMMIT fails.
  const int error_number = errno;
  const std::string message = sqlite3_errmsg(handle_);
  if (only_reads_ && IsOfTemporaryFile(code)) {
    Fail(FullTemporaryFolder(message));
    return false;
  }
  Fail(IsFull(code, error_number) ? FullLedger(path_, message, error_number)
                                  : FailureFromSqlite(code, message, path_));
  return false;
}

// SQLite writes the index of its log through mapped memory. On a copy-on-write file system this
// needs space even if the file does not grow; without space the kernel kills the process (SIGBUS)
// instead of failing a call. Readers write there, too.
void Database::CheckRoom() {
  if (!copies_on_write_ || failure_) return;
  struct statfs system {};
  if (statfs(path_.c_str(), &system) != 0 || system.f_blocks == 0) return;
  const auto block = static_cast<uint64_t>(system.f_bsize);
  const uint64_t needed =
      std::min(limits::kLedgerRoomMin, system.f_blocks * block / limits::kLedgerRoomShare);
  const uint64_t available = system.f_bavail * block;
  if (available >= needed) return;
  Fail(FullLedger(path_, HumanBytes(available) + " left on its file system", 0));
}

void Database::Fail(Failure failure) {
  if (!failure_) failure_ = std::move(failure);
}

bool Database::Run(const char* sql) {
  return !failure_ && Check(sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

int64_t Database::Number(const char* sql) {
  Statement statement(*this, sql);
  Execution execution(statement);
  return execution.Step() ? execution.Number(0) : 0;
}

std::string Database::Word(const char* sql) {
  Statement statement(*this, sql);
  Execution execution(statement);
  return execution.Step() ? std::string(execution.Text(0)) : std::string();
}

bool Database::Begin() {
  if (!in_transaction_) CheckRoom();
  if (in_transaction_ || !Run("BEGIN IMMEDIATE")) return in_transaction_;
  in_transaction_ = true;
  return true;
}

bool Database::Commit() {
  if (!in_transaction_) return !failure_;
  if (!Run("COMMIT")) return false;
  in_transaction_ = false;
  return true;
}

void Database::Rollback() {
  // After some errors SQLite has already rolled back; a second rollback does no harm.
  sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
  in_transaction_ = false;
}

void Database::WatchLog() {
  if (log_pages_ < kCheckpointPages) {
    log_pages_tried_ = 0;
    log_pages_full_ = 0;
    return;
  }
  if (log_pages_full_ > 0 && log_pages_ < log_pages_full_ + kCheckpointPages / 8) return;
  log_pages_full_ = 0;
  int mode = SQLITE_CHECKPOINT_PASSIVE;
  if (log_pages_ >= kLogPagesMax && log_pages_ >= log_pages_tried_ + kLogPagesMax / 4) {
    log_pages_tried_ = log_pages_;
    mode = SQLITE_CHECKPOINT_TRUNCATE;
  }
  int pages = 0;
  sqlite3_busy_timeout(handle_, mode == SQLITE_CHECKPOINT_TRUNCATE ? 100 : 0);
  const int code = sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, &pages, nullptr);
  sqlite3_busy_timeout(handle_, kBusyTimeoutMs);
  // A reader that blocks the checkpoint is not a failure: the log grows until the reader ends. Nor
  // is a database file that cannot grow: committed data is safe in the log, and a log that cannot
  // grow fails the next commit.
  if (IsFull(code, errno)) {
    log_pages_full_ = log_pages_;
    return;
  }
  if ((code & 0xff) != SQLITE_BUSY) Check(code);
  if (code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE) log_pages_ = 0;
}

Statement::Statement(Database& database, const char* sql) : database_(database) {
  if (database_.failure_) return;
  database_.Check(
      sqlite3_prepare_v3(database_.handle_, sql, -1, SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}

Statement::~Statement() {
  sqlite3_finalize(handle_);
}

Execution::Execution(Statement& statement)
    : database_(statement.database_), handle_(statement.handle_) {
  if (!database_.in_transaction_) database_.CheckRoom();
}

Execution::~Execution() {
  sqlite3_reset(handle_);
}

Execution& Execution::Bind(int64_t number) {
  if (handle_ != nullptr) database_.Check(sqlite3_bind_int64(handle_, ++parameter_, number));
  return *this;
}

Execution& Execution::BindReal(double number) {
  if (handle_ != nullptr) database_.Check(sqlite3_bind_double(handle_, ++parameter_, number));
  return *this;
}

Execution& Execution::Bind(std::string_view text) {
  if (handle_ == nullptr) return *this;
  // A null pointer, which an empty string_view can have, would bind NULL.
  const char* bytes = text.empty() ? "" : text.data();
  database_.Check(
      sqlite3_bind_text64(handle_, ++parameter_, bytes, text.size(), SQLITE_STATIC, SQLITE_UTF8));
  return *this;
}

Execution& Execution::BindNull() {
  if (handle_ != nullptr) database_.Check(sqlite3_bind_null(handle_, ++parameter_));
  return *this;
}

bool Execution::Step() {
  if (database_.failure_ || handle_ == nullptr) return false;
  const int code = sqlite3_step(handle_);
  return database_.Check(code) && code == SQLITE_ROW;
}

int64_t Execution::Number(int column) const {
  return sqlite3_column_int64(handle_, column);
}

double Execution::Real(int column) const {
  return sqlite3_column_double(handle_, column);
}

std::string_view Execution::Text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(handle_, column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<size_t>(sqlite3_column_bytes(handle_, column))};
}

bool Execution::IsNull(int column) const {
  return sqlite3_column_type(handle_, column) == SQLITE_NULL;
}

}  // namespace photomill
