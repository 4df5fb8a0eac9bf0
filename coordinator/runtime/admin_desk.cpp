#include "coordinator/runtime/admin_desk.h"

#include <fmt/core.h>

#include <algorithm>
#include <variant>

namespace photomill {
namespace {

AdminResponse Refused(std::string text) {
  return {AdminCode::kRefused, std::move(text)};
}

// Whether any other worker stays that could take tasks, now or later.
bool OthersStay(const WorkerTable& workers, const Worker& leaver) {
  return std::any_of(workers.all().begin(), workers.all().end(), [&](const auto& item) {
    const Worker& worker = item.second;
    return worker.peer != leaver.peer && !worker.drain_asked &&
           worker.phase != Worker::Phase::kDraining;
  });
}

}  // namespace

AdminResponse AdminDesk::Answer(const AdminCommand& command) {
  const bool changes = !std::holds_alternative<admin::Ping>(command) &&
                       !std::holds_alternative<admin::Explain>(command);
  if (changes &&
      (loop_.state() != CoordinatorLoop::State::kRunning || loop_.scheduler().stopping())) {
    return Refused(loop_.state() == CoordinatorLoop::State::kFinished
                       ? "the run has finished all photos already"
                       : "the run is being stopped already");
  }
  return std::visit([this](const auto& asked) { return On(asked); }, command);
}

AdminResponse AdminDesk::On(const admin::Ping&) {
  return {AdminCode::kDone, "the run answers", "alive"};
}

AdminResponse AdminDesk::On(const admin::Pause&) {
  if (loop_.scheduler().paused_by_user()) {
    return {AdminCode::kDone, "the run is paused already", "paused"};
  }
  const size_t held = loop_.scheduler().leases().size();
  loop_.Pause();
  return {AdminCode::kDone,
          fmt::format(
              "the run is paused: no more tasks are assigned until `photomill resume`{}",
              held == 0 ? std::string()
                        : fmt::format(", and {} still finished at the workers",
                                      held == 1 ? "1 task is" : fmt::format("{} tasks are", held))),
          "paused"};
}

AdminResponse AdminDesk::On(const admin::Resume&) {
  if (!loop_.scheduler().paused_by_user()) {
    const std::string pause = loop_.scheduler().PauseText(clock_.Now());
    return {AdminCode::kDone,
            pause.empty() ? "the run is not paused"
                          : "nobody has paused the run; it waits by itself: " + pause,
            "running"};
  }
  loop_.Resume();
  return {AdminCode::kDone, "the run is resumed", "running"};
}

AdminResponse AdminDesk::On(const admin::Drain& drain) {
  const WorkerTable& workers = loop_.scheduler().workers();
  const Result<PeerId> found = FindWorker(workers, drain.worker);
  if (!found) return Refused(found.failure().detail);
  const Worker& worker = *workers.Find(*found);
  if (worker.drain_asked || worker.phase == Worker::Phase::kDraining) {
    return {AdminCode::kDone, fmt::format("worker {} drains already", worker.name), "draining"};
  }
  const std::string text = DrainText(worker);
  let_go_(worker.name);
  loop_.Drain(*found);
  return {AdminCode::kDone, text, "draining"};
}

std::string AdminDesk::DrainText(const Worker& worker) const {
  std::string text = fmt::format("worker {} {}", worker.name,
                                 worker.phase == Worker::Phase::kWorking
                                     ? "finishes its tasks in progress and exits"
                                     : "is still joining, and exits once it has joined");
  if (OthersStay(loop_.scheduler().workers(), worker)) return text;
  return text +
         (local_ ? ". Warning: no other worker is left, so the run waits. Stop it (Ctrl-C) and run "
                   "the same command again to continue"
                 : ". Warning: no other worker is left: the run waits until another one joins");
}

AdminResponse AdminDesk::On(const admin::SetThreads& set) {
  const std::string threads =
      set.threads == 1 ? "1 thread" : fmt::format("{} threads", set.threads);
  const WorkerTable& workers = loop_.scheduler().workers();
  if (!set.worker.empty()) {
    const Result<PeerId> found = FindWorker(workers, set.worker);
    if (!found) return Refused(found.failure().detail);
    loop_.SetSlots(*found, set.threads);
    return {AdminCode::kDone,
            fmt::format("worker {} has {} from its next heartbeat on, about a second from now",
                        workers.Find(*found)->name, threads),
            "set"};
  }
  loop_.SetSlots(std::nullopt, set.threads);
  return {AdminCode::kDone,
          fmt::format("all workers ({}), and those that join later, have {} each from their next "
                      "heartbeat on, about a second from now",
                      workers.size(), threads),
          "set"};
}

AdminResponse AdminDesk::On(const admin::Explain& explain) {
  const TaskStanding standing =
      loop_.scheduler().Explain(clock_.Now(), explain.key, explain.source);
  return {AdminCode::kDone, standing.text, std::string(StandingWord(standing.standing))};
}

}  // namespace photomill
