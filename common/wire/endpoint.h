// Addresses of sockets: tcp://HOST:PORT and ipc://PATH, checked before libzmq sees them so that
// people get a message that says what to write instead.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

enum class EndpointUse : uint8_t {
  kBind,     // HOST may be "*" (every address of this machine), the port "*" or 0 (a free one)
  kConnect,  // both must be given
};

// tcp://HOST:PORT with HOST a name, an IPv4 address or an IPv6 address in brackets; or ipc://PATH
// with a path of at most 107 bytes.
Status ValidateEndpoint(std::string_view endpoint, EndpointUse use);

// Whether it never leaves this machine: ipc, 127.0.0.0/8, ::1, localhost. "*" is not.
bool IsLoopback(std::string_view endpoint);

// The endpoint with the host as a numeric address, asked of the system's resolver where it is a
// name. The endpoint must be valid; ipc and numeric ones come back as they are.
Result<std::string> ResolveEndpoint(std::string_view endpoint);

}  // namespace photomill
