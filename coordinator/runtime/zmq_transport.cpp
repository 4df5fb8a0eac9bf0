#include "coordinator/runtime/zmq_transport.h"

namespace photomill {

namespace {

SocketOptions OptionsFor(const std::optional<MigrationKeys>& keys) {
  SocketOptions options;
  if (keys) {
    options.curve_server =
        CurveServer{keys->server.secret_key, {keys->worker.public_key}, {keys->admin.public_key}};
  }
  return options;
}

}  // namespace

ZmqTransport::ZmqTransport(const std::optional<MigrationKeys>& keys)
    : socket_(context_, OptionsFor(keys)) {}

bool ZmqTransport::Receive(PeerId& peer, std::string& frame) {
  if (!socket_.Receive(peer, frame)) return false;
  ++traffic_.frames;
  traffic_.bytes_received += frame.size();
  return true;
}

SendResult ZmqTransport::Send(PeerId peer, const std::string& frame) {
  switch (socket_.Send(peer, frame)) {
    case Delivery::kSent:
      ++traffic_.frames;
      traffic_.bytes_sent += frame.size();
      return SendResult::kSent;
    case Delivery::kGone:
      return SendResult::kGone;
    case Delivery::kFull:
      return SendResult::kFull;
  }
  return SendResult::kGone;
}

}  // namespace photomill
