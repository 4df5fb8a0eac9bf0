// The machine's network addresses. Any thread may call these functions.
#pragma once

#include <string>
#include <vector>

namespace photomill {

// The numeric addresses at which other machines can reach this one, IPv4 first, in the order of the
// network interfaces. Without loopback and link-local addresses, which are useless elsewhere.
std::vector<std::string> OwnAddresses();

}  // namespace photomill
