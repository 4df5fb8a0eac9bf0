#include "coordinator/runtime/advertised_addresses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/limits.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

const std::vector<std::string> kOwn = {"192.0.2.5", "2001:db8::5"};

std::vector<std::string> Addresses(const std::vector<std::string>& advertised,
                                   const std::string& listen, const std::string& bound,
                                   const std::vector<std::string>& own = kOwn) {
  const Result<std::vector<std::string>> found =
      AddressesToAdvertise(advertised, listen, bound, own);
  EXPECT_TRUE(found.ok());
  return found.ok() ? *found : std::vector<std::string>{};
}

TEST(AdvertisedAddresses, EveryAddressOfTheMachineWhereItListensAtAll) {
  EXPECT_THAT(Addresses({}, "tcp://*:0", "tcp://[::]:4711"),
              ElementsAre("tcp://192.0.2.5:4711", "tcp://[2001:db8::5]:4711"));
  EXPECT_THAT(Addresses({}, "tcp://0.0.0.0:4711", "tcp://0.0.0.0:4711"),
              ElementsAre("tcp://192.0.2.5:4711"));
  EXPECT_THAT(Addresses({}, "tcp://*:4711", "tcp://[::]:4711", {}),
              ElementsAre("tcp://127.0.0.1:4711"));
}

TEST(AdvertisedAddresses, TheOneThatItListensAtAsPeopleWroteIt) {
  EXPECT_THAT(Addresses({}, "tcp://nas.example:0", "tcp://192.0.2.5:4711"),
              ElementsAre("tcp://nas.example:4711"));
  EXPECT_THAT(Addresses({}, "tcp://[2001:db8::5]:4711", "tcp://[2001:db8::5]:4711"),
              ElementsAre("tcp://[2001:db8::5]:4711"));
}

TEST(AdvertisedAddresses, TheUsersWordWins) {
  EXPECT_THAT(Addresses({"gateway.example:80", "203.0.113.7", "[2001:db8::9]", "[2001:db8::9]:81"},
                        "tcp://*:4711", "tcp://[::]:4711"),
              ElementsAre("tcp://gateway.example:80", "tcp://203.0.113.7:4711",
                          "tcp://[2001:db8::9]:4711", "tcp://[2001:db8::9]:81"));
}

TEST(AdvertisedAddresses, NonsenseIsNamed) {
  for (const std::string wrong :
       {"tcp://nas.example:80", "2001:db8::9", "nas.example:port", "a b", "nas.example:0", ":80"}) {
    const auto found = AddressesToAdvertise({wrong}, "tcp://*:1", "tcp://*:1", {});
    ASSERT_FALSE(found.ok()) << wrong;
    EXPECT_THAT(found.failure().detail, HasSubstr("--advertise: \"" + wrong + "\""));
  }
}

TEST(AdvertisedAddresses, AreNoMoreThanAJoinFileHolds) {
  EXPECT_THAT(Addresses({}, "tcp://*:1", "tcp://[::]:1", std::vector<std::string>(99, "192.0.2.5")),
              SizeIs(limits::kJoinAddressesMax));
}

}  // namespace
}  // namespace photomill
