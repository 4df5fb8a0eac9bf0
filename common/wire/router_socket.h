// The coordinator's end of the control connection; common/wire/zmq_socket.h says which thread may use
// it.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/zmq_socket.h"

namespace photomill {

enum class Delivery : uint8_t {
  kSent,
  kGone,  // the peer is no longer connected
  kFull,  // the peer does not read its frames; try again later
};

// A router's failed connections by cause, since it started listening.
struct TurnedAway {
  uint64_t other_cipher = 0;  // unencrypted to a router that encrypts, or vice versa
  uint64_t wrong_key = 0;     // encrypted for another router's key, or not a handshake
  uint64_t unknown_key = 0;   // a key that is not on the list
  uint64_t hung_up = 0;       // disconnected during the handshake, or too slow
  std::string last_unknown;   // the network address of the last peer with an unknown key

  [[nodiscard]] uint64_t total() const { return other_cipher + wrong_key + unknown_key + hung_up; }
};

// Serves many peers. A peer is one connection: it gets an id with its first frame, and a new id
// when it reconnects.
class RouterSocket {
 public:
  // Only one router per context may encrypt.
  explicit RouterSocket(const ZmqContext& context, const SocketOptions& options = {});
  ~RouterSocket();  // closes
  RouterSocket(RouterSocket&&) noexcept;
  RouterSocket& operator=(RouterSocket&&) noexcept;

  // Starts listening; can be called again for another endpoint. A failure names the remedy.
  Status Bind(const std::string& endpoint);

  // The endpoint of the last Bind(), with the actual port for "*" or 0.
  [[nodiscard]] std::string BoundEndpoint() const;

  // Receives the next frame; false if there is none. Drops and counts messages that are not exactly
  // one non-empty frame from a peer identified by libzmq, and continues with the next message.
  // Frames from peers with an admin's key are put aside for ReceiveAdmin().
  bool Receive(PeerId& peer, std::string& frame);

  // The next frame from a peer with an admin's key, of those that Receive() has put aside. Few are
  // kept; more are dropped and counted.
  bool ReceiveAdmin(PeerId& peer, std::string& frame);

  // `frame` must have at most kMessageBytesMax bytes. `peer` must come from Receive().
  Delivery Send(PeerId peer, std::string_view frame);

  // Waits until a frame can be received, one of `other_fds` is readable, the timeout passes
  // (Duration::max(): never), or a signal arrives. Returns true in the first two cases. `also`, if
  // any, is another router of this thread for whose frames it waits as well.
  bool Wait(std::span<const int> other_fds, Duration timeout, RouterSocket* also = nullptr);

  // Messages dropped by Receive() so far.
  [[nodiscard]] uint64_t DroppedFrames() const;

  // As of the last Receive() or Wait().
  [[nodiscard]] const TurnedAway& Strangers() const;

  // Disconnects all peers. Only the destructor may follow.
  void Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace photomill
