#include "coordinator/core/taker_table.h"

#include "common/base/check.h"

namespace photomill {

void TakerTable::Update(const Worker& worker) {
  const auto found = takers_.find(worker.peer);
  const bool was_taker = found != takers_.end();
  if (was_taker && !(worker.CanTake() && worker.slots == found->second)) {
    slots_ -= found->second;
    takers_.erase(found);
  }
  if (worker.CanTake() && takers_.emplace(worker.peer, worker.slots).second) {
    slots_ += worker.slots;
  }
  if (worker.IsSound()) {
    sound_.insert(worker.peer);
  } else {
    sound_.erase(worker.peer);
  }
  Rest(worker);
}

void TakerTable::Rest(const Worker& worker) {
  const bool rests = worker.set_aside && !worker.set_aside->probing;
  const auto found = rests_until_.find(worker.peer);
  if (found != rests_until_.end()) {
    if (rests && worker.set_aside->until == found->second) return;
    resting_.erase({found->second, worker.peer});
    rests_until_.erase(found);
  }
  if (!rests) return;
  resting_.emplace(worker.set_aside->until, worker.peer);
  rests_until_.emplace(worker.peer, worker.set_aside->until);
}

void TakerTable::Forget(const Worker& worker) {
  const auto found = takers_.find(worker.peer);
  if (found != takers_.end()) {
    slots_ -= found->second;
    takers_.erase(found);
  }
  sound_.erase(worker.peer);
  const auto rests = rests_until_.find(worker.peer);
  if (rests == rests_until_.end()) return;
  resting_.erase({rests->second, worker.peer});
  rests_until_.erase(rests);
}

PeerId TakerTable::Behind(PeerId peer) const {
  PHOTOMILL_CHECK(!takers_.empty());
  const auto next = takers_.upper_bound(peer);
  return next == takers_.end() ? takers_.begin()->first : next->first;
}

}  // namespace photomill
