#include "common/wire/endpoint.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <memory>
#include <optional>

#include "common/base/text.h"

namespace photomill {
namespace {

constexpr std::string_view kTcp = "tcp://";
constexpr std::string_view kIpc = "ipc://";
constexpr size_t kIpcPathBytesMax = sizeof(sockaddr_un::sun_path) - 1;  // 107 on Linux
constexpr size_t kHostBytesMax = 255;

struct HostAndPort {
  std::string_view host;  // without brackets
  std::string_view port;
  bool brackets = false;
};

std::optional<HostAndPort> SplitTcp(std::string_view address) {
  const size_t colon = address.rfind(':');
  if (colon == std::string_view::npos) return std::nullopt;
  HostAndPort parts{address.substr(0, colon), address.substr(colon + 1)};
  if (parts.host.size() >= 2 && parts.host.front() == '[' && parts.host.back() == ']') {
    parts.host = parts.host.substr(1, parts.host.size() - 2);
    parts.brackets = true;
  } else if (parts.host.find(':') != std::string_view::npos) {
    return std::nullopt;  // an IPv6 address without brackets: which colon starts the port?
  }
  return parts;
}

std::optional<in_addr> ParseIpv4(std::string_view host) {
  in_addr address{};
  if (inet_pton(AF_INET, std::string(host).c_str(), &address) != 1) return std::nullopt;
  return address;
}

std::optional<in6_addr> ParseIpv6(std::string_view host) {
  in6_addr address{};
  // A zone ("%eth0") is not part of the address.
  const std::string bare(host.substr(0, host.find('%')));
  if (inet_pton(AF_INET6, bare.c_str(), &address) != 1) return std::nullopt;
  return address;
}

bool IsHostName(std::string_view host) {
  return !host.empty() && host.size() <= kHostBytesMax &&
         std::all_of(host.begin(), host.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  c == '-' || c == '.' || c == '_';
         });
}

bool IsPort(std::string_view port, EndpointUse use) {
  if (use == EndpointUse::kBind && port == "*") return true;
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), number);
  const uint32_t min = use == EndpointUse::kBind ? 0 : 1;
  return error == std::errc() && end == port.data() + port.size() && number >= min &&
         number <= 65535;
}

std::string_view Example(EndpointUse use) {
  return use == EndpointUse::kBind ? "tcp://0.0.0.0:5577" : "tcp://coordinator.example:5577";
}

Status ValidateTcp(std::string_view endpoint, EndpointUse use) {
  const auto refuse = [&](std::string_view why) {
    return Invalid(fmt::format("address \"{}\": {}; write for example {}", Escaped(endpoint), why,
                               Example(use)));
  };
  const std::optional<HostAndPort> parts = SplitTcp(endpoint.substr(kTcp.size()));
  if (!parts) return refuse("needs a host and a port, and an IPv6 address needs brackets");
  const bool any_host = use == EndpointUse::kBind && parts->host == "*" && !parts->brackets;
  if (parts->brackets ? !ParseIpv6(parts->host) : !any_host && !IsHostName(parts->host)) {
    return refuse(
        fmt::format("\"{}\" is neither a host name nor an address", Escaped(parts->host)));
  }
  if (!IsPort(parts->port, use)) {
    return refuse(fmt::format("\"{}\" is not a port from 1 to 65535", Escaped(parts->port)));
  }
  return {};
}

Status ValidateIpc(std::string_view endpoint) {
  const std::string_view path = endpoint.substr(kIpc.size());
  const auto refuse = [&](std::string_view why) {
    return Invalid(fmt::format("address \"{}\": {}", Escaped(endpoint), why));
  };
  if (path.empty()) return refuse("has no path; write for example ipc:///run/photomill/socket");
  if (path.find('\0') != std::string_view::npos) return refuse("contains a NUL byte");
  if (path.size() > kIpcPathBytesMax) {
    return refuse(fmt::format(
        "the path has {} bytes, but the limit of a socket is {}: use a shorter directory",
        path.size(), kIpcPathBytesMax));
  }
  return {};
}

}  // namespace

Status ValidateEndpoint(std::string_view endpoint, EndpointUse use) {
  if (endpoint.starts_with(kTcp)) return ValidateTcp(endpoint, use);
  if (endpoint.starts_with(kIpc)) return ValidateIpc(endpoint);
  return Invalid(fmt::format("address \"{}\" is neither tcp:// nor ipc://; write for example {}",
                             Escaped(endpoint), Example(use)));
}

bool IsLoopback(std::string_view endpoint) {
  if (endpoint.starts_with(kIpc)) return true;
  if (!endpoint.starts_with(kTcp)) return false;
  const std::optional<HostAndPort> parts = SplitTcp(endpoint.substr(kTcp.size()));
  if (!parts) return false;
  if (const auto v4 = ParseIpv4(parts->host)) return ntohl(v4->s_addr) >> 24 == 127;
  if (const auto v6 = ParseIpv6(parts->host)) {
    const bool mapped = IN6_IS_ADDR_V4MAPPED(&*v6);
    return mapped ? v6->s6_addr[12] == 127 : IN6_IS_ADDR_LOOPBACK(&*v6);
  }
  return parts->host == "localhost";
}

Result<std::string> ResolveEndpoint(std::string_view endpoint) {
  if (!endpoint.starts_with(kTcp)) return std::string(endpoint);
  const std::optional<HostAndPort> parts = SplitTcp(endpoint.substr(kTcp.size()));
  if (!parts) return Invalid(fmt::format("address \"{}\" has no port", Escaped(endpoint)));
  if (parts->brackets || parts->host == "*" || ParseIpv4(parts->host)) {
    return std::string(endpoint);
  }
  // For localhost any loopback address will do, and every machine has this one.
  const std::string port = ":" + std::string(parts->port);
  if (parts->host == "localhost") return std::string(kTcp) + "127.0.0.1" + port;
  addrinfo hints{};
  hints.ai_family = AF_UNSPEC;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int error = getaddrinfo(std::string(parts->host).c_str(), nullptr, &hints, &found);
  if (error != 0) {
    return Invalid(
        fmt::format("host \"{}\" was not found ({}): check the name, or give the address itself",
                    parts->host, gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> owner(found, &freeaddrinfo);
  std::array<char, NI_MAXHOST> numeric{};
  const int named = getnameinfo(found->ai_addr, found->ai_addrlen, numeric.data(), numeric.size(),
                                nullptr, 0, NI_NUMERICHOST);
  if (named != 0) return Invalid(fmt::format("host \"{}\" has no address", parts->host));
  const std::string address = numeric.data();
  return std::string(kTcp) + (found->ai_family == AF_INET6 ? "[" + address + "]" : address) + port;
}

}  // namespace photomill
