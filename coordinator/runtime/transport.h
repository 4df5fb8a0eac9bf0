// How the coordinator's loop communicates with workers: complete frames to and from peers, never
// blocking. ZmqTransport is the real one; the simulator has its own.
#pragma once

#include <string>

#include "common/base/ids.h"

namespace photomill {

enum class SendResult : uint8_t {
  kSent,
  kGone,  // the peer is not connected any more
  kFull,  // the peer does not accept messages at the moment; try again later
};

class Transport {
 public:
  virtual ~Transport() = default;

  // The next frame that has arrived; false if there is none.
  virtual bool Receive(PeerId& peer, std::string& frame) = 0;

  virtual SendResult Send(PeerId peer, const std::string& frame) = 0;
};

}  // namespace photomill
