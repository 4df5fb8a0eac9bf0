// The addresses that a join file gives to workers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/result.h"

namespace photomill {

// `advertised`: what the user wants to be told, HOST or HOST:PORT, an IPv6 address in brackets;
// the port is the one that is listened at where none is given. Without any: the host of `listen`
// as the user wrote it or, where that is every address of this machine, those of `own`, or
// loopback where it has no other. `bound` is what the socket listens at, with its true port.
Result<std::vector<std::string>> AddressesToAdvertise(const std::vector<std::string>& advertised,
                                                      std::string_view listen,
                                                      std::string_view bound,
                                                      const std::vector<std::string>& own);

}  // namespace photomill
