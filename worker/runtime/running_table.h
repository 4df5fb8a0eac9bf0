// The tasks that are running, in memory that the supervisor shares with its engine (a memfd). It
// outlives the engine, so when the engine dies, exactly these tasks are suspects. Each thread of
// the engine writes its own row. The supervisor reads the table to find tasks over their time
// limit, and after the engine's death.
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
  // The fetch threads of one engine, which parse headers, followed by its CPU threads.
  static constexpr size_t kRowsMax = limits::kWorkerThreadsMax + kFetchRowsMax;
  static constexpr size_t kSuspectsMax = 1024;  // passed from dead engines to the next one

  // A new table for the engine that the supervisor is about to start.
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
  // The deadline uses the machine's monotonic clock, which engine and supervisor share.
  void Begin(size_t row, SourceId source, Instant deadline);
  void End(size_t row);
  // The engine exits on purpose: from now on its exit does not count as a death.
  void SetLeaving();
  // The coordinator has received the suspects, so the next engine need not repeat them.
  void ForgetSuspects();

  // --- supervisor ---
  // For the next engine: the session that died, and all suspects.
  void HandOn(SessionId dead_session, const std::vector<Suspect>& suspects);
  [[nodiscard]] bool leaving() const;
  // Can also be called while the engine runs.
  [[nodiscard]] std::vector<RunningTask> Running() const;

  // --- both ---
  [[nodiscard]] SessionId session() const;       // of this table's engine
  [[nodiscard]] SessionId dead_session() const;  // of the previous engine; 0: none
  [[nodiscard]] std::vector<Suspect> suspects() const;

 private:
  struct Memory;
  RunningTable(FileDescriptor fd, Memory* memory) : fd_(std::move(fd)), memory_(memory) {}
  static Result<RunningTable> Map(FileDescriptor fd, bool fresh);

  FileDescriptor fd_;
  Memory* memory_ = nullptr;
};

// Occupies one row for the lifetime of a scope.
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
