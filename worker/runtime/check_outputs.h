// photomill worker --check_fd: decodes outputs for `photomill verify --deep`, each in a separate
// process with limits on memory and time.
//
// A request on the socket is "WIDTH HEIGHT BYTES\n" and the path with that many bytes; width and
// height are those that the image must have. Each gets one line: "ok", "bad TEXT" (it is not that
// image) or "unreadable TEXT" (it could not be decoded here). TEXT is escaped.
#pragma once

#include <string>

#include "worker/runtime/options.h"

namespace photomill {

// Returns the exit code once the other side has closed the socket. `options` has the limits; its
// file and recipe are not used.
int CheckOutputs(const std::string& program, int socket, const TryOptions& options);

}  // namespace photomill
