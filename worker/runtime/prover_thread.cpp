#include "worker/runtime/prover_thread.h"

namespace photomill {

ProverThread::~ProverThread() {
  if (thread_.joinable()) thread_.join();
}

void ProverThread::BeginProof(const Welcome& welcome) {
  thread_ = std::thread([this, welcome] { proofs_.Push(runner_.Prove(welcome)); });
}

std::optional<Ready> ProverThread::TakeProof() {
  std::optional<Ready> ready = proofs_.Pop();
  if (ready) thread_.join();
  return ready;
}

}  // namespace photomill
