// Last step: makes a group of jobs' outputs durable under temporary names, then visible under their
// own, each folder synced once for the whole group. Runs on an I/O thread.
#pragma once

#include <vector>

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

// The outcomes of the jobs, in their order. The jobs share one workplace.
std::vector<Outcome> PublishJobs(const std::vector<Job*>& jobs, const Clock& clock);

}  // namespace photomill
