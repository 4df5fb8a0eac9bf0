#include "coordinator/runtime/advertised_addresses.h"

#include <fmt/core.h>

#include <algorithm>

#include "common/base/limits.h"
#include "common/base/text.h"
#include "common/wire/endpoint.h"

namespace photomill {
namespace {

constexpr std::string_view kTcp = "tcp://";

std::string_view PortOf(std::string_view endpoint) {
  return endpoint.substr(endpoint.rfind(':') + 1);
}

// "10.0.0.5", "[2001:db8::1]", "nas.example"
std::string_view HostOf(std::string_view endpoint) {
  const std::string_view address = endpoint.substr(kTcp.size());
  return address.substr(0, address.rfind(':'));
}

bool HasPort(std::string_view address) {
  const size_t colon = address.rfind(':');
  return colon != std::string_view::npos && address.find(']', colon) == std::string_view::npos;
}

bool IsEveryAddress(std::string_view host) {
  return host == "*" || host == "0.0.0.0" || host == "[::]";
}

std::string Endpoint(std::string_view host, std::string_view port) {
  return std::string(kTcp) + std::string(host) + ":" + std::string(port);
}

}  // namespace

Result<std::vector<std::string>> AddressesToAdvertise(const std::vector<std::string>& advertised,
                                                      std::string_view listen,
                                                      std::string_view bound,
                                                      const std::vector<std::string>& own) {
  const std::string_view port = PortOf(bound);
  std::vector<std::string> addresses;
  for (const std::string& given : advertised) {
    std::string address = HasPort(given) ? std::string(kTcp) + given : Endpoint(given, port);
    if (!ValidateEndpoint(address, EndpointUse::kConnect)) {
      return Invalid(
          fmt::format("--advertise: \"{}\" is not the address of a machine; write for example "
                      "nas.example, 203.0.113.7:5577 or [2001:db8::7]:5577",
                      Escaped(given)));
    }
    addresses.push_back(std::move(address));
  }
  if (addresses.empty() && !IsEveryAddress(HostOf(listen))) {
    addresses.push_back(Endpoint(HostOf(listen), port));
  }
  if (addresses.empty()) {
    for (const std::string& host : own) {
      const bool is_ipv6 = host.find(':') != std::string::npos;
      if (is_ipv6 && HostOf(listen) == "0.0.0.0") continue;
      addresses.push_back(Endpoint(is_ipv6 ? "[" + host + "]" : host, port));
    }
  }
  if (addresses.empty()) addresses.push_back(Endpoint("127.0.0.1", port));
  addresses.resize(std::min(addresses.size(), limits::kJoinAddressesMax));
  return addresses;
}

}  // namespace photomill
