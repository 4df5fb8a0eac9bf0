// The network as this machine sees it. Any thread may call these functions.
#pragma once

#include <string>
#include <vector>

namespace photomill {

// The numeric addresses by which other machines may reach this one, IPv4 first, in the order of its
// network cards. Neither loopback nor link-local ones, which mean nothing elsewhere.
std::vector<std::string> OwnAddresses();

}  // namespace photomill
