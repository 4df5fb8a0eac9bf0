// The two ends of the control connection: RouterSocket in the coordinator, DealerSocket in the
// worker. Whole frames, never blocking but in Wait(). What libzmq does for a peer that says
// garbage, hangs or goes is settled here; what the frames mean is none of this file's business.
//
// Threads: one thread owns a socket, from its making to its end, and is the only one that touches
// it. Others reach that thread by an eventfd which it hands to Wait().
//
// Sleeping: libzmq's own descriptor (ZMQ_FD) is edge-triggered and says nothing about messages
// that have arrived already, so it is not handed out. Wait() asks the socket as well and is
// level-triggered: it returns at once while a frame can be received.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/curve.h"

namespace photomill {

// libzmq's I/O thread, one for each process; main makes it. Sockets share it and may outlive it.
// When the last of them is gone, frames that are still on their way are waited for, at most for
// each socket's linger.
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

// What may differ between sockets.
struct SocketOptions {
  // Encrypts, with CURVE: for a router the one, for a dealer the other. Without them a socket
  // speaks plain text. The two do not understand each other.
  std::optional<CurveServer> curve_server{};
  std::optional<CurveClient> curve_client{};

  // How long frames that were sent are still delivered after Close().
  Duration linger = seconds(2);
  // Frames queued for one peer; credit keeps the count far below, so this is a tripwire.
  int queued_frames_max = 65536;
  // A dealer's wait between two tries to connect, doubled each time.
  Duration reconnect_interval = milliseconds(100);
  Duration reconnect_interval_max = seconds(2);
};

enum class Delivery : uint8_t {
  kSent,
  kGone,  // nobody is at the other end any more
  kFull,  // the peer does not take its frames; try again later
};

// Connections that did not come about at a router, by why, since it listens.
struct TurnedAway {
  uint64_t other_cipher = 0;  // plain text to a router that encrypts, or the other way round
  uint64_t wrong_key = 0;     // made for another router's key, or no handshake at all
  uint64_t unknown_key = 0;   // a key that is not on the list
  uint64_t hung_up = 0;       // closed in the middle, or too slow
  std::string last_unknown;   // the network address of the last one of an unknown key

  [[nodiscard]] uint64_t total() const { return other_cipher + wrong_key + unknown_key + hung_up; }
};

// What became of a dealer's tries to connect since it was asked last.
struct ConnectionNews {
  bool reached = false;      // something at the address took a connection
  bool established = false;  // it is a router, and both agreed
  bool unknown_key = false;  // it does not let our key in
  bool certain = false;      // what it said is no handshake of ours: it will not be next time
  uint32_t failed = 0;       // tries that came to nothing, since it was established last
};

// Serves many peers. A peer is one connection: it gets an id when it says its first frame, and a
// new one when it connects again.
class RouterSocket {
 public:
  // At most one router of a context encrypts.
  explicit RouterSocket(const ZmqContext& context, const SocketOptions& options = {});
  ~RouterSocket();  // closes
  RouterSocket(RouterSocket&&) noexcept;
  RouterSocket& operator=(RouterSocket&&) noexcept;

  // Listens; may be called again for another endpoint. A failure names the remedy.
  Status Bind(const std::string& endpoint);

  // What the last Bind() listens at, with the port that was chosen for "*" or 0.
  [[nodiscard]] std::string BoundEndpoint() const;

  // The next frame; false where there is none. A message that is not exactly one frame of at least
  // one byte from a peer that libzmq named is dropped and counted, and the next one is looked at.
  bool Receive(PeerId& peer, std::string& frame);

  // At most kMessageBytesMax bytes. The peer must have come from Receive().
  Delivery Send(PeerId peer, std::string_view frame);

  // Sleeps until a frame can be received, one of `other_fds` is readable, the time is over
  // (Duration::max(): never), or a signal arrives. True in the first two cases.
  bool Wait(std::span<const int> other_fds, Duration timeout);

  // Messages dropped by Receive() so far.
  [[nodiscard]] uint64_t DroppedFrames() const;

  // As of the last Receive() or Wait().
  [[nodiscard]] const TurnedAway& Strangers() const;

  // Hangs up on all peers. Nothing but the destructor may follow.
  void Close();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

// Speaks with one router. Connects in the background, and again when the connection is lost; but a
// connection whose other end vanished silently stays: the owner hears no heartbeat, closes this
// socket and makes another.
class DealerSocket {
 public:
  explicit DealerSocket(const ZmqContext& context, const SocketOptions& options = {});
  ~DealerSocket();
  DealerSocket(DealerSocket&&) noexcept;
  DealerSocket& operator=(DealerSocket&&) noexcept;

  // Begins to connect, once. Fails where the address is wrong or the host unknown; a coordinator
  // that does not listen yet is no failure.
  Status Connect(const std::string& endpoint);

  // Whether the frame was taken: not while there is no connection, nor while the queue is full.
  // Frames that were taken may be lost with the connection.
  bool Send(std::string_view frame);

  // As RouterSocket's.
  bool Receive(std::string& frame);
  bool Wait(std::span<const int> other_fds, Duration timeout);
  [[nodiscard]] uint64_t DroppedFrames() const;
  // Wait() returns for these, too.
  ConnectionNews TakeNews();

  // Hangs up after `linger` at the latest: zero drops what was not sent yet.
  void Close(Duration linger);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace photomill
