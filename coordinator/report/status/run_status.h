// What `photomill status` knows about a run: the ledger's figures, and whether the run is alive.
// Pure: the command collects them.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "common/model/recipe.h"
#include "coordinator/ledger/ledger_reader.h"

namespace photomill {

// Whether the last run is alive. The state directory's lock is certain, but only readable with
// permission. Without it, the timestamp in the ledger decides.
struct Liveness {
  bool alive = false;
  bool by_lock = false;
  uint32_t process = 0;
  std::string host{};
  std::string serves{};        // the endpoint for workers; empty for `photomill run`
  bool insecure = false;       // unencrypted, on a network
  uint32_t other_process = 0;  // another command that uses the state directory, or a run that
  std::string other_host{};    // is starting; 0: none
};

struct RunStatus {
  LedgerSummary summary;
  Liveness liveness;
  std::string selection;  // of the last run, as flags; empty: unknown
  UnixMillis now = 0;
  std::map<std::string, OutputFormat> formats{};  // of derivatives, as far as they are known
  std::vector<FailedSource> failed{};             // examples
  std::vector<WarnedSource> warned{};
};

// The coordinator updates its timestamp every two seconds.
inline constexpr UnixMillis kSignOfLifeMax = 30'000;

// The run is alive, but its ledger is on a hanging or full disk, so that it cannot write anything.
bool IsLedgerSilent(const RunStatus& status);

// Whether the figures of the running work are those of now.
bool HasProgress(const RunStatus& status);

// The coordinator has a row while a store does not answer it. Workers have slots.
bool IsCoordinator(const WorkerRow& row);

// A worker that is set aside, if all of them are; otherwise null.
const WorkerRow* AllSetAside(const std::vector<WorkerRow>& workers);

// The number of workers in this standing, without the coordinator's own row.
size_t WorkersOf(const std::vector<WorkerRow>& workers, WorkerStanding standing);

}  // namespace photomill
