// Checks the stores on a separate thread, because a store can hang. The engine's loop owns and
// calls it; the thread only fills the mailbox.
#pragma once

#include <optional>
#include <thread>

#include "common/os/mailbox.h"
#include "worker/runtime/store_prover.h"
#include "worker/runtime/threaded_runner.h"

namespace photomill {

class ProverThread final : public StoreProver {
 public:
  // The runner must outlive the prover.
  explicit ProverThread(ThreadedRunner& runner) : runner_(runner) {}
  ~ProverThread() override;

  void BeginProof(const Welcome& welcome) override;
  std::optional<Ready> TakeProof() override;

  // Readable while TakeProof() returns something.
  [[nodiscard]] int fd() const { return proofs_.fd(); }

 private:
  ThreadedRunner& runner_;
  std::thread thread_;
  Mailbox<Ready> proofs_;
};

}  // namespace photomill
