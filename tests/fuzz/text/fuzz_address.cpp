// Reads addresses as people type them. The first line is the address at which a coordinator
// listens; the others are those that it advertises. Names are not looked up.
#include "common/base/limits.h"
#include "common/wire/endpoint.h"
#include "coordinator/runtime/advertised_addresses.h"
#include "tests/fuzz/support.h"

namespace photomill::fuzz {
namespace {

void CheckEndpoint(std::string_view address, EndpointUse use) {
  const Status valid = ValidateEndpoint(address, use);
  if (!valid) return CheckTold(valid.failure());
  // Addresses of this machine need no resolver.
  if (!IsLoopback(address)) return;
  const Result<std::string> resolved = ResolveEndpoint(address);
  PHOTOMILL_CHECK(resolved.ok());
  PHOTOMILL_CHECK(ValidateEndpoint(*resolved, use).ok() && IsLoopback(*resolved));
}

}  // namespace

void FuzzOne(std::string_view input) {
  const std::vector<std::string_view> lines = LinesOf(input);
  for (const std::string_view line : lines) {
    CheckEndpoint(line, EndpointUse::kBind);
    CheckEndpoint(line, EndpointUse::kConnect);
  }
  const std::string_view listen = lines.front();
  if (!listen.starts_with("tcp://") || !ValidateEndpoint(listen, EndpointUse::kBind)) return;
  const std::vector<std::string> advertised(lines.begin() + 1, lines.end());
  const Result<std::vector<std::string>> addresses =
      AddressesToAdvertise(advertised, listen, "tcp://0.0.0.0:5577", {"192.0.2.1", "2001:db8::1"});
  if (!addresses) return CheckTold(addresses.failure());
  PHOTOMILL_CHECK(!addresses->empty() && addresses->size() <= limits::kJoinAddressesMax);
  for (const std::string& address : *addresses) {
    PHOTOMILL_CHECK(ValidateEndpoint(address, EndpointUse::kConnect).ok());
  }
}

}  // namespace photomill::fuzz
