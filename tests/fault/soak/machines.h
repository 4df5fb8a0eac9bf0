// The machines of a soak: one with the coordinator, a few with a worker each. If root allows it,
// they are network namespaces that can be disconnected, and the destination is a separate small
// disk.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/fault/network.h"
#include "tests/fault/soak/library_model.h"
#include "tests/fault/soak/tally.h"
#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

class Machines {
 public:
  static constexpr size_t kWorkers = 3;
  static constexpr int kCrashLimit = 10;

  Machines(const TestFolder& folder, const LibraryModel& library, Tally& tally);
  Machines(const Machines&) = delete;
  Machines& operator=(const Machines&) = delete;
  ~Machines();

  [[nodiscard]] std::string destination() const { return folder_.At("dst"); }
  [[nodiscard]] std::string state() const { return folder_.At("state"); }
  [[nodiscard]] LedgerView ledger() const { return LedgerView(state()); }
  // Empty: it can be disconnected, filled up.
  [[nodiscard]] const std::string& why_no_network() const { return why_no_network_; }
  [[nodiscard]] const std::string& why_no_disk() const { return why_no_disk_; }

  // Restores an empty destination and a new ledger.
  void StartAnew();

  // --- coordinator ---
  void StartCoordinator();
  // Its exit code; empty while it runs. If it was killed: 128 plus the signal's number.
  [[nodiscard]] std::optional<int> CoordinatorEnded();
  void SignalCoordinator(int signal);

  // --- workers ---
  // Starts the worker if it does not run. `dies`: one in this many decodes ends its process.
  void StartMissingWorkers(int dies = 0);
  void SignalWorker(size_t i, int signal);  // only the supervisor
  void SignalEngine(size_t i, int signal);
  void KillWorker(size_t i);  // as if its machine lost power
  [[nodiscard]] bool WorkerRuns(size_t i);
  void EveryWorkerLeaves();

  // --- their environment ---
  void CutOff(size_t worker, Network::Cut cut) { network_->CutOff(1 + worker, cut); }
  void Heal(size_t worker) { network_->Heal(1 + worker); }
  void FillDestination() const;
  void MakeRoom() const;
  void SendGarbage(uint64_t bytes) const;

 private:
  [[nodiscard]] Launch On(size_t machine, Launch launch = {}) const;
  void Heard(const Ended& ended);

  const TestFolder& folder_;
  const LibraryModel& library_;
  Tally& tally_;
  std::string why_no_network_;
  std::string why_no_disk_;
  std::optional<Network> network_;
  std::string host_ = "127.0.0.1";
  uint16_t port_ = 0;
  std::optional<Program> coordinator_;
  std::vector<std::optional<Program>> workers_{kWorkers};
  int started_ = 0;
};

}  // namespace photomill::test
