// Calls of libzmq that both kinds of sockets need; internal to common/wire. Only this header and the
// sockets include cppzmq, so its exceptions are handled there. Sending and receiving use libzmq's C
// functions, whose errors are normal return values. Used by the thread that owns the socket.
#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <span>
#include <zmq.hpp>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/wire/zmq_socket.h"

namespace photomill {

struct ZmqContext::State {
  zmq::context_t context{1};
};

namespace wire {

// Bad messages that one Receive() drops before it returns to its owner.
inline constexpr int kDroppedAtOnceMax = 256;

int Milliseconds(Duration duration);

struct Readiness {
  bool own = false;     // the socket itself or one of the descriptors
  bool helper = false;  // one of the additional sockets
};

// `helpers`: libzmq sockets that end the wait too. Null ones are ignored, as is a null `also`,
// which counts as the socket itself.
Readiness WaitFor(zmq::socket_t& socket, void* also, std::span<void* const> helpers,
                  std::span<const int> other_fds, Duration timeout);

// One message: its first two frames and its number of frames.
struct Parts {
  std::array<zmq::message_t, 2> frames;
  size_t count = 0;
};

// False if none has arrived.
bool ReceiveParts(zmq::socket_t& socket, Parts& parts);

// Returns an errno; 0: it was sent.
int SendPart(zmq::socket_t& socket, const void* data, size_t size, int flags);

// A socket with the options that both kinds share and those that `set_own` adds. Returns an empty
// one, with the cause in `error`, if the process has no descriptors left.
zmq::socket_t OpenSocket(zmq::context_t& context, zmq::socket_type type,
                         const SocketOptions& options,
                         const std::function<void(zmq::socket_t&)>& set_own, int& error);

Failure CannotOpen(int error);

void CloseSocket(zmq::socket_t& socket, Duration linger);

}  // namespace wire
}  // namespace photomill
