// The guarantees of every decoded message, written independently of the decoder: the names of
// values that are out of bounds; empty if all are within.
#pragma once

#include <string>

#include "common/model/message.h"

namespace photomill {

std::string OutOfBounds(const WorkerMessage& message);
std::string OutOfBounds(const CoordinatorMessage& message);

}  // namespace photomill
