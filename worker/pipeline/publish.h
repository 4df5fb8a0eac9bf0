// Last step: writes the outputs of a group of jobs durably under temporary names, notes what they
// are, and makes them visible under their own names. Each folder is synced once for the whole
// group. Only files of ours are replaced. Runs on an I/O thread.
#pragma once

#include <string>
#include <vector>

#include "common/os/clock.h"
#include "worker/pipeline/job.h"

namespace photomill {

struct PublishedGroup {
  std::vector<Outcome> outcomes;  // of the jobs, in their order
  std::string note;               // the note that was written for them; empty: none
  std::vector<AttemptId> noted;   // the note can be removed once these are recorded
  bool note_stays = false;        // or never: a failed job has visible outputs
};

// All jobs share one workplace. `note` is the name of this group's note; see
// ObjectStore::WriteNote.
PublishedGroup PublishJobs(const std::vector<Job*>& jobs, const std::string& note,
                           const Clock& clock);

}  // namespace photomill
