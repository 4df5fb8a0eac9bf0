#include "coordinator/core/worker_table.h"

#include <fmt/core.h>

#include <functional>
#include <vector>

#include "common/base/check.h"
#include "common/base/text.h"

namespace photomill {
namespace {

constexpr size_t kNamedMax = 20;

std::string FullName(const Worker& worker) {
  return fmt::format("{}@{} (process {})", Escaped(worker.name), Escaped(worker.host),
                     worker.process);
}

std::string NamesOf(const std::vector<const Worker*>& workers) {
  std::string names;
  for (size_t i = 0; i < std::min(workers.size(), kNamedMax); ++i) {
    names += (i == 0 ? "" : ", ") + FullName(*workers[i]);
  }
  if (workers.size() > kNamedMax) names += fmt::format(" and {} more", workers.size() - kNamedMax);
  return names;
}

std::vector<const Worker*> Matching(const WorkerTable& workers,
                                    const std::function<bool(const Worker&)>& matches) {
  std::vector<const Worker*> found;
  for (const auto& [peer, worker] : workers.all()) {
    if (matches(worker)) found.push_back(&worker);
  }
  return found;
}

}  // namespace

Result<PeerId> FindWorker(const WorkerTable& workers, std::string_view asked) {
  std::vector<const Worker*> found = Matching(workers, [&](const Worker& worker) {
    return worker.name == asked || worker.name + "@" + worker.host == asked;
  });
  if (found.empty()) {
    found = Matching(workers,
                     [&](const Worker& worker) { return std::to_string(worker.process) == asked; });
  }
  if (found.size() == 1) return found.front()->peer;
  if (found.size() > 1) {
    return Invalid(fmt::format("{} workers are called {}: {}. Name one by name@host or process id",
                               found.size(), Escaped(asked), NamesOf(found)));
  }
  const std::vector<const Worker*> all = Matching(workers, [](const Worker&) { return true; });
  return Invalid(
      fmt::format("no worker of this run is called {}{}", Escaped(asked),
                  all.empty() ? ": it has none at the moment" : ". It has " + NamesOf(all)));
}

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
