// Who holds which attempt of which source. Owned by Scheduler. A lease can be for a source outside
// the window: one that a worker holds from before a restart of the coordinator (`adopted`), or one
// that another attempt has settled.
#pragma once

#include <optional>
#include <unordered_map>

#include "common/base/ids.h"
#include "common/base/instant.h"
#include "common/base/object_version.h"

namespace photomill {

struct Lease {
  AttemptId attempt;
  SourceId source;
  PeerId peer;
  Instant since;
  bool brought = false;  // by a hello: how long the worker has had it is unknown
};

class LeaseTable {
 public:
  [[nodiscard]] size_t size() const { return leases_.size(); }

  // Returns false if the attempt is already known.
  bool Add(const Lease& lease) { return leases_.emplace(lease.attempt, lease).second; }
  [[nodiscard]] const Lease* Find(AttemptId attempt) const {
    const auto it = leases_.find(attempt);
    return it == leases_.end() ? nullptr : &it->second;
  }
  void Erase(AttemptId attempt) { leases_.erase(attempt); }

  [[nodiscard]] const std::unordered_map<AttemptId, Lease>& all() const { return leases_; }

 private:
  std::unordered_map<AttemptId, Lease> leases_;
};

}  // namespace photomill
