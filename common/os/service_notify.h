// What a service manager is told of this program: systemd's protocol for Type=notify, datagrams to
// the socket that $NOTIFY_SOCKET names (sd_notify(3) describes it for those who implement it).
// Where there is no service manager nothing is sent. Nothing here fails: a program does its work
// whether or not somebody listens. Any thread may call it.
#pragma once

#include <string>
#include <string_view>

#include "common/os/files.h"

namespace photomill {

class ServiceNotifier {
 public:
  // Children inherit the environment. They may speak to the service manager as well, or the
  // variable is taken out of the environment and they know of none: do that before the first
  // thread is made.
  enum class Children { kMaySpeak, kMayNot };
  static ServiceNotifier FromEnvironment(Children children);

  ServiceNotifier() = default;  // nobody listens

  // The service has begun to serve.
  void Ready() const;
  // It is on its way to its end.
  void Stopping() const;
  // One line for `systemctl status`. Left out where the service manager does not keep up.
  void Status(std::string_view text) const;

 private:
  void Send(std::string_view message, int flags) const;

  FileDescriptor socket_;
  std::string address_;  // "/path", or "@name" in the abstract namespace
};

}  // namespace photomill
