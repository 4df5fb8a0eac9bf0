// photomill worker --try: executes one file as a task would be, in a process of its own, tells what
// became of it, and writes nothing. What reproduces a quarantined photo.
#pragma once

#include <string>

#include "worker/runtime/options.h"

namespace photomill {

// Prints to standard output. The exit code: 0 every derivative was made, 2 it failed, 1 the file or
// the recipe cannot be read.
int TryFile(const std::string& program, const TryOptions& options);

}  // namespace photomill
