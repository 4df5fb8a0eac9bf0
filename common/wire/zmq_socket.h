// What the two ends of the control connection share: RouterSocket in the coordinator, DealerSocket in
// the worker. They send and receive complete frames, and block only in Wait(). They handle libzmq's
// behaviour for peers that send garbage, hang or disconnect. They do not interpret the frames.
//
// Threads: one thread creates, uses and destroys a socket. Other threads wake it with an eventfd
// that it passes to Wait().
//
// Waiting: libzmq's own descriptor (ZMQ_FD) is edge-triggered and does not report messages that
// have arrived already, so it is not exposed. Wait() also checks the socket and is level-triggered:
// it returns at once while a frame can be received.
#pragma once

#include <memory>
#include <optional>

#include "common/base/instant.h"
#include "common/base/limits.h"
#include "common/wire/curve.h"

namespace photomill {

// libzmq's I/O thread, one per process, created by main. Sockets share it and may outlive it. When
// the last of them is destroyed, unsent frames are waited for, at most for each socket's linger.
class ZmqContext {
 public:
  ZmqContext();
  ~ZmqContext();
  ZmqContext(const ZmqContext&) = delete;
  ZmqContext& operator=(const ZmqContext&) = delete;

 private:
  friend class RouterSocket;
  friend class DealerSocket;
  struct State;
  std::shared_ptr<State> state_;
};

// Options that can differ between sockets.
struct SocketOptions {
  // Encryption with CURVE: the first is for a router, the second for a dealer. Without them a
  // socket is unencrypted. Encrypted and unencrypted sockets cannot connect to each other.
  std::optional<CurveServer> curve_server{};
  std::optional<CurveClient> curve_client{};

  // For how long frames are still delivered after Close().
  Duration linger = seconds(2);
  // Frames queued for one peer. Credit keeps the number far below this, so it only catches bugs.
  int queued_frames_max = 65536;
  // A peer that sends a larger frame is disconnected.
  size_t frame_bytes_max = limits::kMessageBytesMax;
  // A dealer's wait between two attempts to connect, doubled each time.
  Duration reconnect_interval = milliseconds(100);
  Duration reconnect_interval_max = seconds(2);
};

}  // namespace photomill
