// Addresses: which are accepted, the messages for the others, and which stay on this machine.
#include "common/wire/endpoint.h"

#include <gtest/gtest.h>

namespace photomill {
namespace {

std::string Verdict(std::string_view endpoint, EndpointUse use) {
  const Status status = ValidateEndpoint(endpoint, use);
  return status.ok() ? "accepted" : status.failure().detail;
}

TEST(EndpointTest, AddressesToListenAt) {
  for (const std::string_view good :
       {"tcp://127.0.0.1:5577", "tcp://127.0.0.1:0", "tcp://127.0.0.1:*", "tcp://*:5577",
        "tcp://[::1]:5577", "tcp://[::]:*", "tcp://localhost:1", "tcp://eth0:65535",
        "ipc:///run/photomill/socket", "ipc://relative"}) {
    EXPECT_EQ(Verdict(good, EndpointUse::kBind), "accepted") << good;
  }
}

TEST(EndpointTest, AddressesToConnectTo) {
  EXPECT_EQ(Verdict("tcp://coordinator.example:5577", EndpointUse::kConnect), "accepted");
  EXPECT_NE(Verdict("tcp://*:5577", EndpointUse::kConnect), "accepted");
  EXPECT_NE(Verdict("tcp://127.0.0.1:0", EndpointUse::kConnect), "accepted");
  EXPECT_NE(Verdict("tcp://127.0.0.1:*", EndpointUse::kConnect), "accepted");
}

TEST(EndpointTest, MistakesAreNamedWithTheRemedy) {
  EXPECT_EQ(Verdict("127.0.0.1:5577", EndpointUse::kBind),
            "address \"127.0.0.1:5577\" is neither tcp:// nor ipc://; write for example "
            "tcp://0.0.0.0:5577");
  EXPECT_EQ(Verdict("tcp://host", EndpointUse::kConnect),
            "address \"tcp://host\": needs a host and a port, and an IPv6 address needs brackets; "
            "write for example tcp://coordinator.example:5577");
  for (const std::string_view bad :
       {"", "tcp://", "tcp://:5577", "tcp://host:", "tcp://host:65536", "tcp://host:-1",
        "tcp://host:12x", "tcp://ho st:1", "tcp://::1:5577", "tcp://[::1:5577", "tcp://[zz]:1",
        "tcp://[*]:1", "tcp://a;b:1", "udp://host:1", "inproc://x", "ipc://", "tcp://host:1\n"}) {
    const std::string verdict = Verdict(bad, EndpointUse::kBind);
    EXPECT_NE(verdict, "accepted") << bad;
    EXPECT_TRUE(verdict.starts_with("address \"")) << verdict;
    EXPECT_NE(verdict.find("write for example"), std::string::npos) << verdict;
  }
}

TEST(EndpointTest, AnIpcPathEndsAt107Bytes) {
  EXPECT_EQ(Verdict("ipc://" + std::string(107, 'x'), EndpointUse::kBind), "accepted");
  const std::string verdict = Verdict("ipc://" + std::string(108, 'x'), EndpointUse::kBind);
  EXPECT_NE(verdict.find("the path has 108 bytes, but the limit of a socket is 107"),
            std::string::npos)
      << verdict;
  EXPECT_NE(verdict.find("use a shorter directory"), std::string::npos) << verdict;
}

TEST(EndpointTest, WhatStaysOnThisMachine) {
  for (const std::string_view local :
       {"ipc:///run/x", "tcp://127.0.0.1:1", "tcp://127.255.3.4:1", "tcp://[::1]:1",
        "tcp://localhost:1", "tcp://[::ffff:127.0.0.1]:1"}) {
    EXPECT_TRUE(IsLoopback(local)) << local;
  }
  for (const std::string_view remote :
       {"tcp://*:1", "tcp://0.0.0.0:1", "tcp://[::]:1", "tcp://10.0.0.1:1", "tcp://128.0.0.1:1",
        "tcp://localhost.example:1", "tcp://127.0.0.1.example:1", "tcp://[2001:db8::1]:1",
        "garbage", ""}) {
    EXPECT_FALSE(IsLoopback(remote)) << remote;
  }
}

TEST(EndpointTest, NumericAddressesNeedNoResolver) {
  for (const std::string_view endpoint :
       {"tcp://127.0.0.1:5577", "tcp://*:5577", "tcp://[::1]:5577", "ipc:///run/x"}) {
    EXPECT_EQ(*ResolveEndpoint(endpoint), endpoint);
  }
  EXPECT_EQ(*ResolveEndpoint("tcp://localhost:5577"), "tcp://127.0.0.1:5577");
}

TEST(EndpointTest, AnUnknownHostIsNamed) {
  // .invalid never resolves (RFC 2606).
  const Result<std::string> resolved = ResolveEndpoint("tcp://nobody.invalid:5577");
  ASSERT_FALSE(resolved.ok());
  EXPECT_TRUE(resolved.failure().detail.starts_with("host \"nobody.invalid\" was not found"))
      << resolved.failure().detail;
}

}  // namespace
}  // namespace photomill
