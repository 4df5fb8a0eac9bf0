// Information for users about the run: folders that could not be listed, workers.
#include "coordinator/ledger/sqlite/sqlite_tables.h"

namespace photomill {
namespace {

class SqliteNewsTable final : public NewsTable {
 public:
  explicit SqliteNewsTable(Database& database)
      : add_error_(database, "INSERT INTO scan_error(key, reason, detail, run) VALUES(?, ?, ?, ?)"),
        forget_errors_(database, "DELETE FROM scan_error"),
        forget_workers_(database, "DELETE FROM worker"),
        add_worker_(database,
                    "INSERT INTO worker(name, host, process, slots, state, tasks_done,"
                    " tasks_failed, joined_at, heard_at, standing)"
                    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)") {}

  void AddScanError(const ScanError& error, int64_t run) override {
    const std::string detail = BoundedDetail(error.failure.detail);
    Execution execution(add_error_);
    execution.Bind(error.key).Bind(ReasonWord(error.failure.reason)).Bind(detail).Bind(run).Step();
  }

  void ForgetScanErrors() override { Execution(forget_errors_).Step(); }

  void ReplaceWorkers(const std::vector<WorkerRow>& workers) override {
    Execution(forget_workers_).Step();
    for (const WorkerRow& worker : workers) {
      Execution execution(add_worker_);
      execution.Bind(worker.name)
          .Bind(worker.host)
          .Bind(worker.process)
          .Bind(worker.slots)
          .Bind(worker.state)
          .Bind(static_cast<int64_t>(worker.tasks_done))
          .Bind(static_cast<int64_t>(worker.tasks_failed))
          .Bind(worker.joined_at)
          .Bind(worker.heard_at)
          .Bind(WorkerStandingWord(worker.standing))
          .Step();
    }
  }

 private:
  Statement add_error_;
  Statement forget_errors_;
  Statement forget_workers_;
  Statement add_worker_;
};

}  // namespace

std::unique_ptr<NewsTable> MakeSqliteNewsTable(Database& database) {
  return std::make_unique<SqliteNewsTable>(database);
}

}  // namespace photomill
