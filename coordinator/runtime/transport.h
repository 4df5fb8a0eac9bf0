// How the coordinator's loop speaks with workers: whole frames to and from peers, never blocking.
// ZmqTransport is the real one; the simulator brings its own.
#pragma once

#include <string>

#include "common/base/ids.h"

namespace photomill {

enum class SendResult : uint8_t {
  kSent,
  kGone,  // nobody is at the other end any more
  kFull,  // the peer does not take its messages; try again later
};

class Transport {
 public:
  virtual ~Transport() = default;

  // The next frame that has arrived; false where there is none.
  virtual bool Receive(PeerId& peer, std::string& frame) = 0;

  virtual SendResult Send(PeerId peer, const std::string& frame) = 0;
};

}  // namespace photomill
