// Decides who may connect to an encrypted socket. libzmq asks for every connection that has proved
// to own a key (RFC 27, ZAP), and the gate answers. One per ZmqContext. It must be open before the
// socket listens and must outlive the socket, because libzmq accepts every key if nobody answers.
// Internal to common/wire.
//
// Threads: only the thread that owns the socket. Connections wait in their handshake until Answer()
// is called.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/wire/curve.h"

namespace photomill {

class KeyGate {
 public:
  // Whose key a connection proved to own. libzmq attaches it to every message ("User-Id").
  static constexpr const char* kWorker = "worker";
  static constexpr const char* kAdmin = "admin";

  // `context` is libzmq's and must outlive the gate.
  KeyGate(void* context, const CurveServer& keys);
  ~KeyGate();
  KeyGate(const KeyGate&) = delete;
  KeyGate& operator=(const KeyGate&) = delete;

  // Success, or why the gate could not be opened.
  [[nodiscard]] const Status& open() const { return open_; }

  // A libzmq socket to poll for reading.
  [[nodiscard]] void* handle() const { return socket_; }

  // Answers the pending requests, up to a limit. Returns the network addresses of rejected
  // connections.
  std::vector<std::string> Answer();

 private:
  void* socket_ = nullptr;
  Status open_;
  std::map<std::string, const char*> users_;  // by key, in libzmq's binary form of 32 bytes
};

}  // namespace photomill
