// The two ends of the control connection: RouterSocket in the coordinator, DealerSocket in the
// worker. They send and receive complete frames, and block only in Wait(). They handle libzmq's
// behaviour for peers that send garbage, hang or disconnect. They do not interpret the frames.
//
// Threads: one thread creates, uses and destroys a socket. Other threads wake it with an eventfd
// that it passes to Wait().
//
// Waiting: libzmq's own descriptor (ZMQ_FD) is edge-triggered and does not report messages that
// have arrived already, so it is not exposed. Wait() also checks the socket and is level-triggered:
// it returns at once while a frame can be received.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/base/limits.h"
#include "common/base/result.h"
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

// The results of a dealer's attempts to connect since the last call.
struct ConnectionNews {
  bool reached = false;      // something at the address accepted a connection
  bool established = false;  // it is a router, and the handshake finished
  bool unknown_key = false;  // it does not accept our key
  bool certain = false;      // its answer is not our handshake: retries are useless
  uint32_t failed = 0;       // failed attempts since the last established connection
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
