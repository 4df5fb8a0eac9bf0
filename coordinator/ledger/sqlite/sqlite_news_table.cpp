// Information for users: folders that could not be listed, workers, the running work, and attempts
// that did not succeed.
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
                    " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        forget_progress_(database, "DELETE FROM progress"),
        put_progress_(database,
                      "INSERT INTO progress(at, rate, average, remaining_s, in_flight, listed,"
                      " scan_ended, paused, bound_by, bottleneck, rate_with_worker,"
                      " rate_with_thread) VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"),
        add_attempt_(database,
                     "INSERT INTO attempt(source_id, nth, at, run, worker, reason, detail)"
                     " SELECT ?1, 1 + coalesce(max(nth), 0), ?2, ?3, ?4, ?5, ?6 FROM attempt"
                     " WHERE source_id = ?1"),
        forget_attempts_(database,
                         "DELETE FROM attempt WHERE source_id = ?1 AND nth <= (SELECT max(nth)"
                         " FROM attempt WHERE source_id = ?1) - ?2") {}

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

  void ReplaceProgress(const ProgressRow& row) override {
    Execution(forget_progress_).Step();
    if (row.at == 0) return;
    Execution execution(put_progress_);
    execution.Bind(row.at).BindReal(row.rate).BindReal(row.average);
    BindKnown(execution, row.remaining);
    execution.Bind(row.in_flight)
        .Bind(row.listed)
        .Bind(row.scan_ended ? 1 : 0)
        .Bind(row.paused)
        .Bind(row.bound_by)
        .Bind(row.bottleneck);
    BindKnown(execution, row.with_worker);
    BindKnown(execution, row.with_thread);
    execution.Step();
  }

  void AddAttempt(SourceId source, const AttemptRow& attempt) override {
    Execution(add_attempt_)
        .Bind(source.value)
        .Bind(attempt.at)
        .Bind(attempt.run)
        .Bind(attempt.worker)
        .Bind(attempt.reason)
        .Bind(attempt.detail)
        .Step();
    Execution(forget_attempts_).Bind(source.value).Bind(kAttemptsKept).Step();
  }

 private:
  static void BindKnown(Execution& execution, std::optional<double> number) {
    if (number) {
      execution.BindReal(*number);
    } else {
      execution.BindNull();
    }
  }

  Statement add_error_;
  Statement forget_errors_;
  Statement forget_workers_;
  Statement add_worker_;
  Statement forget_progress_;
  Statement put_progress_;
  Statement add_attempt_;
  Statement forget_attempts_;
};

}  // namespace

std::unique_ptr<NewsTable> MakeSqliteNewsTable(Database& database) {
  return std::make_unique<SqliteNewsTable>(database);
}

}  // namespace photomill
