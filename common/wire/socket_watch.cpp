#include "common/wire/socket_watch.h"

#include <fmt/core.h>
#include <zmq.h>

#include <atomic>
#include <cstring>
#include <string>

namespace photomill {
namespace {

constexpr int kEvents = ZMQ_EVENT_CONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                        ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                        ZMQ_EVENT_HANDSHAKE_FAILED_AUTH;

struct MonitorEvent {
  uint16_t event = 0;
  uint32_t value = 0;
};

// Reads both parts of a monitor's message: the event, and an address that is not needed here (for
// an accepted connection it is the listening address).
std::optional<MonitorEvent> ReadEvent(void* reader) {
  zmq_msg_t part;
  zmq_msg_init(&part);
  std::optional<MonitorEvent> read;
  if (zmq_msg_recv(&part, reader, ZMQ_DONTWAIT) >= 0) {
    MonitorEvent event;
    if (zmq_msg_size(&part) >= sizeof event.event + sizeof event.value) {
      const auto* bytes = static_cast<const char*>(zmq_msg_data(&part));
      std::memcpy(&event.event, bytes, sizeof event.event);
      std::memcpy(&event.value, bytes + sizeof event.event, sizeof event.value);
    }
    read = event;
    while (zmq_msg_more(&part) != 0 && zmq_msg_recv(&part, reader, ZMQ_DONTWAIT) >= 0) {
    }
  }
  zmq_msg_close(&part);
  return read;
}

ConnectionEvent Meaning(const MonitorEvent& event) {
  switch (event.event) {
    case ZMQ_EVENT_CONNECTED:
      return ConnectionEvent::kReached;
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
      return ConnectionEvent::kEstablished;
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
      return ConnectionEvent::kUnknownKey;
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
      return event.value == ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH
                 ? ConnectionEvent::kOtherCipher
                 : ConnectionEvent::kWrongKey;
    default:
      return ConnectionEvent::kHungUp;
  }
}

}  // namespace

SocketWatch::SocketWatch(void* context, void* watched) : watched_(watched) {
  static std::atomic<uint64_t> count{0};
  const std::string name = fmt::format("inproc://photomill-watch-{}", ++count);
  if (zmq_socket_monitor(watched, name.c_str(), kEvents) != 0) return;
  reader_ = zmq_socket(context, ZMQ_PAIR);
  if (reader_ == nullptr) {
    zmq_socket_monitor(watched, nullptr, 0);
    return;
  }
  const int unbounded = 0;
  const int no_linger = 0;
  zmq_setsockopt(reader_, ZMQ_RCVHWM, &unbounded, sizeof unbounded);
  zmq_setsockopt(reader_, ZMQ_LINGER, &no_linger, sizeof no_linger);
  zmq_connect(reader_, name.c_str());
}

SocketWatch::~SocketWatch() {
  if (reader_ == nullptr) return;
  // In this order, because a monitor without a reader would block libzmq's thread.
  zmq_socket_monitor(watched_, nullptr, 0);
  zmq_close(reader_);
}

std::optional<ConnectionEvent> SocketWatch::Next() {
  if (reader_ == nullptr) return std::nullopt;
  const std::optional<MonitorEvent> event = ReadEvent(reader_);
  if (!event) return std::nullopt;
  return Meaning(*event);
}

}  // namespace photomill
