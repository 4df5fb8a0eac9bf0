// Which ends can communicate: the matrix of keys, with real sockets.
#include <gtest/gtest.h>

#include <functional>

#include "common/wire/greeting.h"
#include "tests/unit/common/wire/socket_fixture.h"

namespace photomill {
namespace {

class EncryptedSocketTest : public SocketTest {
 protected:
  [[nodiscard]] SocketOptions RouterOptions() const {
    SocketOptions options;
    options.curve_server = CurveServer{server_.secret_key, {worker_.public_key}};
    return options;
  }

  [[nodiscard]] static SocketOptions DealerOptions(const std::string& server_key,
                                                   const CurveKeys& own) {
    SocketOptions options;
    options.curve_client = CurveClient{server_key, own};
    return options;
  }

  // Runs both ends until the expected event has happened.
  static void Until(RouterSocket& router, DealerSocket& dealer,
                    const std::function<bool(const ConnectionNews&)>& happened) {
    PeerId peer;
    std::string frame;
    ConnectionNews all;
    while (!happened(all)) {
      EXPECT_FALSE(router.Receive(peer, frame)) << "a frame came through";
      (void)router.Wait({}, milliseconds(5));
      (void)dealer.Send("ping");
      const ConnectionNews news = dealer.TakeNews();
      all.established = all.established || news.established;
      all.unknown_key = all.unknown_key || news.unknown_key;
      all.certain = all.certain || news.certain;
      all.failed += news.failed;
    }
    EXPECT_FALSE(all.established);
  }

  const CurveKeys server_ = MakeCurveKeys();
  const CurveKeys worker_ = MakeCurveKeys();
  const CurveKeys other_ = MakeCurveKeys();
};

TEST_P(EncryptedSocketTest, TheRightKeysAreServed) {
  RouterSocket router(context_, RouterOptions());
  ZmqContext elsewhere;
  DealerSocket dealer(elsewhere, DealerOptions(server_.public_key, worker_));
  MustConnect(dealer, Listen(router));
  std::string frame;
  PeerId peer;
  while (!dealer.Send("ping")) (void)router.Wait({}, milliseconds(5));
  while (!router.Receive(peer, frame)) (void)router.Wait({}, Duration::max());
  EXPECT_EQ(frame, "ping");
  EXPECT_EQ(router.Send(peer, "pong"), Delivery::kSent);
  EXPECT_EQ(MustReceive(dealer), "pong");
  EXPECT_TRUE(dealer.TakeNews().established);
  EXPECT_EQ(router.Strangers().total(), 0U);
}

// What an admin sends never looks like a worker's frame, and vice versa.
TEST_P(EncryptedSocketTest, TheFramesOfAdminsAreReceivedApart) {
  const CurveKeys admin = MakeCurveKeys();
  SocketOptions options = RouterOptions();
  options.curve_server->admins = {admin.public_key};
  RouterSocket router(context_, options);
  const std::string endpoint = Listen(router);
  ZmqContext elsewhere;
  DealerSocket asker(elsewhere, DealerOptions(server_.public_key, admin));
  DealerSocket dealer(elsewhere, DealerOptions(server_.public_key, worker_));
  MustConnect(asker, endpoint);
  MustConnect(dealer, endpoint);
  PeerId peer;
  std::string frame;
  while (!asker.Send("pause")) (void)router.Wait({}, milliseconds(5));
  while (!router.ReceiveAdmin(peer, frame)) {
    EXPECT_FALSE(router.Receive(peer, frame));
    (void)router.Wait({}, milliseconds(5));
  }
  EXPECT_EQ(frame, "pause");
  EXPECT_EQ(router.Send(peer, "paused"), Delivery::kSent);
  EXPECT_EQ(MustReceive(asker), "paused");
  while (!dealer.Send("hello")) (void)router.Wait({}, milliseconds(5));
  while (!router.Receive(peer, frame)) (void)router.Wait({}, Duration::max());
  EXPECT_EQ(frame, "hello");
  EXPECT_FALSE(router.ReceiveAdmin(peer, frame));
}

TEST_P(EncryptedSocketTest, AFloodOfAdminsFramesIsBounded) {
  const CurveKeys admin = MakeCurveKeys();
  SocketOptions options = RouterOptions();
  options.curve_server->admins = {admin.public_key};
  RouterSocket router(context_, options);
  ZmqContext elsewhere;
  DealerSocket asker(elsewhere, DealerOptions(server_.public_key, admin));
  MustConnect(asker, Listen(router));
  constexpr int kFrames = 1000;
  PeerId peer;
  std::string frame;
  for (int sent = 0; sent < kFrames; ++sent) {
    while (!asker.Send("pause")) (void)router.Wait({}, milliseconds(5));
  }
  while (router.DroppedFrames() == 0) {
    EXPECT_FALSE(router.Receive(peer, frame));
    (void)router.Wait({}, milliseconds(5));
  }
  int kept = 0;
  while (router.ReceiveAdmin(peer, frame)) ++kept;
  EXPECT_LE(kept, 64);
  EXPECT_GT(kept, 0);
}

TEST_P(EncryptedSocketTest, AKeyThatIsNotOnTheListIsTurnedAway) {
  RouterSocket router(context_, RouterOptions());
  ZmqContext elsewhere;
  DealerSocket dealer(elsewhere, DealerOptions(server_.public_key, other_));
  MustConnect(dealer, Listen(router));
  Until(router, dealer, [&](const ConnectionNews& news) {
    return news.unknown_key && router.Strangers().unknown_key > 0;
  });
  if (GetParam() == "tcp") {
    EXPECT_EQ(router.Strangers().last_unknown, "127.0.0.1");
  }
}

TEST_P(EncryptedSocketTest, WhoMeantAnotherServerIsTurnedAway) {
  RouterSocket router(context_, RouterOptions());
  ZmqContext elsewhere;
  DealerSocket dealer(elsewhere, DealerOptions(other_.public_key, worker_));
  MustConnect(dealer, Listen(router));
  Until(router, dealer, [&](const ConnectionNews& news) {
    return news.failed > 0 && router.Strangers().wrong_key > 0;
  });
}

TEST_P(EncryptedSocketTest, PlainTextIsTurnedAway) {
  RouterSocket router(context_, RouterOptions());
  ZmqContext elsewhere;
  DealerSocket dealer(elsewhere);
  MustConnect(dealer, Listen(router));
  Until(router, dealer, [&](const ConnectionNews& news) {
    return news.failed > 0 && router.Strangers().total() > 0;
  });
}

TEST_P(EncryptedSocketTest, AWorkerWithKeysSpeaksNoPlainText) {
  RouterSocket router(context_);
  ZmqContext elsewhere;
  DealerSocket dealer(elsewhere, DealerOptions(server_.public_key, worker_));
  MustConnect(dealer, Listen(router));
  Until(router, dealer, [&](const ConnectionNews& news) {
    return news.failed > 0 && router.Strangers().total() > 0;
  });
}

INSTANTIATE_TEST_SUITE_P(Transports, EncryptedSocketTest, testing::Values("tcp", "ipc"),
                         TransportName);

class GreetingTest : public SocketTest {};

TEST_P(GreetingTest, TellsWhoListens) {
  const std::string nobody = ClosedEndpoint();
  EXPECT_EQ(AskWhoListens(nobody, seconds(10)), Listener::kNobody);
  RouterSocket plain(context_);
  EXPECT_EQ(AskWhoListens(Listen(plain), seconds(10)), Listener::kPlainText);
  SocketOptions options;
  options.curve_server = CurveServer{MakeCurveKeys().secret_key, {}};
  RouterSocket encrypted(context_, options);
  EXPECT_EQ(AskWhoListens(Listen(encrypted), seconds(10)), Listener::kEncrypted);
  EXPECT_EQ(AskWhoListens("ipc:///nowhere", seconds(10)), Listener::kNobody);
}

INSTANTIATE_TEST_SUITE_P(Transports, GreetingTest, testing::Values("tcp"), TransportName);

}  // namespace
}  // namespace photomill
