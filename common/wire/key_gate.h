// Who may connect to an encrypted socket: libzmq asks for every connection that has proved to own a
// key (RFC 27, ZAP), the gate answers. One for each ZmqContext; it has to be open before the socket
// listens and to stay longer than the socket, because libzmq lets everybody in where nobody
// answers. Internal to common/wire.
//
// Threads: the owner of the socket's. Connections wait in their handshake until Answer() is called.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"

namespace photomill {

class KeyGate {
 public:
  // `context` is libzmq's and outlives the gate.
  KeyGate(void* context, const std::vector<std::string>& allowed_public_keys);
  ~KeyGate();
  KeyGate(const KeyGate&) = delete;
  KeyGate& operator=(const KeyGate&) = delete;

  // Why it does not stand; success where it does.
  [[nodiscard]] const Status& open() const { return open_; }

  // A libzmq socket to poll for reading.
  [[nodiscard]] void* handle() const { return socket_; }

  // Answers what has been asked, up to a bound. Returns the network addresses of those that were
  // turned away.
  std::vector<std::string> Answer();

 private:
  void* socket_ = nullptr;
  Status open_;
  std::vector<std::string> allowed_;  // keys as libzmq tells them, 32 bytes
};

}  // namespace photomill
