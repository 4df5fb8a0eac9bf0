// What must hold after every step of the scheduler. Run by the tests and the simulator.
#pragma once

#include <string>
#include <vector>

#include "coordinator/core/scheduler.h"

namespace photomill {

// A line for each invariant that is broken; empty: all hold. Costs time in proportion to the
// window: not for production.
std::vector<std::string> BrokenInvariants(const Scheduler& scheduler);

}  // namespace photomill
