// What every decoded message promises, written down apart from the decoder: the values that are
// out of bounds, named; empty where all is well.
#pragma once

#include <string>

#include "common/model/message.h"

namespace photomill {

std::string OutOfBounds(const WorkerMessage& message);
std::string OutOfBounds(const CoordinatorMessage& message);

}  // namespace photomill
