// The scheduler's invariants after every step. Checked by the tests and the simulator.
#pragma once

#include <string>
#include <vector>

#include "coordinator/core/scheduler.h"

namespace photomill {

// Returns a line for each broken invariant; empty if all hold. Takes time in proportion to the
// window: not for production.
std::vector<std::string> BrokenInvariants(const Scheduler& scheduler);

}  // namespace photomill
