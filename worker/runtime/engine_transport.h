// How the engine's loop speaks with the coordinator: whole frames over one connection at a time,
// without waiting for it. Contact is the real one; the simulator and tests bring their own.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

class EngineTransport {
 public:
  virtual ~EngineTransport() = default;

  // Drops the connection, with all that it has not sent, and begins to make a new one. A failure
  // says why none can be made at the moment; the next call may succeed.
  virtual Status Dial(Instant now) = 0;

  // Called once a turn, after the first Dial(). Returns the reason if no connection will ever come
  // about.
  virtual std::optional<std::string> Follow(Instant now) = 0;

  // The next frame that has arrived; false if there is none.
  virtual bool Receive(std::string& frame) = 0;

  // Whether the frame was accepted; if not, the caller offers it again later. A frame that was
  // accepted may still be lost with the connection.
  virtual bool Send(const std::string& frame) = 0;
};

}  // namespace photomill
