// What is executing right now, in memory that the supervisor shares with its engine (a memfd), so
// that it outlives the engine: when the engine dies, exactly these tasks are suspects.
// The engine's CPU threads write, each its own row; the supervisor reads when the engine is dead.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "common/base/ids.h"
#include "common/base/limits.h"
#include "common/base/result.h"
#include "common/model/message.h"
#include "common/os/files.h"

namespace photomill {

class RunningTable {
 public:
  static constexpr size_t kRowsMax = limits::kWorkerThreadsMax;  // CPU threads of one engine
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
  void Begin(size_t row, SourceId source);
  void End(size_t row);
  // The coordinator has been told of the suspects: the next engine need not repeat them.
  void ForgetSuspects();

  // --- supervisor ---
  // For the next engine: the session that died, and everything that is suspect.
  void HandOn(SessionId dead_session, const std::vector<Suspect>& suspects);
  [[nodiscard]] std::vector<SourceId> Running() const;

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

}  // namespace photomill
