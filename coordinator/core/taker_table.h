// Who may be given tasks, kept up to date as workers change, so that an event costs no look at
// every worker. Owned by Scheduler, which says Update() after each change of a worker; invariants.h
// compares it with a look at all of them. Orders are those of peers, so that the same events give
// the same effects.
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

  // Workers that are given tasks where there are some: credit to spare, and not set aside (or a
  // probe is due).
  [[nodiscard]] size_t size() const { return takers_.size(); }
  [[nodiscard]] bool Has(PeerId peer) const { return takers_.contains(peer); }
  [[nodiscard]] uint64_t slots() const { return slots_; }
  // The next one in turn behind `peer`, going round; there is one.
  [[nodiscard]] PeerId Behind(PeerId peer) const;
  [[nodiscard]] const std::map<PeerId, uint32_t>& all() const { return takers_; }

  // Workers that work and are not set aside, with or without credit at the moment.
  [[nodiscard]] const std::set<PeerId>& sound() const { return sound_; }

  // Of those that are set aside without a probe, the one whose time comes first.
  [[nodiscard]] const std::set<std::pair<Instant, PeerId>>& resting() const { return resting_; }

 private:
  void Rest(const Worker& worker);

  std::map<PeerId, uint32_t> takers_;  // with their slots
  uint64_t slots_ = 0;                 // of all of them
  std::set<PeerId> sound_;
  std::set<std::pair<Instant, PeerId>> resting_;
  std::map<PeerId, Instant> rests_until_;
};

}  // namespace photomill
