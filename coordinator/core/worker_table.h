// The registered workers, each identified by its connection. Owned by Scheduler. Iteration is in
// the order of peers, so that the same events give the same effects.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "common/base/instant.h"
#include "common/base/result.h"
#include "common/model/message.h"
#include "common/model/store_silence.h"

namespace photomill {

// Results of a worker's recent attempts. Older ones are halved again and again.
struct WorkRecord {
  uint64_t results = 0;
  uint64_t passing = 0;  // transient failures: they point to the worker more than the source
  uint64_t failed = 0;   // failures of all kinds, including these

  [[nodiscard]] bool IsMostlyBad() const { return results > 0 && passing * 2 >= results; }
  void Add(const WorkRecord& other) {
    results += other.results;
    passing += other.passing;
    failed += other.failed;
  }
  void Remove(const WorkRecord& other) {
    results -= other.results;
    passing -= other.passing;
    failed -= other.failed;
  }
};

struct Worker {
  enum class Phase : uint8_t {
    kAwaitingSample,  // said hello; no source is listed yet with which it could prove itself
    kProving,         // was welcomed
    kWorking,
    kDraining,  // finishes the tasks that it holds
  };
  // How the worker arrived: reported when it starts to work. kTold: reported already.
  enum class Arrival : uint8_t { kTold, kJoined, kIsBack };

  PeerId peer;
  SessionId session;
  std::string name;
  std::string host;
  uint32_t process = 0;
  uint32_t slots = 0;
  Phase phase = Phase::kProving;
  Instant joined;
  Instant heard;           // when its last message arrived
  uint64_t heartbeat = 0;  // number of the last one
  Instant echoed;          // when the last echo was sent
  bool connected = true;   // false: a send found nobody; it has some time to reconnect
  Credit granted;          // totals since its hello
  Credit used;
  StoreSilence silence;        // which store does not answer this worker
  std::set<AttemptId> leases;  // everything it holds, as far as the coordinator knows
  uint64_t results = 0;        // of attempts that it held, since its hello
  uint64_t tasks_done = 0;
  uint64_t tasks_failed = 0;
  uint64_t cpu_milliseconds = 0;
  WorkerLoad load;  // as of the last heartbeat
  Arrival arrival = Arrival::kTold;
  bool drain_asked = false;  // by the user; also told to its next engine
  uint32_t slots_asked = 0;  // the same; 0: as it was started

  // Taking back its queue for other workers (take_back.cpp).
  size_t asked_back = 0;        // attempts in the TakeBack that it has not answered; one at a time
  bool yields = false;          // was asked: gets nothing new while it holds more than it executes
  bool queue_is_empty = false;  // it gave back less than asked, and has got nothing since

  // Set aside: its place (disk, permissions, network) failed. The worker gets nothing until
  // `until`, then one task as a probe. A success releases it; a failure doubles the wait.
  struct SetAside {
    Instant until;
    uint32_t times = 0;
    Failure cause;
    bool probing = false;
    bool black_hole = false;  // not its place: it fails far more than the others (black_holes.cpp)
    uint32_t proven = 0;      // successful probes in a row
  };
  std::optional<SetAside> set_aside;
  WorkRecord record;
  uint32_t black_holes = 0;  // how often it was set aside as a black hole

  // Identifies the worker across restarts of its engine or machine.
  [[nodiscard]] std::string Identity() const { return name + '\n' + host; }

  // Human-readable reason why it is set aside; empty if it is not.
  [[nodiscard]] std::string SetAsideText() const {
    if (!set_aside) return {};
    return std::string(ReasonWord(set_aside->cause.reason)) + ": " + set_aside->cause.detail;
  }

  [[nodiscard]] bool IsBlackHole() const { return set_aside && set_aside->black_hole; }

  [[nodiscard]] uint64_t credit_tasks() const {
    return granted.tasks_total > used.tasks_total ? granted.tasks_total - used.tasks_total : 0;
  }
  // One task always fits; otherwise a file larger than the whole credit would wait for ever.
  [[nodiscard]] bool Fits(uint64_t bytes) const {
    return leases.empty() || used.bytes_total + bytes <= granted.bytes_total;
  }
  // It works, and there is no reason not to give it tasks.
  [[nodiscard]] bool IsSound() const { return phase == Phase::kWorking && connected && !set_aside; }
  // It can get a task now, if the task's size fits.
  [[nodiscard]] bool CanTake() const {
    return (IsSound() || IsProbeDue()) && credit_tasks() > 0 && Fits(0) &&
           !(yields && queued() > 0);
  }
  // It accepts more tasks, but not the bytes of another source of the usual size.
  [[nodiscard]] bool IsOutOfBytes() const {
    return credit_tasks() > 0 && used.tasks_total > 0 && !Fits(used.bytes_total / used.tasks_total);
  }
  // Attempts beyond its slots. It may have started some of them all the same.
  [[nodiscard]] size_t queued() const { return leases.size() > slots ? leases.size() - slots : 0; }
  [[nodiscard]] bool IsProbeDue() const {
    return phase == Phase::kWorking && connected && set_aside && set_aside->probing &&
           leases.empty();
  }
};

class WorkerTable;

// The worker that a user means: by name, name@host or process id. The failure lists the workers if
// none matches, and the matching ones if several do.
Result<PeerId> FindWorker(const WorkerTable& workers, std::string_view asked);

class WorkerTable {
 public:
  Worker* Find(PeerId peer);
  [[nodiscard]] const Worker* Find(PeerId peer) const;
  Worker* FindSession(SessionId session);

  Worker& Add(PeerId peer, SessionId session);
  void Erase(PeerId peer);

  [[nodiscard]] size_t size() const { return workers_.size(); }
  std::map<PeerId, Worker>& all() { return workers_; }
  [[nodiscard]] const std::map<PeerId, Worker>& all() const { return workers_; }

 private:
  std::map<PeerId, Worker> workers_;
  std::map<SessionId, PeerId> by_session_;
};

}  // namespace photomill
