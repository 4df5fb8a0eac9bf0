// What the scheduler of a run is to do, from the options and from what the preparation found.
#pragma once

#include "coordinator/core/scheduler.h"
#include "coordinator/start/options.h"
#include "coordinator/start/preparation.h"

namespace photomill {

// Workers on other machines outlive a coordinator that was killed, and for the length of a lease
// they publish what it gave them: perhaps of other sources than are listed now, or by another
// recipe. Local workers die with their coordinator.
bool OtherWorkersMayBeBusy(const CoordinatorOptions& options, const Preparation& preparation);

SchedulerConfig MakeSchedulerConfig(const CoordinatorOptions& options,
                                    const Preparation& preparation);

}  // namespace photomill
