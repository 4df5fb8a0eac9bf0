// photomill worker --check_fd: decodes outputs for `photomill verify --deep`.
//
// A request on the socket is "WIDTH HEIGHT ISOLATED BYTES\n" and the path with that many bytes; width
// and height are those that the image must have. With ISOLATED 1 it is decoded in another process,
// with limits on memory and time, as a suspect is; otherwise here, and the other side ends this
// process if there is no answer. Each request gets one line: "ok", "bad TEXT" (it is not that image)
// or "unreadable TEXT" (it could not be decoded here). TEXT is escaped.
#pragma once

#include <string>

#include "worker/runtime/options.h"

namespace photomill {

// Returns the exit code once the other side has closed the socket. `options` has the limits; its
// file and recipe are not used.
int CheckOutputs(const std::string& program, int socket, const TryOptions& options);

}  // namespace photomill
