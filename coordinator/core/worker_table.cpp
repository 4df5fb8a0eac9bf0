#include "coordinator/core/worker_table.h"

#include "common/base/check.h"

namespace photomill {

Worker* WorkerTable::Find(PeerId peer) {
  const auto it = workers_.find(peer);
  return it == workers_.end() ? nullptr : &it->second;
}

const Worker* WorkerTable::Find(PeerId peer) const {
  const auto it = workers_.find(peer);
  return it == workers_.end() ? nullptr : &it->second;
}

Worker* WorkerTable::FindSession(SessionId session) {
  const auto it = by_session_.find(session);
  return it == by_session_.end() ? nullptr : Find(it->second);
}

Worker& WorkerTable::Add(PeerId peer, SessionId session) {
  auto [it, added] = workers_.try_emplace(peer);
  PHOTOMILL_CHECK(added);
  PHOTOMILL_CHECK(by_session_.emplace(session, peer).second);
  it->second.peer = peer;
  it->second.session = session;
  return it->second;
}

void WorkerTable::Erase(PeerId peer) {
  const auto it = workers_.find(peer);
  PHOTOMILL_CHECK(it != workers_.end());
  by_session_.erase(it->second.session);
  workers_.erase(it);
}

}  // namespace photomill
