#include "common/os/network.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace photomill {
namespace {

std::optional<std::string> Numeric(int family, const void* address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (inet_ntop(family, address, text.data(), text.size()) == nullptr) return std::nullopt;
  return std::string(text.data());
}

std::optional<std::string> ReachableIpv4(const sockaddr* address) {
  const auto* ipv4 = reinterpret_cast<const sockaddr_in*>(address);
  const uint32_t host_order = ntohl(ipv4->sin_addr.s_addr);
  const bool loopback = host_order >> 24 == 127;
  const bool link_local = host_order >> 16 == 0xA9FE;  // 169.254.0.0/16, RFC 3927
  if (loopback || link_local) return std::nullopt;
  return Numeric(AF_INET, &ipv4->sin_addr);
}

std::optional<std::string> ReachableIpv6(const sockaddr* address) {
  const auto* ipv6 = reinterpret_cast<const sockaddr_in6*>(address);
  if (IN6_IS_ADDR_LOOPBACK(&ipv6->sin6_addr) || IN6_IS_ADDR_LINKLOCAL(&ipv6->sin6_addr)) {
    return std::nullopt;
  }
  return Numeric(AF_INET6, &ipv6->sin6_addr);
}

}  // namespace

std::vector<std::string> OwnAddresses() {
  ifaddrs* found = nullptr;
  if (getifaddrs(&found) != 0) return {};
  const std::unique_ptr<ifaddrs, decltype(&freeifaddrs)> owner(found, &freeifaddrs);
  std::vector<std::string> ipv4;
  std::vector<std::string> ipv6;
  for (const ifaddrs* card = found; card != nullptr; card = card->ifa_next) {
    if (card->ifa_addr == nullptr || (card->ifa_flags & IFF_UP) == 0) continue;
    if (card->ifa_addr->sa_family == AF_INET) {
      if (auto address = ReachableIpv4(card->ifa_addr)) ipv4.push_back(*std::move(address));
    } else if (card->ifa_addr->sa_family == AF_INET6) {
      if (auto address = ReachableIpv6(card->ifa_addr)) ipv6.push_back(*std::move(address));
    }
  }
  ipv4.insert(ipv4.end(), ipv6.begin(), ipv6.end());
  return ipv4;
}

}  // namespace photomill
