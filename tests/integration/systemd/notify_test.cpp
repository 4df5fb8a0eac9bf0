// The programs' messages to a service manager over a real socket: when they serve, their progress,
// and that they are about to exit.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <cstring>

#include "common/base/check.h"
#include "common/os/files.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

// The service manager's end of the socket, in a test's folder.
class ServiceManager {
 public:
  explicit ServiceManager(const std::string& path)
      : path_(path), socket_(socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    PHOTOMILL_CHECK(path.size() < sizeof(address.sun_path));
    std::memcpy(address.sun_path, path.data(), path.size());
    PHOTOMILL_CHECK(
        bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)) == 0);
  }

  [[nodiscard]] Launch ForService() const { return {.environment = {"NOTIFY_SOCKET=" + path_}}; }

  // Waits until one of the messages so far begins like this.
  [[nodiscard]] bool Hears(const std::string& beginning) {
    return WaitUntil([&] {
      Listen();
      return ("\n" + heard_).find("\n" + beginning) != std::string::npos;
    });
  }
  // One line each.
  [[nodiscard]] const std::string& heard() const { return heard_; }

 private:
  void Listen() {
    std::array<char, 4096> bytes{};
    ssize_t length = 0;
    while ((length = recv(socket_.get(), bytes.data(), bytes.size(), MSG_DONTWAIT)) > 0) {
      heard_.append(bytes.data(), static_cast<size_t>(length)).append("\n");
    }
  }

  std::string path_;
  FileDescriptor socket_;
  std::string heard_;
};

TEST(NotifyTest, ACoordinatorIsReadyWhenItListensAndTellsHowItGoes) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", 20);
  ServiceManager manager(cluster.folder().At("notify"));
  Program coordinator = cluster.StartCoordinator({"--exit_when_done"}, manager.ForService());
  ASSERT_TRUE(manager.Hears("READY=1"));
  EXPECT_TRUE(manager.heard().starts_with("READY=1\n")) << manager.heard();
  ASSERT_TRUE(manager.Hears("STATUS="));
  EXPECT_NE(manager.heard().find(" of "), std::string::npos) << manager.heard();
  coordinator.Signal(SIGTERM);
  ASSERT_TRUE(manager.Hears("STOPPING=1"));
  EXPECT_TRUE(coordinator.Wait().Exited(3));
}

TEST(NotifyTest, AWorkerIsReadyWhenItsEngineRunsAndSaysWhenItDrains) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", 20);
  cluster.FixAddress();
  ServiceManager manager(cluster.folder().At("notify"));
  Program worker = StartPhotomill({"worker", "--connect=" + cluster.endpoint(), "--threads=1"},
                                  manager.ForService());
  ASSERT_TRUE(manager.Hears("READY=1"));
  ASSERT_TRUE(manager.Hears("STATUS=waiting for the coordinator"));
  Program coordinator = cluster.StartCoordinator({});
  ASSERT_TRUE(manager.Hears("STATUS=working for migration "));
  worker.Signal(SIGTERM);
  ASSERT_TRUE(manager.Hears("STOPPING=1"));
  EXPECT_TRUE(worker.Wait().Exited(0));
}

// `run` may be a service as well: its workers must not report for it.
TEST(NotifyTest, WorkersOfARunAreSilent) {
  Cluster cluster;
  WritePhotos(cluster.folder(), "src", 20);
  ServiceManager manager(cluster.folder().At("notify"));
  const Ended ended = RunPhotomill(
      {"run", cluster.source(), cluster.destination(), "--workers=2", "--progress=none"},
      manager.ForService());
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  ASSERT_TRUE(manager.Hears("READY=1"));
  EXPECT_TRUE(manager.heard().starts_with("READY=1\n")) << manager.heard();
  ASSERT_TRUE(manager.Hears("STATUS="));
  EXPECT_EQ(manager.heard().find("working for"), std::string::npos);
}

}  // namespace
}  // namespace photomill::test
