// The coordinator's end with real peers: good, bad and vanished ones.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <set>
#include <thread>
#include <zmq.hpp>

#include "common/base/limits.h"
#include "tests/unit/common/wire/socket_fixture.h"

namespace photomill {
namespace {

class RouterSocketTest : public SocketTest {};
INSTANTIATE_TEST_SUITE_P(Transports, RouterSocketTest, testing::Values("tcp", "ipc"),
                         TransportName);

TEST_P(RouterSocketTest, KeepsTheOrderBothWays) {
  RouterSocket router(context_);
  DealerSocket dealer(context_);
  MustConnect(dealer, Listen(router));
  constexpr int kFrames = 2000;
  for (int i = 0; i < kFrames; ++i) MustSend(dealer, std::to_string(i));
  PeerId peer;
  for (int i = 0; i < kFrames; ++i) {
    const auto got = MustReceive(router);
    ASSERT_EQ(got.second, std::to_string(i));
    peer = got.first;
  }
  for (int i = 0; i < kFrames; ++i) {
    ASSERT_EQ(router.Send(peer, std::to_string(i)), Delivery::kSent);
  }
  for (int i = 0; i < kFrames; ++i) ASSERT_EQ(MustReceive(dealer), std::to_string(i));
  EXPECT_EQ(router.DroppedFrames(), 0U);
}

TEST_P(RouterSocketTest, FramesAreBytesOfAnySizeUpToTheLimit) {
  RouterSocket router(context_);
  DealerSocket dealer(context_);
  MustConnect(dealer, Listen(router));
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  MustSend(dealer, bytes);
  EXPECT_EQ(MustReceive(router).second, bytes);
  const std::string largest(limits::kMessageBytesMax, 'x');
  MustSend(dealer, largest);
  EXPECT_EQ(MustReceive(router).second, largest);
}

TEST_P(RouterSocketTest, PeersAreToldApart) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  std::vector<DealerSocket> dealers;
  for (int i = 0; i < 5; ++i) {
    dealers.emplace_back(context_);
    MustConnect(dealers.back(), endpoint);
    MustSend(dealers.back(), std::to_string(i));
  }
  std::set<PeerId> peers;
  for (size_t i = 0; i < dealers.size(); ++i) {
    const auto [peer, frame] = MustReceive(router);
    peers.insert(peer);
    EXPECT_EQ(router.Send(peer, "you are " + frame), Delivery::kSent);
  }
  EXPECT_EQ(peers.size(), dealers.size());
  for (size_t i = 0; i < dealers.size(); ++i) {
    EXPECT_EQ(MustReceive(dealers[i]), "you are " + std::to_string(i));
  }
}

TEST_P(RouterSocketTest, APeerThatLeftIsGone) {
  RouterSocket router(context_);
  DealerSocket dealer(context_);
  MustConnect(dealer, Listen(router));
  MustSend(dealer, "hello");
  const PeerId peer = MustReceive(router).first;
  dealer.Close(Duration::zero());
  Delivery delivery = Delivery::kSent;
  while (delivery == Delivery::kSent) {
    delivery = router.Send(peer, "are you there?");
    (void)router.Wait({}, milliseconds(1));
  }
  EXPECT_EQ(delivery, Delivery::kGone);
}

TEST_P(RouterSocketTest, APeerThatNeverWasIsGone) {
  RouterSocket router(context_);
  Listen(router);
  EXPECT_EQ(router.Send(PeerId{4711}, "hello"), Delivery::kGone);
}

TEST_P(RouterSocketTest, APeerThatDoesNotReadIsFull) {
  RouterSocket router(context_, {.queued_frames_max = 2});
  DealerSocket dealer(context_, {.queued_frames_max = 2});
  MustConnect(dealer, Listen(router));
  MustSend(dealer, "hello");
  const PeerId peer = MustReceive(router).first;
  const std::string frame(1 << 20, 'x');
  size_t sent = 0;
  while (router.Send(peer, frame) == Delivery::kSent) ++sent;
  EXPECT_EQ(router.Send(peer, frame), Delivery::kFull);
  // The accepted frames arrive complete, and then there is room again.
  for (size_t i = 0; i < sent; ++i) EXPECT_EQ(MustReceive(dealer).size(), frame.size());
  while (router.Send(peer, "last") != Delivery::kSent) (void)router.Wait({}, milliseconds(1));
  EXPECT_EQ(MustReceive(dealer), "last");
}

TEST_P(RouterSocketTest, WaitSeesWhatArrivedBefore) {
  RouterSocket router(context_);
  DealerSocket dealer(context_);
  MustConnect(dealer, Listen(router));
  MustSend(dealer, "one");
  MustSend(dealer, "two");
  PeerId peer;
  std::string frame;
  // One frame per wake-up: the second must not be forgotten.
  while (!router.Wait({}, Duration::max())) continue;
  ASSERT_TRUE(router.Receive(peer, frame));
  while (!router.Wait({}, Duration::max())) continue;
  ASSERT_TRUE(router.Receive(peer, frame));
  EXPECT_EQ(frame, "two");
  EXPECT_FALSE(router.Receive(peer, frame));
}

TEST_P(RouterSocketTest, WaitWakesForAnotherDescriptorAndAtTheEndOfItsTime) {
  RouterSocket router(context_);
  Listen(router);
  const int event = eventfd(0, EFD_CLOEXEC);
  ASSERT_GE(event, 0);
  EXPECT_FALSE(router.Wait({&event, 1}, milliseconds(1)));
  std::thread waker([&] { ASSERT_EQ(eventfd_write(event, 1), 0); });
  EXPECT_TRUE(router.Wait({&event, 1}, Duration::max()));
  EXPECT_TRUE(router.Wait({&event, 1}, Duration::zero()));  // until it is read
  waker.join();
  close(event);
}

TEST_P(RouterSocketTest, PeersFindARouterThatIsBoundAgain) {
  auto router = std::make_unique<RouterSocket>(context_);
  const std::string endpoint = Listen(*router);
  DealerSocket dealer(context_, {.reconnect_interval = milliseconds(1)});
  MustConnect(dealer, endpoint);
  ExpectServed(*router, dealer);
  router.reset();
  RouterSocket again(context_);
  // libzmq frees the address in the background.
  while (!again.Bind(endpoint).ok()) std::this_thread::yield();
  // A frame that is sent before the loss is noticed is lost with the old connection.
  PeerId peer;
  std::string frame;
  while (!again.Receive(peer, frame)) {
    (void)dealer.Send("ping");
    (void)again.Wait({}, milliseconds(5));
  }
  EXPECT_EQ(frame, "ping");
  EXPECT_EQ(again.Send(peer, "pong"), Delivery::kSent);
  EXPECT_EQ(MustReceive(dealer), "pong");
}

// --- strangers
// -------------------------------------------------------------------------------------

// A peer that speaks ZeroMQ, but not like our workers.
class Stranger {
 public:
  Stranger(const std::string& endpoint, const std::string& routing_id)
      : socket_(context_, zmq::socket_type::dealer) {
    socket_.set(zmq::sockopt::linger, 0);
    if (!routing_id.empty()) socket_.set(zmq::sockopt::routing_id, routing_id);
    socket_.connect(endpoint);
  }

  void Send(const std::vector<std::string>& frames) {
    for (size_t i = 0; i < frames.size(); ++i) {
      const auto flags = i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
      ASSERT_TRUE(socket_.send(zmq::buffer(frames[i]), flags).has_value());
    }
  }

 private:
  zmq::context_t context_;
  zmq::socket_t socket_;
};

void ReceiveUntilDropped(RouterSocket& router, uint64_t count) {
  PeerId peer;
  std::string frame;
  while (router.DroppedFrames() < count) {
    ASSERT_FALSE(router.Receive(peer, frame)) << "accepted as a frame: " << frame;
    (void)router.Wait({}, milliseconds(5));
  }
  EXPECT_EQ(router.DroppedFrames(), count);
}

TEST_P(RouterSocketTest, StrangeMessagesAreDroppedAndCountedAndOthersServed) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  DealerSocket good(context_);
  MustConnect(good, endpoint);
  ExpectServed(router, good);

  Stranger named(endpoint, "me");
  named.Send({"a frame of a peer with a routing id"});
  ReceiveUntilDropped(router, 1);
  Stranger five_bytes(endpoint, "12345");
  five_bytes.Send({"a routing id as long as libzmq's own"});
  ReceiveUntilDropped(router, 2);
  Stranger talker(endpoint, "");
  talker.Send({"two", "frames"});
  ReceiveUntilDropped(router, 3);
  talker.Send({"", "an", "envelope", "of", "REQ"});
  ReceiveUntilDropped(router, 4);
  talker.Send({""});
  ReceiveUntilDropped(router, 5);

  ExpectServed(router, good);
  EXPECT_EQ(router.DroppedFrames(), 5U);
}

TEST_P(RouterSocketTest, AFloodOfStrangeMessagesDoesNotHoldReceiveUp) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  constexpr uint64_t kMessages = 5000;
  Stranger flooder(endpoint, "");
  for (uint64_t i = 0; i < kMessages; ++i) flooder.Send({""});
  ReceiveUntilDropped(router, kMessages);
}

TEST_P(RouterSocketTest, AFrameOverTheLimitEndsItsConnectionAlone) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  DealerSocket good(context_);
  MustConnect(good, endpoint);
  ExpectServed(router, good);
  Stranger fat(endpoint, "");
  fat.Send({"first"});
  const PeerId peer = MustReceive(router).first;
  fat.Send({std::string(limits::kMessageBytesMax + 1, 'x')});
  Delivery delivery = Delivery::kSent;
  while (delivery == Delivery::kSent) {
    delivery = router.Send(peer, "?");
    (void)router.Wait({}, milliseconds(1));
  }
  EXPECT_EQ(delivery, Delivery::kGone);
  ExpectServed(router, good);
}

// --- over TCP alone
// --------------------------------------------------------------------------------

class RouterTcpTest : public SocketTest {};
INSTANTIATE_TEST_SUITE_P(Transports, RouterTcpTest, testing::Values("tcp"), TransportName);

class PlainSocket {
 public:
  explicit PlainSocket(const std::string& endpoint) : fd_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int port = std::stoi(endpoint.substr(endpoint.rfind(':') + 1));
    address.sin_port = htons(static_cast<uint16_t>(port));
    EXPECT_EQ(connect(fd_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  }
  ~PlainSocket() { close(fd_); }
  PlainSocket(const PlainSocket&) = delete;
  PlainSocket& operator=(const PlainSocket&) = delete;

  void Write(std::string_view bytes) {
    (void)send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);  // it may have disconnected
  }

 private:
  int fd_;
};

TEST_P(RouterTcpTest, RawBytesHarmNobody) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  DealerSocket good(context_);
  MustConnect(good, endpoint);
  PlainSocket http(endpoint);
  http.Write("GET / HTTP/1.1\r\nHost: coordinator\r\n\r\n");
  PlainSocket silent(endpoint);
  PlainSocket noise(endpoint);
  noise.Write(std::string(1000, '\xff'));
  // A ZMTP greeting, followed by garbage.
  PlainSocket half(endpoint);
  half.Write(std::string("\xff\0\0\0\0\0\0\0\x01\x7f\x03\0NULL", 16) + std::string(500, '\x42'));
  for (int i = 0; i < 100; ++i) PlainSocket{endpoint}.Write("x");
  for (int i = 0; i < 100; ++i) ExpectServed(router, good);
  DealerSocket late(context_);
  MustConnect(late, endpoint);
  ExpectServed(router, late);
}

TEST_P(RouterTcpTest, AFreePortIsChosenAndTold) {
  RouterSocket first(context_);
  RouterSocket second(context_);
  ASSERT_TRUE(first.Bind("tcp://127.0.0.1:0").ok());
  const std::string endpoint = first.BoundEndpoint();
  EXPECT_TRUE(endpoint.starts_with("tcp://127.0.0.1:")) << endpoint;
  EXPECT_FALSE(endpoint.ends_with(":0")) << endpoint;
  DealerSocket dealer(context_);
  MustConnect(dealer, endpoint);
  ExpectServed(first, dealer);
  ASSERT_TRUE(second.Bind("tcp://127.0.0.1:*").ok());
  EXPECT_NE(second.BoundEndpoint(), endpoint);
}

TEST_P(RouterTcpTest, ANameIsResolvedToListenAt) {
  RouterSocket router(context_);
  const Status bound = router.Bind("tcp://localhost:0");
  ASSERT_TRUE(bound.ok()) << bound.failure().detail;
  EXPECT_TRUE(router.BoundEndpoint().starts_with("tcp://127.0.0.1:")) << router.BoundEndpoint();
}

TEST_P(RouterTcpTest, WhyItCannotListenIsSaid) {
  RouterSocket first(context_);
  RouterSocket second(context_);
  const std::string endpoint = Listen(first);
  const auto why = [&](const std::string& address) {
    const Status bound = second.Bind(address);
    return bound.ok() ? "it can" : bound.failure().detail;
  };
  EXPECT_EQ(why(endpoint), "cannot listen at " + endpoint +
                               ": Address already in use: another program already listens there (a "
                               "coordinator that still runs?): stop it, or choose another port");
  // 192.0.2.0/24 is reserved for documentation (RFC 5737).
  EXPECT_NE(why("tcp://192.0.2.1:5577").find("this machine has no such address"), std::string::npos)
      << why("tcp://192.0.2.1:5577");
  EXPECT_TRUE(
      why("tcp://nobody.invalid:5577").starts_with("host \"nobody.invalid\" was not found"));
  EXPECT_NE(why("ipc:///no/such/folder/socket").find("the directory of the socket does not exist"),
            std::string::npos)
      << why("ipc:///no/such/folder/socket");
  EXPECT_NE(why("5577").find("neither tcp:// nor ipc://"), std::string::npos);
  // None of this affected the socket.
  EXPECT_TRUE(second.Bind("tcp://127.0.0.1:0").ok());
}

}  // namespace
}  // namespace photomill
