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
#include <span>
#include <string>

#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/base/result.h"

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

// What may differ between sockets. Keys of CURVE will stand here.
struct SocketOptions {
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

// Serves many peers. A peer is one connection: it gets an id when it says its first frame, and a
// new one when it connects again.
class RouterSocket {
 public:
  explicit RouterSocket(const ZmqContext& context, SocketOptions options = {});
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
  explicit DealerSocket(const ZmqContext& context, SocketOptions options = {});
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

  // Hangs up after `linger` at the latest: zero drops what was not sent yet.
  void Close(Duration linger);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace photomill
