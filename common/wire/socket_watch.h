// What libzmq tells about a socket's connections while they are made: reached, agreed on, refused.
// Read from the socket's monitor, a second socket in the same process. Internal to common/wire.
//
// Threads: the owner of the watched socket's. It has to read (Next) at least once a turn: what it
// does not read is kept in memory, because a full queue would stop libzmq's own thread.
#pragma once

#include <cstdint>
#include <optional>

namespace photomill {

enum class ConnectionEvent : uint8_t {
  kReached,      // the other end's machine took the connection
  kEstablished,  // both ends agreed; frames flow
  kHungUp,       // the other end closed before they had agreed, or said nothing in time
  kOtherCipher,  // one end speaks plain text and the other does not
  kWrongKey,     // the other end was not made for this key, or its bytes are no handshake
  kUnknownKey,   // a key that the end that listens does not let in
};

class SocketWatch {
 public:
  // Both are libzmq's, and outlive the watch. Without descriptors left in this process nothing is
  // watched.
  SocketWatch(void* context, void* watched);
  ~SocketWatch();
  SocketWatch(const SocketWatch&) = delete;
  SocketWatch& operator=(const SocketWatch&) = delete;

  // A libzmq socket to poll for reading; null where nothing is watched.
  [[nodiscard]] void* handle() const { return reader_; }

  std::optional<ConnectionEvent> Next();

 private:
  void* watched_;
  void* reader_ = nullptr;
};

}  // namespace photomill
