// The engine loop's connection to the coordinator: complete frames over one connection at a time,
// without blocking. Contact is the real one; the simulator and tests have their own.
#pragma once

#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/base/result.h"

namespace photomill {

class EngineTransport {
 public:
  virtual ~EngineTransport() = default;

  // Drops the connection, including unsent frames, and starts a new one. A failure says why none is
  // possible at the moment; the next call can succeed.
  virtual Status Dial(Instant now) = 0;

  // Call it once per turn, after the first Dial(). Returns the reason if no connection will ever be
  // possible.
  virtual std::optional<std::string> Follow(Instant now) = 0;

  // The next frame that has arrived; false if there is none.
  virtual bool Receive(std::string& frame) = 0;

  // Whether the frame was accepted. If not, the caller offers it again later. An accepted frame can
  // still be lost with the connection.
  virtual bool Send(const std::string& frame) = 0;
};

}  // namespace photomill
