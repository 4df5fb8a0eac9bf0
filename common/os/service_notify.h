// Notifies a service manager of this program's state. Uses systemd's protocol for Type=notify:
// datagrams to the socket in $NOTIFY_SOCKET (see sd_notify(3)). Without a service manager nothing
// is sent. Nothing here fails, because the program works either way. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/os/files.h"

namespace photomill {

class ServiceNotifier {
 public:
  // Children inherit the environment. Either they may notify the service manager too, or the
  // variable is removed from the environment. Do that before starting the first thread.
  enum class Children { kMaySpeak, kMayNot };
  static ServiceNotifier FromEnvironment(Children children);

  ServiceNotifier() = default;  // without a service manager

  // The service is ready.
  void Ready() const;
  // The service is shutting down.
  void Stopping() const;
  // One line for `systemctl status`. Dropped if the service manager does not keep up.
  void Status(std::string_view text) const;

 private:
  void Send(std::string_view message, int flags) const;

  FileDescriptor socket_;
  std::string address_;  // "/path", or "@name" in the abstract namespace
};

}  // namespace photomill
