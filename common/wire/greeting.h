// What listens at an address: asked with the greeting of ZMTP 3 (RFC 23) on a connection of its
// own. libzmq does not tell its user why a connection never came about; this tells whether the
// other end speaks plain text or CURVE, or is something else. Any thread; blocks.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/instant.h"

namespace photomill {

enum class Listener : uint8_t {
  kNobody,     // no connection, or no answer within the time
  kForeign,    // it answers, but not as ZeroMQ does
  kPlainText,  // ZeroMQ without a cipher
  kEncrypted,  // ZeroMQ with CURVE
};

// Takes at most `patience`, and the time that the system needs to look up a host name. Only
// tcp:// endpoints can be asked; kNobody for others.
Listener AskWhoListens(const std::string& endpoint, Duration patience);

}  // namespace photomill
