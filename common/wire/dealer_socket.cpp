#include "common/wire/dealer_socket.h"

#include <fmt/core.h>

#include <array>
#include <cerrno>
#include <optional>
#include <utility>
#include <zmq.hpp>

#include "common/base/check.h"
#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/wire/endpoint.h"
#include "common/wire/socket_watch.h"
#include "common/wire/zmq_calls.h"

namespace photomill {

struct DealerSocket::State {
  State(std::shared_ptr<ZmqContext::State> context_state, const SocketOptions& socket_options)
      : context(std::move(context_state)),
        options(socket_options),
        socket(wire::OpenSocket(
            context->context, zmq::socket_type::dealer, options,
            [this](zmq::socket_t& dealer) {
              // No queue without a connection: Send() reports it instead.
              dealer.set(zmq::sockopt::immediate, true);
              dealer.set(zmq::sockopt::reconnect_ivl,
                         wire::Milliseconds(options.reconnect_interval));
              dealer.set(zmq::sockopt::reconnect_ivl_max,
                         wire::Milliseconds(options.reconnect_interval_max));
            },
            open_error)) {
    if (socket) watch.emplace(context->context.handle(), socket.handle());
  }
  ~State() { Close(options.linger); }

  void Close(Duration how_long) {
    watch.reset();
    wire::CloseSocket(socket, how_long);
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
  if (!state_->socket) return wire::CannotOpen(state_->open_error);
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
  const int error = wire::SendPart(state_->socket, frame.data(), frame.size(), 0);
  PHOTOMILL_CHECK(error == 0 || error == EAGAIN);
  return error == 0;
}

bool DealerSocket::Receive(std::string& frame) {
  wire::Parts parts;
  for (int dropped = 0; dropped < wire::kDroppedAtOnceMax; ++dropped) {
    if (!wire::ReceiveParts(state_->socket, parts)) return false;
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
  const wire::Readiness ready = wire::WaitFor(state_->socket, nullptr, watch, other_fds, timeout);
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
