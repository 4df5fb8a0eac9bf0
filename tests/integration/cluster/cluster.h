// A migration that is served over TCP, for tests: one source, one destination, a coordinator that
// can die and restart at the same address, and any number of workers.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"
#include "tests/integration/support/tree.h"

namespace photomill::test {

class Cluster {
 public:
  [[nodiscard]] const TestFolder& folder() const { return folder_; }
  [[nodiscard]] std::string source() const { return folder_.At("src"); }
  [[nodiscard]] std::string destination() const { return folder_.At("dst"); }
  [[nodiscard]] std::string state() const { return destination() + "/.photomill"; }
  [[nodiscard]] LedgerView ledger() const { return LedgerView(state()); }
  // Empty until the first coordinator has printed it, unless FixAddress() was called.
  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

  // Needed if coordinators are restarted or workers start first. Chooses an address that nobody
  // listens at now, with a port outside the system's range for outgoing connections (otherwise a
  // worker that calls a dead coordinator could occupy its port).
  void FixAddress();
  void FixAddressTo(const std::string& endpoint) { endpoint_ = endpoint; }

  // The first coordinator listens at port 0 unless the address is fixed, all later ones at its
  // address.
  Program StartCoordinator(const Arguments& more = {"--exit_when_done"}, const Launch& launch = {});
  // Two threads, unless `more` says otherwise.
  Program StartWorker(const std::string& name, const Arguments& more = {},
                      const Launch& launch = {}) const;

  // The outputs of an undisturbed `photomill run` of the same source.
  [[nodiscard]] Contents UndisturbedRun() const;

  // --- the ledger ---
  [[nodiscard]] int64_t Done() const { return ledger().CountOf("done"); }
  [[nodiscard]] int64_t DoneBy(const std::string& worker) const;
  // False if that never happens.
  [[nodiscard]] bool AwaitDone(int64_t sources) const;
  [[nodiscard]] bool AwaitDoneBy(const std::string& worker, int64_t sources) const;
  // Temporary files of attempts in the destination.
  [[nodiscard]] std::vector<std::string> TemporaryFiles() const;

 private:
  TestFolder folder_;
  std::string endpoint_;
};

// The ledger's records of the done sources, and their files in the destination.
struct DoneSources {
  std::map<std::string, int64_t> attempts;  // by source
  Tree outputs;                             // by output path
};
DoneSources DoneNow(const Cluster& cluster);
// Checks that each of them is still done, after the same number of attempts, with untouched
// outputs.
void ExpectUntouched(const Cluster& cluster, const DoneSources& before);

// The state that `photomill status` shows for the worker of this name: "working", "lost", "left";
// empty if it does not list the worker.
std::string ListedState(const Cluster& cluster, const std::string& worker);

// The process id of a worker's engine; 0 if it has none at the moment.
pid_t EngineOf(const Program& worker);
pid_t AwaitEngine(const Program& worker);

// Kills the worker and all processes that it started at once, as if its machine lost power.
void KillTree(Program& worker);

// Waits until the engine executes a photo of this size, that is, until its memory holds the pixels.
// False if the worker's engine ends first.
[[nodiscard]] bool AwaitPixels(const Program& worker, uint64_t bytes);

}  // namespace photomill::test
