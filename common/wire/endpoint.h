// Socket addresses: tcp://HOST:PORT and ipc://PATH. They are validated before libzmq gets them, so
// that users see a message with a remedy.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/result.h"

namespace photomill {

enum class EndpointUse : uint8_t {
  kBind,     // HOST can be "*" (all addresses of this machine), the port "*" or 0 (a free one)
  kConnect,  // both must be given
};

// tcp://HOST:PORT with HOST a name, an IPv4 address or an IPv6 address in brackets; or ipc://PATH
// with a path of at most 107 bytes.
Status ValidateEndpoint(std::string_view endpoint, EndpointUse use);

// Whether connections stay on this machine: ipc, 127.0.0.0/8, ::1, localhost. False for "*".
bool IsLoopback(std::string_view endpoint);

// The endpoint with a numeric host address; the system's resolver looks up host names. The endpoint
// must be valid. ipc endpoints and numeric addresses are returned unchanged.
Result<std::string> ResolveEndpoint(std::string_view endpoint);

}  // namespace photomill
