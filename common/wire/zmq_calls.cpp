#include "common/wire/zmq_calls.h"

#include <fmt/core.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdint>
#include <vector>

#include "common/base/check.h"

namespace photomill::wire {
namespace {

// A connection without a valid greeting by then is closed.
constexpr Duration kHandshakeTimeout = seconds(10);
constexpr int kKeepaliveIdleSeconds = 30;
constexpr int kKeepaliveIntervalSeconds = 10;
constexpr int kKeepaliveProbes = 3;

// zmq_poll expects a long; -1 means forever.
long PollMilliseconds(Duration timeout) {
  return timeout == Duration::max() ? -1 : static_cast<long>(Milliseconds(timeout));
}

void SetOptions(zmq::socket_t& socket, const SocketOptions& options) {
  socket.set(zmq::sockopt::linger, Milliseconds(options.linger));
  socket.set(zmq::sockopt::sndhwm, options.queued_frames_max);
  socket.set(zmq::sockopt::rcvhwm, options.queued_frames_max);
  socket.set(zmq::sockopt::maxmsgsize, static_cast<int64_t>(options.frame_bytes_max));
  socket.set(zmq::sockopt::handshake_ivl, Milliseconds(kHandshakeTimeout));
  socket.set(zmq::sockopt::ipv6, true);
  socket.set(zmq::sockopt::tcp_keepalive, 1);
  socket.set(zmq::sockopt::tcp_keepalive_idle, kKeepaliveIdleSeconds);
  socket.set(zmq::sockopt::tcp_keepalive_intvl, kKeepaliveIntervalSeconds);
  socket.set(zmq::sockopt::tcp_keepalive_cnt, kKeepaliveProbes);
  if (options.curve_server) {
    socket.set(zmq::sockopt::curve_server, true);
    socket.set(zmq::sockopt::curve_secretkey, options.curve_server->secret_key.Reveal());
    // With a domain set, libzmq asks the key gate.
    socket.set(zmq::sockopt::zap_domain, "photomill");
  }
  if (options.curve_client) {
    socket.set(zmq::sockopt::curve_serverkey, options.curve_client->server_key);
    socket.set(zmq::sockopt::curve_publickey, options.curve_client->own.public_key);
    socket.set(zmq::sockopt::curve_secretkey, options.curve_client->own.secret_key.Reveal());
  }
}

}  // namespace

int Milliseconds(Duration duration) {
  if (duration <= Duration::zero()) return 0;
  const auto count = std::chrono::ceil<milliseconds>(duration).count();
  return static_cast<int>(std::min<int64_t>(count, INT_MAX));
}

Readiness WaitFor(zmq::socket_t& socket, void* also, std::span<void* const> helpers,
                  std::span<const int> other_fds, Duration timeout) {
  std::vector<zmq_pollitem_t> items;
  items.reserve(other_fds.size() + helpers.size() + 2);
  for (void* const helper : helpers) {
    if (helper != nullptr) items.push_back({helper, 0, ZMQ_POLLIN, 0});
  }
  const auto own = static_cast<std::ptrdiff_t>(items.size());
  items.push_back({socket.handle(), 0, ZMQ_POLLIN, 0});
  if (also != nullptr) items.push_back({also, 0, ZMQ_POLLIN, 0});
  for (const int fd : other_fds) items.push_back({nullptr, fd, ZMQ_POLLIN, 0});
  const int ready =
      zmq_poll(items.data(), static_cast<int>(items.size()), PollMilliseconds(timeout));
  // A closed descriptor is a bug; an interrupting signal is not.
  PHOTOMILL_CHECK(ready >= 0 || errno == EINTR);
  if (ready <= 0) return {};
  const auto is_ready = [](const zmq_pollitem_t& item) { return item.revents != 0; };
  return {std::any_of(items.begin() + own, items.end(), is_ready),
          std::any_of(items.begin(), items.begin() + own, is_ready)};
}

bool ReceiveParts(zmq::socket_t& socket, Parts& parts) {
  parts.count = 0;
  zmq::message_t surplus;
  while (true) {
    zmq::message_t& frame = parts.count < 2 ? parts.frames[parts.count] : surplus;
    if (zmq_msg_recv(frame.handle(), socket.handle(), ZMQ_DONTWAIT) < 0) {
      // The rest of a message always arrives with its first frame, so only a signal can interrupt
      // this.
      if (errno == EINTR && parts.count > 0) continue;
      PHOTOMILL_CHECK(parts.count == 0 && (errno == EAGAIN || errno == EINTR));
      return false;
    }
    ++parts.count;
    if (!frame.more()) return true;
  }
}

int SendPart(zmq::socket_t& socket, const void* data, size_t size, int flags) {
  int sent = -1;
  do {
    sent = zmq_send(socket.handle(), data, size, flags | ZMQ_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
}

zmq::socket_t OpenSocket(zmq::context_t& context, zmq::socket_type type,
                         const SocketOptions& options,
                         const std::function<void(zmq::socket_t&)>& set_own, int& error) {
  try {
    zmq::socket_t socket(context, type);
    SetOptions(socket, options);
    set_own(socket);
    return socket;
  } catch (const zmq::error_t& caught) {
    error = caught.num();
    return {};
  }
}

Failure CannotOpen(int error) {
  return {Reason::kStorageUnavailable,
          fmt::format("cannot open a socket: {}: raise the limit on open files (ulimit -n)",
                      zmq_strerror(error))};
}

void CloseSocket(zmq::socket_t& socket, Duration linger) {
  if (!socket) return;
  socket.set(zmq::sockopt::linger, Milliseconds(linger));
  socket.close();
}

}  // namespace photomill::wire
