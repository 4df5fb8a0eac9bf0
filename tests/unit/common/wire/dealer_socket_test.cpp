// The worker's end: connecting, sending only if there is a peer, closing in order.
#include <gtest/gtest.h>

#include <thread>
#include <zmq.hpp>

#include "common/wire/dealer_socket.h"
#include "tests/unit/common/wire/socket_fixture.h"

namespace photomill {
namespace {

class DealerSocketTest : public SocketTest {};
INSTANTIATE_TEST_SUITE_P(Transports, DealerSocketTest, testing::Values("tcp", "ipc"),
                         TransportName);

TEST_P(DealerSocketTest, SendsNothingWhereNobodyListens) {
  const std::string endpoint = ClosedEndpoint();
  DealerSocket dealer(context_, {.reconnect_interval = milliseconds(1)});
  MustConnect(dealer, endpoint);
  std::string frame;
  EXPECT_FALSE(dealer.Send("hello"));
  EXPECT_FALSE(dealer.Wait({}, milliseconds(1)));
  EXPECT_FALSE(dealer.Receive(frame));
  // Now the coordinator's end listens.
  RouterSocket router(context_);
  while (!router.Bind(endpoint).ok()) std::this_thread::yield();
  ExpectServed(router, dealer);
}

TEST_P(DealerSocketTest, WhatWasSentBeforeCloseStillArrives) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  constexpr int kFrames = 500;
  {
    DealerSocket dealer(context_);
    MustConnect(dealer, endpoint);
    MustSend(dealer, "0");
    for (int i = 1; i < kFrames; ++i) ASSERT_TRUE(dealer.Send(std::to_string(i)));
    dealer.Close(seconds(60));
  }
  for (int i = 0; i < kFrames; ++i) EXPECT_EQ(MustReceive(router).second, std::to_string(i));
}

TEST_P(DealerSocketTest, ANewSocketIsANewPeer) {
  RouterSocket router(context_);
  const std::string endpoint = Listen(router);
  DealerSocket dealer(context_);
  MustConnect(dealer, endpoint);
  MustSend(dealer, "first");
  const PeerId first = MustReceive(router).first;
  dealer = DealerSocket(context_);  // as a worker does that no longer receives anything
  MustConnect(dealer, endpoint);
  MustSend(dealer, "second");
  const PeerId second = MustReceive(router).first;
  EXPECT_NE(first, second);
  EXPECT_EQ(router.Send(second, "welcome"), Delivery::kSent);
  EXPECT_EQ(MustReceive(dealer), "welcome");
}

TEST_P(DealerSocketTest, StrangeMessagesAreDroppedAndCounted) {
  zmq::context_t context;
  zmq::socket_t router(context, zmq::socket_type::router);
  router.set(zmq::sockopt::linger, 0);
  router.bind(GetParam() == "tcp" ? "tcp://127.0.0.1:*" : FreeEndpoint());
  DealerSocket dealer(context_);
  MustConnect(dealer, router.get(zmq::sockopt::last_endpoint));
  MustSend(dealer, "hello");
  zmq::message_t identity;
  zmq::message_t hello;
  ASSERT_TRUE(router.recv(identity).has_value());
  ASSERT_TRUE(router.recv(hello).has_value());
  const auto send = [&](const std::vector<std::string>& frames) {
    const std::string_view to = identity.to_string_view();
    router.send(zmq::buffer(to), zmq::send_flags::sndmore);
    for (size_t i = 0; i < frames.size(); ++i) {
      const auto flags = i + 1 < frames.size() ? zmq::send_flags::sndmore : zmq::send_flags::none;
      router.send(zmq::buffer(frames[i]), flags);
    }
  };
  send({"two", "frames"});
  send({""});
  send({"good"});
  EXPECT_EQ(MustReceive(dealer), "good");
  EXPECT_EQ(dealer.DroppedFrames(), 2U);
}

TEST_P(DealerSocketTest, AWrongAddressIsSaid) {
  DealerSocket dealer(context_);
  const auto why = [&](const std::string& address) {
    const Status connected = dealer.Connect(address);
    return connected.ok() ? "it can" : connected.failure().detail;
  };
  EXPECT_TRUE(why("tcp://nobody.invalid:5577").starts_with("host \"nobody.invalid\" was not found"))
      << why("tcp://nobody.invalid:5577");
  EXPECT_NE(why("tcp://127.0.0.1:0").find("is not a port"), std::string::npos);
  EXPECT_NE(why("ipc://" + std::string(108, 'x')).find("a socket is 107"), std::string::npos);
}

}  // namespace
}  // namespace photomill
