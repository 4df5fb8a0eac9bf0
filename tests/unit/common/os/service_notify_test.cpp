#include "common/os/service_notify.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstring>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using Children = ServiceNotifier::Children;

// The service manager's end, at a path, or in the abstract namespace if it begins with '@'.
class Manager {
 public:
  explicit Manager(const std::string& address) : socket_(socket(AF_UNIX, SOCK_DGRAM, 0)) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, address.data(), address.size());
    if (address.front() == '@') name.sun_path[0] = '\0';
    const size_t length = offsetof(sockaddr_un, sun_path) + address.size();
    EXPECT_EQ(bind(socket_.get(), reinterpret_cast<const sockaddr*>(&name),
                   static_cast<socklen_t>(length)),
              0)
        << address;
    setenv("NOTIFY_SOCKET", address.c_str(), 1);
  }
  Manager(const Manager&) = delete;
  Manager& operator=(const Manager&) = delete;
  ~Manager() { unsetenv("NOTIFY_SOCKET"); }

  // The next message; empty if none is waiting.
  [[nodiscard]] std::string Next() const {
    std::array<char, 4096> bytes{};
    const ssize_t length = recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT);
    return length <= 0 ? std::string() : std::string(bytes.data(), static_cast<size_t>(length));
  }

 private:
  FileDescriptor socket_;
};

void ExpectAllIsHeard(const Manager& manager) {
  const ServiceNotifier notifier = ServiceNotifier::FromEnvironment(Children::kMaySpeak);
  notifier.Ready();
  notifier.Status("12 of 40 done");
  notifier.Stopping();
  EXPECT_EQ(manager.Next(), "READY=1");
  EXPECT_EQ(manager.Next(), "STATUS=12 of 40 done");
  EXPECT_EQ(manager.Next(), "STOPPING=1");
  EXPECT_EQ(manager.Next(), "");
}

TEST(ServiceNotifyTest, ASocketOfAPath) {
  const TempFolder folder;
  ExpectAllIsHeard(Manager(folder.At("notify")));
}

TEST(ServiceNotifyTest, ASocketWithAnAbstractName) {
  ExpectAllIsHeard(Manager("@photomill-test-" + std::to_string(getpid())));
}

TEST(ServiceNotifyTest, AStatusIsOneLineOnly) {
  const TempFolder folder;
  const Manager manager(folder.At("notify"));
  const ServiceNotifier notifier = ServiceNotifier::FromEnvironment(Children::kMaySpeak);
  notifier.Status("a file named\nREADY=1");
  EXPECT_EQ(manager.Next(), "STATUS=a file named READY=1");
}

TEST(ServiceNotifyTest, ChildrenMayBeLeftWithoutIt) {
  const TempFolder folder;
  const Manager manager(folder.At("notify"));
  (void)ServiceNotifier::FromEnvironment(Children::kMaySpeak);
  EXPECT_NE(getenv("NOTIFY_SOCKET"), nullptr);
  const ServiceNotifier notifier = ServiceNotifier::FromEnvironment(Children::kMayNot);
  EXPECT_EQ(getenv("NOTIFY_SOCKET"), nullptr);
  notifier.Ready();
  EXPECT_EQ(manager.Next(), "READY=1");
}

TEST(ServiceNotifyTest, NobodyListens) {
  unsetenv("NOTIFY_SOCKET");
  ServiceNotifier::FromEnvironment(Children::kMaySpeak).Ready();
  const TempFolder folder;
  for (const std::string& address :
       {folder.At("nobody-there"), std::string("vsock:2:1234"), std::string("relative/path"),
        "/" + std::string(300, 'x'), std::string("@")}) {
    setenv("NOTIFY_SOCKET", address.c_str(), 1);
    ServiceNotifier::FromEnvironment(Children::kMaySpeak).Ready();
  }
  unsetenv("NOTIFY_SOCKET");
  ServiceNotifier().Stopping();
}

TEST(ServiceNotifyTest, AManagerThatStandsStillHoldsNoStatusUp) {
  const TempFolder folder;
  const Manager manager(folder.At("notify"));
  const ServiceNotifier notifier = ServiceNotifier::FromEnvironment(Children::kMaySpeak);
  for (int i = 0; i < 10'000; ++i) notifier.Status("far more than its queue takes");
}

}  // namespace
}  // namespace photomill
