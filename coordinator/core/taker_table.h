// Which workers can be given tasks, kept up to date as workers change, so that no event has to look
// at every worker. Owned by Scheduler, which calls Update() after each change of a worker;
// invariants.h compares the table with a scan of all workers. Everything is in the order of peers,
// so that the same events give the same effects.
#pragma once

#include <map>
#include <set>
#include <utility>

#include "coordinator/core/worker_table.h"

namespace photomill {

class TakerTable {
 public:
  void Update(const Worker& worker);
  void Forget(const Worker& worker);

  // Workers that get the next ready tasks: they have credit left, and are not set aside (or a probe
  // is due).
  [[nodiscard]] size_t size() const { return takers_.size(); }
  [[nodiscard]] bool Has(PeerId peer) const { return takers_.contains(peer); }
  [[nodiscard]] uint64_t slots() const { return slots_; }
  // The next taker after `peer`, wrapping around. There must be one.
  [[nodiscard]] PeerId Behind(PeerId peer) const;
  [[nodiscard]] const std::map<PeerId, uint32_t>& all() const { return takers_; }

  // Workers that are working and not set aside, with or without credit at the moment.
  [[nodiscard]] const std::set<PeerId>& sound() const { return sound_; }

  // Workers that are set aside and not probing, the earliest to be released first.
  [[nodiscard]] const std::set<std::pair<Instant, PeerId>>& resting() const { return resting_; }

 private:
  void Rest(const Worker& worker);

  std::map<PeerId, uint32_t> takers_;  // with their slots
  uint64_t slots_ = 0;                 // the sum of their slots
  std::set<PeerId> sound_;
  std::set<std::pair<Instant, PeerId>> resting_;
  std::map<PeerId, Instant> rests_until_;
};

}  // namespace photomill
