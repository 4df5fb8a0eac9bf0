// The scheduler's settings for a run, from the options and the preparation.
#pragma once

#include "coordinator/core/scheduler.h"
#include "coordinator/start/options.h"
#include "coordinator/start/preparation.h"

namespace photomill {

// Workers on other machines outlive a killed coordinator. For the duration of a lease they publish
// its tasks, perhaps for sources that are no longer listed, or by another recipe. Local workers die
// with their coordinator.
bool OtherWorkersMayBeBusy(const CoordinatorOptions& options, const Preparation& preparation);

SchedulerConfig MakeSchedulerConfig(const CoordinatorOptions& options,
                                    const Preparation& preparation);

}  // namespace photomill
