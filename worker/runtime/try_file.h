// photomill worker --try: processes one file as a task would, in a separate process, reports the
// result, and writes nothing. Reproduces the crash of a quarantined photo.
#pragma once

#include <string>

#include "worker/runtime/options.h"

namespace photomill {

// Prints to standard output. Returns the exit code: 0 every derivative was created, 2 it failed, 1
// the file or the recipe cannot be read.
int TryFile(const std::string& program, const TryOptions& options);

}  // namespace photomill
