#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

class SqliteTables final : public LedgerTables {
 public:
  explicit SqliteTables(std::unique_ptr<Database> database)
      : database_(std::move(database)),
        sources_(MakeSqliteSourceTable(*database_)),
        outputs_(MakeSqliteOutputTable(*database_)),
        claims_(MakeSqliteClaimTable(*database_)),
        waiters_(MakeSqliteWaiterTable(*database_)),
        book_(MakeSqliteBookTable(*database_)),
        news_(MakeSqliteNewsTable(*database_)) {}

  SourceTable& sources() override { return *sources_; }
  OutputTable& outputs() override { return *outputs_; }
  ClaimTable& claims() override { return *claims_; }
  WaiterTable& waiters() override { return *waiters_; }
  BookTable& book() override { return *book_; }
  NewsTable& news() override { return *news_; }

  void Begin() override { database_->Begin(); }

  void Commit() override {
    if (database_->Commit()) database_->WatchLog();
  }

  void Rollback() override {
    database_->Rollback();
    database_->ForgetFailure();
  }

  // Without a write-ahead log the file can be copied, and read from a read-only place. If somebody
  // is reading it at the moment, the log stays, which is also safe.
  void Close() override {
    if (!database_->failure()) {
      database_->Run("PRAGMA busy_timeout = 1000");
      database_->Run("PRAGMA wal_checkpoint(TRUNCATE)");
      database_->Run("PRAGMA journal_mode = DELETE");
      database_->ForgetFailure();
    }
    news_.reset();
    book_.reset();
    waiters_.reset();
    claims_.reset();
    outputs_.reset();
    sources_.reset();
  }

  [[nodiscard]] const std::optional<Failure>& failure() const override {
    return database_->failure();
  }
  [[nodiscard]] Failure Damaged(const std::string& what) const override {
    return DamagedLedger(database_->path(), what);
  }

 private:
  std::unique_ptr<Database> database_;
  std::unique_ptr<SourceTable> sources_;
  std::unique_ptr<OutputTable> outputs_;
  std::unique_ptr<ClaimTable> claims_;
  std::unique_ptr<WaiterTable> waiters_;
  std::unique_ptr<BookTable> book_;
  std::unique_ptr<NewsTable> news_;
};

}  // namespace

std::unique_ptr<LedgerTables> MakeSqliteTables(std::unique_ptr<Database> database) {
  return std::make_unique<SqliteTables>(std::move(database));
}

}  // namespace photomill
