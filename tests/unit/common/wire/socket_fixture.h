// Shared by the socket tests: unique addresses, and waiting that ends when the expected event has
// happened (ctest ends a hang).
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "common/wire/dealer_socket.h"
#include "common/wire/router_socket.h"

namespace photomill {

// A fresh folder for the lifetime of the test.
class FreshFolder {
 public:
  FreshFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wire.XXXXXX").string();
    if (mkdtemp(pattern.data()) == nullptr) std::abort();
    path_ = pattern;
  }
  ~FreshFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  FreshFolder(const FreshFolder&) = delete;
  FreshFolder& operator=(const FreshFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Every test that uses it runs over TCP and over a local socket.
class SocketTest : public testing::TestWithParam<std::string> {
 protected:
  std::string FreeEndpoint() {
    if (GetParam() == "tcp") {
      return "tcp://127.0.0.1:" +
             std::to_string(std::uniform_int_distribution(12'000, 32'000)(random_));
    }
    return "ipc://" + (folder_.path() / "socket").string();
  }

  // Binds, and returns the endpoint to connect to. Uses ports below the system's range for clients:
  // a client that repeatedly tries a free port in that range may eventually connect to itself.
  std::string Listen(RouterSocket& router) {
    std::string endpoint = FreeEndpoint();
    while (!router.Bind(endpoint).ok()) endpoint = FreeEndpoint();
    EXPECT_EQ(router.BoundEndpoint(), endpoint);
    return endpoint;
  }

  // An endpoint at which nobody listens any more.
  std::string ClosedEndpoint() {
    ZmqContext own;  // its destructor waits for the listener's end
    RouterSocket router(own);
    return Listen(router);
  }

  static void MustConnect(DealerSocket& dealer, const std::string& endpoint) {
    const Status connected = dealer.Connect(endpoint);
    ASSERT_TRUE(connected.ok()) << connected.failure().detail;
  }

  // Sends as soon as there is a connection.
  static void MustSend(DealerSocket& dealer, std::string_view frame) {
    while (!dealer.Send(frame)) (void)dealer.Wait({}, milliseconds(5));
  }

  static std::pair<PeerId, std::string> MustReceive(RouterSocket& router) {
    std::pair<PeerId, std::string> got;
    while (!router.Receive(got.first, got.second)) (void)router.Wait({}, Duration::max());
    return got;
  }

  static std::string MustReceive(DealerSocket& dealer) {
    std::string frame;
    while (!dealer.Receive(frame)) (void)dealer.Wait({}, Duration::max());
    return frame;
  }

  // A frame in one direction and one back.
  static void ExpectServed(RouterSocket& router, DealerSocket& dealer) {
    MustSend(dealer, "ping");
    const auto [peer, frame] = MustReceive(router);
    EXPECT_EQ(frame, "ping");
    EXPECT_EQ(router.Send(peer, "pong"), Delivery::kSent);
    EXPECT_EQ(MustReceive(dealer), "pong");
  }

  ZmqContext context_;
  FreshFolder folder_;
  std::random_device random_;
};

inline std::string TransportName(const testing::TestParamInfo<std::string>& info) {
  return info.param;
}

}  // namespace photomill
