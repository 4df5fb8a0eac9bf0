// Last step: makes a group of jobs' outputs durable under temporary names, notes what they are,
// then makes them visible under their own names, each folder synced once for the whole group.
// Replaces nothing but files of ours. Runs on an I/O thread.
#pragma once

#include <string>
#include <vector>

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

struct PublishedGroup {
  std::vector<Outcome> outcomes;  // of the jobs, in their order
  std::string note;               // that was written for them; empty: none
  std::vector<AttemptId> noted;   // it may be removed once these are recorded
  bool note_stays = false;        // or not at all: something is visible of a job that failed
};

// The jobs share one workplace. `note` is a name for this group's note; see
// ObjectStore::WriteNote.
PublishedGroup PublishJobs(const std::vector<Job*>& jobs, const std::string& note,
                           const Clock& clock);

}  // namespace photomill
