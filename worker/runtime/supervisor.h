// The supervisor: a small process with one thread that starts the engine, forwards signals to it,
// and restarts it when it dies, with a list of the tasks that were running. It kills an engine with
// a task over its time limit. It handles no image data and no sockets, so that whatever kills an
// engine does not kill the supervisor.
#pragma once

#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/secret.h"

namespace photomill {

// Runs engines with `engine_command` plus `--engine_fd=N` until one exits on purpose. If there is a
// join file, every engine inherits its text with `--join_fd=N`. Returns the worker's exit code.
int Supervise(const std::vector<std::string>& engine_command, const Secret& join_file);

}  // namespace photomill
