// The addresses in the join file, for workers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// `advertised`: the user's choice, each HOST or HOST:PORT, an IPv6 address in brackets; without a
// port, the listening port is used. If empty: the host of `listen` as the user wrote it or, if that
// means all addresses of this machine, the addresses in `own`, or loopback if there are none.
// `bound`: the endpoint that the socket listens on, with its actual port.
Result<std::vector<std::string>> AddressesToAdvertise(const std::vector<std::string>& advertised,
                                                      std::string_view listen,
                                                      std::string_view bound,
                                                      const std::vector<std::string>& own);

}  // namespace photomill
