// Reads frames from a coordinator, as a worker does. An accepted message must stay the same when it
// is written and read again.
#include "common/wire/codec.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {

void FuzzOne(std::string_view input) {
  const Result<CoordinatorMessage> message = DecodeCoordinatorMessage(input);
  if (!message) return CheckTold(message.failure());
  const std::vector<std::string> frames = EncodeFrames(*message);
  PHOTOMILL_CHECK(frames.size() == 1);  // it came in one
  const Result<CoordinatorMessage> again = DecodeCoordinatorMessage(frames.front());
  PHOTOMILL_CHECK(again.ok() && *again == *message);
}

}  // namespace photomill::fuzz
