#include "common/wire/key_gate.h"

#include <fmt/core.h>
#include <zmq.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include "common/base/check.h"

namespace photomill {
namespace {

constexpr const char* kEndpoint = "inproc://zeromq.zap.01";
constexpr size_t kKeyBytes = 32;
constexpr int kAnswersAtOnce = 64;

// The frames of a request (RFC 27). CURVE adds the key.
enum Part : size_t { kVersion, kRequest, kDomain, kAddress, kIdentity, kMechanism, kKey, kParts };

std::string BytesOf(const std::string& key) {
  std::array<uint8_t, kKeyBytes> bytes{};
  PHOTOMILL_CHECK(zmq_z85_decode(bytes.data(), key.c_str()) != nullptr);
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// libzmq reports IPv4 addresses in their IPv6 form.
std::string AsPeopleWriteIt(const std::string& address) {
  constexpr std::string_view kMapped = "::ffff:";
  return address.starts_with(kMapped) ? address.substr(kMapped.size()) : address;
}

// All frames of the next request, or none if there is no request.
std::vector<std::string> ReadRequest(void* socket) {
  std::vector<std::string> parts;
  zmq_msg_t part;
  zmq_msg_init(&part);
  do {
    if (zmq_msg_recv(&part, socket, ZMQ_DONTWAIT) < 0) {
      if (errno == EINTR) continue;
      break;
    }
    parts.emplace_back(static_cast<const char*>(zmq_msg_data(&part)), zmq_msg_size(&part));
  } while (parts.empty() || zmq_msg_more(&part) != 0);
  zmq_msg_close(&part);
  return parts;
}

// `user`: whom the key belongs to; null: nobody who is admitted.
void SendReply(void* socket, const std::string& request, const char* user) {
  const auto send = [socket](const std::string& text, int more) {
    // libzmq waits for the reply, so there is room.
    (void)zmq_send(socket, text.data(), text.size(), ZMQ_DONTWAIT | more);
  };
  send("1.0", ZMQ_SNDMORE);
  send(request, ZMQ_SNDMORE);
  send(user != nullptr ? "200" : "400", ZMQ_SNDMORE);
  send("", ZMQ_SNDMORE);  // unauthenticated peers get no reason
  send(user != nullptr ? user : "", ZMQ_SNDMORE);
  send("", 0);
}

}  // namespace

KeyGate::KeyGate(void* context, const CurveServer& keys) : socket_(zmq_socket(context, ZMQ_REP)) {
  for (const std::string& key : keys.admins) users_[BytesOf(key)] = kAdmin;
  for (const std::string& key : keys.allowed) users_[BytesOf(key)] = kWorker;
  const int no_linger = 0;
  if (socket_ != nullptr) zmq_setsockopt(socket_, ZMQ_LINGER, &no_linger, sizeof no_linger);
  if (socket_ == nullptr || zmq_bind(socket_, kEndpoint) != 0) {
    open_ = Failure{
        Reason::kStorageUnavailable,
        fmt::format(
            "cannot check the keys of connections: {}: raise the limit on open files (ulimit -n)",
            zmq_strerror(errno))};
  }
}

KeyGate::~KeyGate() {
  if (socket_ != nullptr) zmq_close(socket_);
}

std::vector<std::string> KeyGate::Answer() {
  std::vector<std::string> turned_away;
  for (int i = 0; i < kAnswersAtOnce; ++i) {
    const std::vector<std::string> parts = ReadRequest(socket_);
    if (parts.empty()) break;
    if (parts.size() < kParts) {
      SendReply(socket_, parts.size() > kRequest ? parts[kRequest] : "", nullptr);
      continue;
    }
    const auto found = parts[kMechanism] == "CURVE" ? users_.find(parts[kKey]) : users_.end();
    const bool admitted = found != users_.end();
    SendReply(socket_, parts[kRequest], admitted ? found->second : nullptr);
    if (!admitted) turned_away.push_back(AsPeopleWriteIt(parts[kAddress]));
  }
  return turned_away;
}

}  // namespace photomill
