// Finds out what listens at an address, with the greeting of ZMTP 3 (RFC 23) on a separate
// connection. libzmq does not report why a connection failed. This shows whether the other end is
// unencrypted, uses CURVE, or is something else. Any thread; blocks.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/instant.h"

namespace photomill {

enum class Listener : uint8_t {
  kNobody,     // no connection, or no answer in time
  kForeign,    // it answers, but not with ZeroMQ's protocol
  kPlainText,  // ZeroMQ without encryption
  kEncrypted,  // ZeroMQ with CURVE
};

// Needs at most `patience`, plus the time to look up a host name. Works only for tcp:// endpoints;
// kNobody for others.
Listener AskWhoListens(const std::string& endpoint, Duration patience);

}  // namespace photomill
