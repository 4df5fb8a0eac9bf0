#include "common/wire/greeting.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <string_view>

#include "common/os/clock.h"
#include "common/os/files.h"
#include "common/wire/endpoint.h"

namespace photomill {
namespace {

// signature (10), version (2), mechanism (20, padded with zeros), as-server (1), filler (31)
constexpr size_t kGreetingBytes = 64;
constexpr size_t kSignatureEnd = 9;
constexpr size_t kVersionAt = 10;
constexpr size_t kMechanismAt = 12;
constexpr size_t kMechanismBytes = 20;
using Greeting = std::array<unsigned char, kGreetingBytes>;

// Signature and version only. After a mechanism other than its own, the other end would disconnect
// without sending its mechanism.
constexpr std::array<unsigned char, kVersionAt + 1> kOwnGreeting = {0xFF, 0, 0, 0,    0, 0,
                                                                    0,    0, 0, 0x7F, 3};

bool IsZeroMq(const Greeting& greeting) {
  return greeting[0] == 0xFF && greeting[kSignatureEnd] == 0x7F && greeting[kVersionAt] >= 3;
}

std::string_view MechanismOf(const Greeting& greeting) {
  const auto* text = reinterpret_cast<const char*>(&greeting[kMechanismAt]);
  return {text, strnlen(text, kMechanismBytes)};
}

class Deadline {
 public:
  explicit Deadline(Duration patience) : end_(clock_.Now() + patience) {}

  // Whether the descriptor becomes ready for `events` in time.
  [[nodiscard]] bool Await(int fd, short events) const {
    while (true) {
      const auto left = std::chrono::ceil<milliseconds>(end_ - clock_.Now()).count();
      pollfd polled = {fd, events, 0};
      const int ready = poll(&polled, 1, static_cast<int>(std::max<int64_t>(left, 0)));
      if (ready >= 0 || errno != EINTR) return ready > 0;
    }
  }

 private:
  SystemClock clock_;
  Instant end_;
};

// A connection to tcp://HOST:PORT, or an invalid descriptor on failure or timeout.
FileDescriptor Connect(const std::string& endpoint, const Deadline& deadline) {
  const Result<std::string> resolved = ResolveEndpoint(endpoint);
  if (!resolved || !resolved->starts_with("tcp://")) return {};
  const std::string address = resolved->substr(std::strlen("tcp://"));
  const size_t colon = address.rfind(':');
  std::string host = address.substr(0, colon);
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), address.c_str() + colon + 1, &hints, &found) != 0) return {};
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  FileDescriptor fd(
      socket(found->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, found->ai_protocol));
  if (!fd.valid()) return {};
  if (connect(fd.get(), found->ai_addr, found->ai_addrlen) == 0) return fd;
  if (errno != EINPROGRESS || !deadline.Await(fd.get(), POLLOUT)) return {};
  int error = 0;
  socklen_t size = sizeof error;
  if (getsockopt(fd.get(), SOL_SOCKET, SO_ERROR, &error, &size) != 0 || error != 0) return {};
  return fd;
}

}  // namespace

Listener AskWhoListens(const std::string& endpoint, Duration patience) {
  const Deadline deadline(patience);
  const FileDescriptor connection = Connect(endpoint, deadline);
  if (!connection.valid()) return Listener::kNobody;
  // A new connection accepts this few bytes at once.
  if (send(connection.get(), kOwnGreeting.data(), kOwnGreeting.size(), MSG_NOSIGNAL) !=
      static_cast<ssize_t>(kOwnGreeting.size())) {
    return Listener::kNobody;
  }
  Greeting theirs{};
  size_t filled = 0;
  while (filled < theirs.size()) {
    if (!deadline.Await(connection.get(), POLLIN)) break;
    const ssize_t got = recv(connection.get(), &theirs[filled], theirs.size() - filled, 0);
    if (got < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (got <= 0) break;
    filled += static_cast<size_t>(got);
  }
  if (filled == 0) return Listener::kNobody;
  // The bytes after the mechanism do not matter.
  if (filled < kMechanismAt + kMechanismBytes || !IsZeroMq(theirs)) return Listener::kForeign;
  const std::string_view mechanism = MechanismOf(theirs);
  if (mechanism == "NULL") return Listener::kPlainText;
  return mechanism == "CURVE" ? Listener::kEncrypted : Listener::kForeign;
}

}  // namespace photomill
