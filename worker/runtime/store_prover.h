// What opens the stores of a welcome and looks for the proof that they are the right ones.
// ProverThread is the real one. The engine's loop calls it.
#pragma once

#include <optional>

#include "common/model/message.h"

namespace photomill {

class StoreProver {
 public:
  virtual ~StoreProver() = default;

  // Begins a proof; never blocks. One at a time: the result of the last one was taken before.
  virtual void BeginProof(const Welcome& welcome) = 0;

  // The result of the proof that was begun, once; nothing while there is none.
  virtual std::optional<Ready> TakeProof() = 0;
};

}  // namespace photomill
