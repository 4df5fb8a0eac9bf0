#include "common/wire/router_socket.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <deque>
#include <optional>
#include <tuple>
#include <utility>
#include <zmq.hpp>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/os/clock.h"
#include "common/wire/endpoint.h"
#include "common/wire/key_gate.h"
#include "common/wire/socket_watch.h"
#include "common/wire/zmq_calls.h"

namespace photomill {
namespace {

constexpr int kBacklog = 1024;  // connections waiting to be accepted: a cluster starts at once
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

// Whether the key gate admitted the sender as an admin. Unencrypted sockets have no gate.
bool IsFromAdmin(const zmq::message_t& payload) {
  const char* user = zmq_msg_gets(const_cast<zmq_msg_t*>(payload.handle()), "User-Id");
  return user != nullptr && std::string_view(user) == KeyGate::kAdmin;
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

struct RouterSocket::State {
  State(std::shared_ptr<ZmqContext::State> context_state, const SocketOptions& socket_options)
      : context(std::move(context_state)),
        options(socket_options),
        socket(wire::OpenSocket(
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
    wire::CloseSocket(socket, options.linger);
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
  if (!state_->socket) return wire::CannotOpen(state_->open_error);
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
  wire::Parts parts;
  for (int dropped = 0; dropped < wire::kDroppedAtOnceMax; ++dropped) {
    if (!wire::ReceiveParts(state_->socket, parts)) return false;
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
  int error = wire::SendPart(state_->socket, identity.data(), identity.size(), ZMQ_SNDMORE);
  if (error == 0) error = wire::SendPart(state_->socket, frame.data(), frame.size(), 0);
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
    const wire::Readiness ready = wire::WaitFor(state_->socket, other, door, other_fds,
                                                for_ever ? timeout : end - clock.Now());
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

}  // namespace photomill
