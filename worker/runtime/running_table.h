// What is executing right now, in memory that the supervisor shares with its engine (a memfd), so
// that it outlives the engine: when the engine dies, exactly these tasks are suspects.
// The engine's threads write, each its own row. The supervisor reads it to find tasks that are over
// their time limit, and when the engine is dead.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/result.h"
#include "common/model/message.h"
#include "common/os/files.h"
#include "worker/core/hang_watch.h"

namespace photomill {

class RunningTable {
 public:
  static constexpr size_t kFetchRowsMax = 16;
  // CPU threads of one engine, and behind them its fetch threads, which read headers.
  static constexpr size_t kRowsMax = limits::kWorkerThreadsMax + kFetchRowsMax;
  static constexpr size_t kSuspectsMax = 1024;  // carried from dead engines to the next

  // A fresh table, for the engine that the supervisor is about to start.
  static Result<RunningTable> Make();
  // The supervisor's table, through the descriptor that the engine inherited.
  static Result<RunningTable> Attach(int fd);

  RunningTable(RunningTable&& other) noexcept;
  RunningTable& operator=(RunningTable&&) = delete;
  RunningTable(const RunningTable&) = delete;
  RunningTable& operator=(const RunningTable&) = delete;
  ~RunningTable();

  [[nodiscard]] int fd() const { return fd_.get(); }

  // --- engine ---
  void SetSession(SessionId session);
  // The deadline is by the machine's monotonic clock, which engine and supervisor share.
  void Begin(size_t row, SourceId source, Instant deadline);
  void End(size_t row);
  // The engine ends as it means to: whatever it exits with from here on is no death.
  void SetLeaving();
  // The coordinator has been told of the suspects: the next engine need not repeat them.
  void ForgetSuspects();

  // --- supervisor ---
  // For the next engine: the session that died, and everything that is suspect.
  void HandOn(SessionId dead_session, const std::vector<Suspect>& suspects);
  [[nodiscard]] bool leaving() const;
  // May be asked while the engine runs, too.
  [[nodiscard]] std::vector<RunningTask> Running() const;

  // --- both ---
  [[nodiscard]] SessionId session() const;       // of the engine that has this table
  [[nodiscard]] SessionId dead_session() const;  // of the one before it, 0: none
  [[nodiscard]] std::vector<Suspect> suspects() const;

 private:
  struct Memory;
  RunningTable(FileDescriptor fd, Memory* memory) : fd_(std::move(fd)), memory_(memory) {}
  static Result<RunningTable> Map(FileDescriptor fd, bool fresh);

  FileDescriptor fd_;
  Memory* memory_ = nullptr;
};

// One row for the length of a scope.
class RunningRow {
 public:
  RunningRow(RunningTable& table, size_t row, SourceId source, Instant deadline)
      : table_(table), row_(row) {
    table_.Begin(row_, source, deadline);
  }
  ~RunningRow() { table_.End(row_); }
  RunningRow(const RunningRow&) = delete;
  RunningRow& operator=(const RunningRow&) = delete;

 private:
  RunningTable& table_;
  size_t row_;
};

}  // namespace photomill
