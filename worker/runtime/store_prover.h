// Opens the stores of a Welcome and checks that they are the right ones. ProverThread is the real
// one. The engine's loop calls it.
#pragma once

#include <optional>

#include "common/model/message.h"

namespace photomill {

class StoreProver {
 public:
  virtual ~StoreProver() = default;

  // Starts a proof without blocking. Only one at a time: the previous result must have been taken.
  virtual void BeginProof(const Welcome& welcome) = 0;

  // The result of the current proof, returned once; nothing until there is one.
  virtual std::optional<Ready> TakeProof() = 0;
};

}  // namespace photomill
