// The only file that includes cppzmq, so its exceptions are handled here. Sending and receiving use
// libzmq's C functions, whose errors are normal return values.
#include "common/wire/zmq_socket.h"

#include <fmt/core.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstddef>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>
#include <vector>
#include <zmq.hpp>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/wire/endpoint.h"
#include "common/wire/key_gate.h"
#include "common/wire/socket_watch.h"

namespace photomill {
namespace {

// A connection without a valid greeting by then is closed.
constexpr Duration kHandshakeTimeout = seconds(10);
constexpr int kBacklog = 1024;  // connections waiting to be accepted: a cluster starts at once
constexpr int kKeepaliveIdleSeconds = 30;
constexpr int kKeepaliveIntervalSeconds = 10;
constexpr int kKeepaliveProbes = 3;
// Bad messages that one Receive() drops before it returns to its owner.
constexpr int kDroppedAtOnceMax = 256;
// Calls of Receive() after which a router handles new connections.
constexpr uint64_t kReceivedPerDoor = 64;
// Frames of admins that wait for ReceiveAdmin(): each of them is a person's command.
constexpr size_t kAdminFramesMax = 64;

// libzmq identifies a peer without its own routing id by a zero and four bytes.
constexpr size_t kIdentityBytes = 5;
using Identity = std::array<unsigned char, kIdentityBytes>;

Identity IdentityOf(PeerId peer) {
  Identity identity{};
  for (size_t i = 1; i < kIdentityBytes; ++i) {
    identity[i] = static_cast<unsigned char>(peer.value >> (8 * (kIdentityBytes - 1 - i)));
  }
  return identity;
}

std::optional<PeerId> PeerOf(const zmq::message_t& identity) {
  const auto* bytes = identity.data<unsigned char>();
  if (identity.size() != kIdentityBytes || bytes[0] != 0) return std::nullopt;
  uint64_t value = 0;
  for (size_t i = 1; i < kIdentityBytes; ++i) value = value << 8 | bytes[i];
  return PeerId{value};
}

int Milliseconds(Duration duration) {
  if (duration <= Duration::zero()) return 0;
  const auto count = std::chrono::ceil<milliseconds>(duration).count();
  return static_cast<int>(std::min<int64_t>(count, INT_MAX));
}

// zmq_poll expects a long; -1 means forever.
long PollMilliseconds(Duration timeout) {
  return timeout == Duration::max() ? -1 : static_cast<long>(Milliseconds(timeout));
}

struct Readiness {
  bool own = false;     // the socket itself or one of the descriptors
  bool helper = false;  // one of the additional sockets
};

// `helpers`: libzmq sockets that end the wait too. Null ones are ignored, as is a null `also`,
// which counts as the socket itself.
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

// One message: its first two frames and its number of frames. False if none has arrived.
struct Parts {
  std::array<zmq::message_t, 2> frames;
  size_t count = 0;
};

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

// Whether the key gate admitted the sender as an admin. Unencrypted sockets have no gate.
bool IsFromAdmin(const zmq::message_t& payload) {
  const char* user = zmq_msg_gets(const_cast<zmq_msg_t*>(payload.handle()), "User-Id");
  return user != nullptr && std::string_view(user) == KeyGate::kAdmin;
}

int SendPart(zmq::socket_t& socket, const void* data, size_t size, int flags) {
  int sent = -1;
  do {
    sent = zmq_send(socket.handle(), data, size, flags | ZMQ_DONTWAIT);
  } while (sent < 0 && errno == EINTR);
  return sent < 0 ? errno : 0;
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

// A socket with the options that both kinds share and those that `set_own` adds. Returns an empty
// one, with the cause in `error`, if the process has no descriptors left.
template <typename SetOwn>
zmq::socket_t OpenSocket(zmq::context_t& context, zmq::socket_type type,
                         const SocketOptions& options, SetOwn set_own, int& error) {
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

std::string BindRemedy(int error, std::string_view endpoint) {
  switch (error) {
    case EADDRINUSE:
      return "another program already listens there (a coordinator that still runs?): stop it, or "
             "choose another port";
    case EACCES:
    case EPERM:
      return "this user is not allowed to listen there: choose a port above 1023, or another "
             "directory";
    case EADDRNOTAVAIL:
    case ENODEV:
      return "this machine has no such address: use one of its own, or tcp://*:PORT for all";
    case ENOENT:
      return "the directory of the socket does not exist: create it first";
    default:
      return "check the address; " + std::string(endpoint.starts_with("ipc://")
                                                     ? "a socket needs a directory on a local disk"
                                                     : "its form is tcp://HOST:PORT");
  }
}

Failure CannotListen(const std::string& endpoint, int error) {
  return Invalid(fmt::format("cannot listen at {}: {}: {}", Escaped(endpoint), zmq_strerror(error),
                             BindRemedy(error, endpoint)));
}

}  // namespace

struct ZmqContext::State {
  zmq::context_t context{1};
};

ZmqContext::ZmqContext() : state_(std::make_shared<State>()) {}
ZmqContext::~ZmqContext() = default;

// --- RouterSocket --------------------------------------------------------------------------------

struct RouterSocket::State {
  State(std::shared_ptr<ZmqContext::State> context_state, const SocketOptions& socket_options)
      : context(std::move(context_state)),
        options(socket_options),
        socket(OpenSocket(
            context->context, zmq::socket_type::router, options,
            [](zmq::socket_t& router) {
              router.set(zmq::sockopt::router_mandatory, true);
              router.set(zmq::sockopt::backlog, kBacklog);
            },
            open_error)) {
    if (!socket) return;
    if (options.curve_server) {
      gate.emplace(context->context.handle(), *options.curve_server);
    }
    watch.emplace(context->context.handle(), socket.handle());
  }
  ~State() { Close(); }

  // The gate must be closed last: see key_gate.h.
  void Close() {
    watch.reset();
    CloseSocket(socket, options.linger);
    gate.reset();
  }

  // Accepts or rejects pending connections and counts the failed ones.
  void ServeDoor() {
    if (gate) {
      for (std::string& address : gate->Answer()) strangers.last_unknown = std::move(address);
    }
    if (!watch) return;
    while (const std::optional<ConnectionEvent> event = watch->Next()) Count(*event);
  }

  void Count(ConnectionEvent event) {
    switch (event) {
      case ConnectionEvent::kOtherCipher:
        ++strangers.other_cipher;
        break;
      case ConnectionEvent::kWrongKey:
        ++strangers.wrong_key;
        break;
      case ConnectionEvent::kUnknownKey:
        ++strangers.unknown_key;
        break;
      case ConnectionEvent::kHungUp:
        ++strangers.hung_up;
        break;
      case ConnectionEvent::kReached:
      case ConnectionEvent::kEstablished:
        break;
    }
  }

  std::shared_ptr<ZmqContext::State> context;  // outlives the socket
  SocketOptions options;
  int open_error = 0;
  zmq::socket_t socket;
  std::optional<KeyGate> gate;
  std::optional<SocketWatch> watch;
  TurnedAway strangers;
  std::deque<std::pair<PeerId, std::string>> admin_frames;
  uint64_t received = 0;
  uint64_t dropped = 0;
};

RouterSocket::RouterSocket(const ZmqContext& context, const SocketOptions& options)
    : state_(std::make_unique<State>(context.state_, options)) {}
RouterSocket::~RouterSocket() = default;
RouterSocket::RouterSocket(RouterSocket&&) noexcept = default;
RouterSocket& RouterSocket::operator=(RouterSocket&&) noexcept = default;

Status RouterSocket::Bind(const std::string& endpoint) {
  if (Status valid = ValidateEndpoint(endpoint, EndpointUse::kBind); !valid.ok()) return valid;
  if (!state_->socket) return CannotOpen(state_->open_error);
  if (state_->gate && !state_->gate->open()) return state_->gate->open();
  void* const handle = state_->socket.handle();
  if (zmq_bind(handle, endpoint.c_str()) == 0) return {};
  const int error = errno;
  // libzmq binds to addresses and to names of network interfaces, but not to host names.
  if (error != ENODEV) return CannotListen(endpoint, error);
  const Result<std::string> resolved = ResolveEndpoint(endpoint);
  if (!resolved.ok()) return resolved.failure();
  if (zmq_bind(handle, resolved->c_str()) == 0) return {};
  return CannotListen(endpoint, errno);
}

std::string RouterSocket::BoundEndpoint() const {
  std::string endpoint = state_->socket.get(zmq::sockopt::last_endpoint);
  // With IPv6 enabled, libzmq reports IPv4 addresses in their IPv6 form.
  constexpr std::string_view kMapped = "[::ffff:";
  const size_t start = endpoint.find(kMapped);
  if (start == std::string::npos) return endpoint;
  endpoint.erase(start, kMapped.size());
  endpoint.erase(endpoint.find(']', start), 1);
  return endpoint;
}

bool RouterSocket::Receive(PeerId& peer, std::string& frame) {
  // An owner that always has frames to receive never waits, so connections are handled here too.
  if (++state_->received % kReceivedPerDoor == 0) state_->ServeDoor();
  Parts parts;
  for (int dropped = 0; dropped < kDroppedAtOnceMax; ++dropped) {
    if (!ReceiveParts(state_->socket, parts)) return false;
    const std::optional<PeerId> sender = PeerOf(parts.frames[0]);
    const zmq::message_t& payload = parts.frames[1];
    if (sender && parts.count == 2 && !payload.empty()) {
      if (!IsFromAdmin(payload)) {
        peer = *sender;
        frame.assign(payload.data<char>(), payload.size());
        return true;
      }
      if (state_->admin_frames.size() < kAdminFramesMax) {
        state_->admin_frames.emplace_back(*sender, payload.to_string());
        continue;
      }
    }
    ++state_->dropped;
  }
  return false;
}

bool RouterSocket::ReceiveAdmin(PeerId& peer, std::string& frame) {
  if (state_->admin_frames.empty()) return false;
  std::tie(peer, frame) = std::move(state_->admin_frames.front());
  state_->admin_frames.pop_front();
  return true;
}

Delivery RouterSocket::Send(PeerId peer, std::string_view frame) {
  PHOTOMILL_CHECK(!frame.empty() && frame.size() <= limits::kMessageBytesMax);
  const Identity identity = IdentityOf(peer);
  int error = SendPart(state_->socket, identity.data(), identity.size(), ZMQ_SNDMORE);
  if (error == 0) error = SendPart(state_->socket, frame.data(), frame.size(), 0);
  if (error == 0) return Delivery::kSent;
  PHOTOMILL_CHECK(error == EHOSTUNREACH || error == EAGAIN);
  return error == EAGAIN ? Delivery::kFull : Delivery::kGone;
}

bool RouterSocket::Wait(std::span<const int> other_fds, Duration timeout, RouterSocket* also) {
  void* const other =
      also != nullptr && also->state_->socket ? also->state_->socket.handle() : nullptr;
  const std::array<void*, 2> door = {state_->gate ? state_->gate->handle() : nullptr,
                                     state_->watch ? state_->watch->handle() : nullptr};
  const SystemClock clock;
  const bool for_ever = timeout == Duration::max();
  const Instant end = for_ever ? Instant::max() : clock.Now() + timeout;
  while (true) {
    const Readiness ready =
        WaitFor(state_->socket, other, door, other_fds, for_ever ? timeout : end - clock.Now());
    state_->ServeDoor();
    // New connections do not concern the owner.
    if (ready.own || !ready.helper) return ready.own;
  }
}

uint64_t RouterSocket::DroppedFrames() const {
  return state_->dropped;
}

const TurnedAway& RouterSocket::Strangers() const {
  return state_->strangers;
}

void RouterSocket::Close() {
  state_->Close();
}

// --- DealerSocket --------------------------------------------------------------------------------

struct DealerSocket::State {
  State(std::shared_ptr<ZmqContext::State> context_state, const SocketOptions& socket_options)
      : context(std::move(context_state)),
        options(socket_options),
        socket(OpenSocket(
            context->context, zmq::socket_type::dealer, options,
            [this](zmq::socket_t& dealer) {
              // No queue without a connection: Send() reports it instead.
              dealer.set(zmq::sockopt::immediate, true);
              dealer.set(zmq::sockopt::reconnect_ivl, Milliseconds(options.reconnect_interval));
              dealer.set(zmq::sockopt::reconnect_ivl_max,
                         Milliseconds(options.reconnect_interval_max));
            },
            open_error)) {
    if (socket) watch.emplace(context->context.handle(), socket.handle());
  }
  ~State() { Close(options.linger); }

  void Close(Duration how_long) {
    watch.reset();
    CloseSocket(socket, how_long);
  }

  std::shared_ptr<ZmqContext::State> context;
  SocketOptions options;
  int open_error = 0;
  zmq::socket_t socket;
  std::optional<SocketWatch> watch;
  uint64_t dropped = 0;
};

DealerSocket::DealerSocket(const ZmqContext& context, const SocketOptions& options)
    : state_(std::make_unique<State>(context.state_, options)) {}
DealerSocket::~DealerSocket() = default;
DealerSocket::DealerSocket(DealerSocket&&) noexcept = default;
DealerSocket& DealerSocket::operator=(DealerSocket&&) noexcept = default;

Status DealerSocket::Connect(const std::string& endpoint) {
  if (Status valid = ValidateEndpoint(endpoint, EndpointUse::kConnect); !valid.ok()) return valid;
  if (!state_->socket) return CannotOpen(state_->open_error);
  // libzmq looks up names in the background and does not report unknown ones.
  if (const Result<std::string> resolved = ResolveEndpoint(endpoint); !resolved.ok()) {
    return resolved.failure();
  }
  // Uses the name itself, so that a coordinator is found again if its address changes.
  if (zmq_connect(state_->socket.handle(), endpoint.c_str()) == 0) return {};
  return Invalid(fmt::format("cannot connect to {}: {}: check the address", Escaped(endpoint),
                             zmq_strerror(errno)));
}

bool DealerSocket::Send(std::string_view frame) {
  PHOTOMILL_CHECK(!frame.empty() && frame.size() <= limits::kMessageBytesMax);
  const int error = SendPart(state_->socket, frame.data(), frame.size(), 0);
  PHOTOMILL_CHECK(error == 0 || error == EAGAIN);
  return error == 0;
}

bool DealerSocket::Receive(std::string& frame) {
  Parts parts;
  for (int dropped = 0; dropped < kDroppedAtOnceMax; ++dropped) {
    if (!ReceiveParts(state_->socket, parts)) return false;
    const zmq::message_t& payload = parts.frames[0];
    if (parts.count == 1 && !payload.empty()) {
      frame.assign(payload.data<char>(), payload.size());
      return true;
    }
    ++state_->dropped;
  }
  return false;
}

bool DealerSocket::Wait(std::span<const int> other_fds, Duration timeout) {
  const std::array<void*, 1> watch = {state_->watch ? state_->watch->handle() : nullptr};
  const Readiness ready = WaitFor(state_->socket, nullptr, watch, other_fds, timeout);
  return ready.own || ready.helper;
}

ConnectionNews DealerSocket::TakeNews() {
  ConnectionNews news;
  if (!state_->watch) return news;
  while (const std::optional<ConnectionEvent> event = state_->watch->Next()) {
    news.reached = true;
    switch (*event) {
      case ConnectionEvent::kReached:
        break;
      case ConnectionEvent::kEstablished:
        news.established = true;
        news.failed = 0;
        break;
      case ConnectionEvent::kUnknownKey:
        news.unknown_key = true;
        ++news.failed;
        break;
      case ConnectionEvent::kOtherCipher:
      case ConnectionEvent::kWrongKey:
        news.certain = true;
        ++news.failed;
        break;
      case ConnectionEvent::kHungUp:
        ++news.failed;
        break;
    }
  }
  return news;
}

uint64_t DealerSocket::DroppedFrames() const {
  return state_->dropped;
}

void DealerSocket::Close(Duration linger) {
  state_->Close(linger);
}

}  // namespace photomill
