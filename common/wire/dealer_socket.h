// A worker's end of the control connection; common/wire/zmq_socket.h says which thread may use it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/zmq_socket.h"

namespace photomill {

// The results of a dealer's attempts to connect since the last call.
struct ConnectionNews {
  bool reached = false;      // something at the address accepted a connection
  bool established = false;  // it is a router, and the handshake finished
  bool unknown_key = false;  // it does not accept our key
  bool certain = false;      // its answer is not our handshake: retries are useless
  uint32_t failed = 0;       // failed attempts since the last established connection
};

// Connects to one router in the background, and reconnects when the connection is lost. A
// connection whose other end vanished silently stays open. The owner notices the missing
// heartbeats, closes this socket and creates a new one.
class DealerSocket {
 public:
  explicit DealerSocket(const ZmqContext& context, const SocketOptions& options = {});
  ~DealerSocket();
  DealerSocket(DealerSocket&&) noexcept;
  DealerSocket& operator=(DealerSocket&&) noexcept;

  // Starts to connect; call it once. Fails if the address is invalid or the host unknown. A
  // coordinator that does not listen yet is not a failure.
  Status Connect(const std::string& endpoint);

  // Whether the frame was accepted: false without a connection or while the queue is full. Accepted
  // frames can be lost with the connection.
  bool Send(std::string_view frame);

  // As for RouterSocket.
  bool Receive(std::string& frame);
  bool Wait(std::span<const int> other_fds, Duration timeout);
  [[nodiscard]] uint64_t DroppedFrames() const;
  // Wait() also returns when there is news.
  ConnectionNews TakeNews();

  // Disconnects after at most `linger`; zero drops unsent frames.
  void Close(Duration linger);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace photomill
