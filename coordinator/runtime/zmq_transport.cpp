#include "coordinator/runtime/zmq_transport.h"

namespace photomill {

ZmqTransport::ZmqTransport() : socket_(context_) {}

SendResult ZmqTransport::Send(PeerId peer, const std::string& frame) {
  switch (socket_.Send(peer, frame)) {
    case Delivery::kSent:
      return SendResult::kSent;
    case Delivery::kGone:
      return SendResult::kGone;
    case Delivery::kFull:
      return SendResult::kFull;
  }
  return SendResult::kGone;
}

}  // namespace photomill
