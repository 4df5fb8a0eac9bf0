// A migration that is served over TCP, as tests see it: one source, one destination, a coordinator
// that may die and come back at the same address, and any number of workers.
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
  // Empty before the first coordinator has told it, unless FixAddress() was called.
  [[nodiscard]] const std::string& endpoint() const { return endpoint_; }

  // For coordinators that are started again and workers that are there first: an address that
  // nobody listens at now, with a port outside the range that the system gives to outgoing
  // connections (else a worker that calls a dead coordinator could take its port).
  void FixAddress();
  void FixAddressTo(const std::string& endpoint) { endpoint_ = endpoint; }

  // The first one listens at port 0 unless the address is fixed, all later ones at its address.
  Program StartCoordinator(const Arguments& more = {"--exit_when_done"}, const Launch& launch = {});
  // Two threads, unless `more` says otherwise.
  Program StartWorker(const std::string& name, const Arguments& more = {},
                      const Launch& launch = {}) const;

  // What an undisturbed `photomill run` of the same source makes.
  [[nodiscard]] Contents UndisturbedRun() const;

  // --- what the ledger has ---
  [[nodiscard]] int64_t Done() const { return ledger().CountOf("done"); }
  [[nodiscard]] int64_t DoneBy(const std::string& worker) const;
  // False where that never comes.
  [[nodiscard]] bool AwaitDone(int64_t sources) const;
  [[nodiscard]] bool AwaitDoneBy(const std::string& worker, int64_t sources) const;
  // Temporary files of attempts in the destination.
  [[nodiscard]] std::vector<std::string> TemporaryFiles() const;

 private:
  TestFolder folder_;
  std::string endpoint_;
};

// What the ledger says of the sources that are done, and what stands in the destination for them.
struct DoneSources {
  std::map<std::string, int64_t> attempts;  // by source
  Tree outputs;                             // by output
};
DoneSources DoneNow(const Cluster& cluster);
// Every one of them is still done, after as many attempts, and its outputs were not touched.
void ExpectUntouched(const Cluster& cluster, const DoneSources& before);

// What `photomill status` says that a worker of this name is: "working", "lost", "left"; empty
// where it does not list it.
std::string ListedState(const Cluster& cluster, const std::string& worker);

// The engine of a worker; 0 where it has none at the moment.
pid_t EngineOf(const Program& worker);
pid_t AwaitEngine(const Program& worker);

// The worker and all processes that it started, at once, as when its machine loses power.
void KillTree(Program& worker);

// Waits until the engine executes a picture of this size: until its own memory holds the pixels.
// False where the worker's engine ends first.
[[nodiscard]] bool AwaitPixels(const Program& worker, uint64_t bytes);

}  // namespace photomill::test
