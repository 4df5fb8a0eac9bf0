#include "tests/fault/soak/faults.h"

#include <signal.h>

#include <utility>

namespace photomill::test {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr uint64_t kPauseMin = 150;  // milliseconds between two faults
constexpr uint64_t kPauseMax = 1'500;
constexpr uint64_t kGarbageBytesMax = 100'000;
constexpr int kDeathOneIn = 40;

}  // namespace

Faults::Faults(Machines& machines, LibraryModel& library, Random& random, Tally& tally)
    : machines_(machines), library_(library), random_(random), tally_(tally), next_(Clock::now()) {}

void Faults::Turn() {
  const Time now = Clock::now();
  for (size_t i = 0; i < undos_.size();) {
    if (undos_[i].due > now) {
      ++i;
      continue;
    }
    const std::function<void()> undo = std::move(undos_[i].undo);
    undos_.erase(undos_.begin() + static_cast<std::ptrdiff_t>(i));
    undo();
  }
  machines_.StartMissingWorkers(random_.Below(4) == 0 ? kDeathOneIn : 0);
  if (now < next_) return;
  next_ = now + milliseconds(kPauseMin + random_.Below(kPauseMax - kPauseMin));
  Break();
}

void Faults::UndoAll() {
  for (Undo& undo : std::exchange(undos_, {})) undo.undo();
}

// Most of them for a moment, some for longer than a lease.
void Faults::ForAWhile(std::function<void()> undo) {
  const uint64_t length =
      random_.Below(3) == 0 ? 11'000 + random_.Below(3'000) : 200 + random_.Below(4'000);
  undos_.push_back({Clock::now() + milliseconds(length), std::move(undo)});
}

void Faults::Break() {
  const uint64_t which = random_.Below(16);
  switch (which) {
    case 0:
      machines_.SignalCoordinator(SIGKILL);
      tally_.Count("coordinator killed");
      return;
    case 1:
      machines_.SignalCoordinator(SIGINT);
      tally_.Count("coordinator interrupted");
      return;
    case 2:
      machines_.SendGarbage(1 + random_.Below(kGarbageBytesMax));
      tally_.Count("garbage at the port");
      return;
    case 3:
      if (full_ || !machines_.why_no_disk().empty()) return;
      full_ = true;
      machines_.FillDestination();
      tally_.Count("destination full");
      undos_.push_back({Clock::now() + milliseconds(500 + random_.Below(3'000)), [this] {
                          machines_.MakeRoom();
                          full_ = false;
                        }});
      return;
    case 4:
      library_.ChangeInTheMiddle();
      library_moved_ = true;
      return;
    default:
      BreakWorker(random_.Below(Machines::kWorkers), which);
  }
}

void Faults::BreakWorker(size_t worker, uint64_t which) {
  if (busy_.contains(worker) || !machines_.WorkerRuns(worker)) return;
  switch (which) {
    case 5:
    case 6:
      machines_.KillWorker(worker);
      tally_.Count("worker killed");
      return;
    case 7:
    case 8:
      machines_.SignalEngine(worker, SIGKILL);
      tally_.Count("engine killed");
      return;
    case 9:
      machines_.SignalEngine(worker, SIGSEGV);
      tally_.Count("engine crashed");
      return;
    case 10:
      machines_.SignalWorker(worker, SIGTERM);
      tally_.Count("worker told to leave");
      return;
    case 11:
    case 12:
      busy_.insert(worker);
      machines_.SignalWorker(worker, SIGSTOP);
      machines_.SignalEngine(worker, SIGSTOP);
      tally_.Count("worker stopped for a while");
      ForAWhile([this, worker] {
        machines_.SignalEngine(worker, SIGCONT);
        machines_.SignalWorker(worker, SIGCONT);
        busy_.erase(worker);
      });
      return;
    default:
      if (!machines_.why_no_network().empty()) return;
      busy_.insert(worker);
      const bool silent = which > 13;
      machines_.CutOff(worker, silent ? Network::Cut::kSilent : Network::Cut::kLinkDown);
      tally_.Count(silent ? "cut off in silence" : "cut off, cable out");
      ForAWhile([this, worker] {
        machines_.Heal(worker);
        busy_.erase(worker);
      });
  }
}

}  // namespace photomill::test
