// Reports libzmq's events while connections are established: connected, handshake finished,
// rejected. Reads them from the socket's monitor, a second socket in the same process. Internal to
// common/wire.
//
// Threads: only the thread that owns the watched socket. It must call Next() in every turn of its
// loop. Unread events are kept in memory, because a full queue would block libzmq's own thread.
#pragma once

#include <cstdint>
#include <optional>

namespace photomill {

enum class ConnectionEvent : uint8_t {
  kReached,      // the other end's machine accepted the connection
  kEstablished,  // the handshake is finished
  kHungUp,       // the other end closed during the handshake, or timed out
  kOtherCipher,  // one end is encrypted and the other is not
  kWrongKey,     // the other end expects another key, or its bytes are not a handshake
  kUnknownKey,   // the listening end does not accept the key
};

class SocketWatch {
 public:
  // Both are libzmq's and must outlive the watch. If this process has no descriptors left, nothing
  // is watched.
  SocketWatch(void* context, void* watched);
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  // A libzmq socket to poll for reading; null if nothing is watched.
  [[nodiscard]] void* handle() const { return reader_; }

  std::optional<ConnectionEvent> Next();

 private:
  void* watched_;
  void* reader_ = nullptr;
};

}  // namespace photomill
