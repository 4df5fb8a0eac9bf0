// The supervisor: a small process with one thread that starts the engine, passes signals on to it,
// starts another one when it dies, and tells that one what was executing. It ends an engine one of
// whose tasks is over its time limit. It touches no picture and no socket, so that whatever kills
// an engine does not kill it.
#pragma once

#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/secret.h"

namespace photomill {

// Runs engines by executing `engine_command` plus `--engine_fd=N` until one ends by itself. Where
// there is a join file, every engine inherits its text by `--join_fd=N`. Returns the exit code for
// the worker.
int Supervise(const std::vector<std::string>& engine_command, const Secret& join_file);

}  // namespace photomill
