#include "common/os/service_notify.h"

#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>

namespace photomill {
namespace {

constexpr const char* kVariable = "NOTIFY_SOCKET";
constexpr size_t kStatusBytesMax = 1000;

}  // namespace

ServiceNotifier ServiceNotifier::FromEnvironment(Children children) {
  ServiceNotifier notifier;
  const char* const address = getenv(kVariable);
  if (address != nullptr && (*address == '/' || *address == '@') &&
      std::string_view(address).size() < sizeof(sockaddr_un::sun_path)) {
    notifier.address_ = address;
    notifier.socket_.Reset(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  }
  if (children == Children::kMayNot) unsetenv(kVariable);
  return notifier;
}

void ServiceNotifier::Ready() const {
  Send("READY=1", 0);
}

void ServiceNotifier::Stopping() const {
  Send("STOPPING=1", 0);
}

void ServiceNotifier::Status(std::string_view text) const {
  std::string message = "STATUS=" + std::string(text.substr(0, kStatusBytesMax));
  // A line break would start another assignment.
  std::replace(message.begin(), message.end(), '\n', ' ');
  Send(message, MSG_DONTWAIT);
}

void ServiceNotifier::Send(std::string_view message, int flags) const {
  if (!socket_.valid()) return;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  std::copy(address_.begin(), address_.end(), std::begin(address.sun_path));
  if (address_.front() == '@') address.sun_path[0] = '\0';
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + address_.size());
  ssize_t sent = 0;
  do {
    sent = sendto(socket_.get(), message.data(), message.size(), flags | MSG_NOSIGNAL,
                  reinterpret_cast<const sockaddr*>(&address), length);
  } while (sent < 0 && errno == EINTR);
}

}  // namespace photomill
