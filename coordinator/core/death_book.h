// Records which deaths of processes have been charged. Each death counts once, however often, by
// whichever engine and to whichever coordinator it is reported. Owned by Scheduler, which applies
// the charges to the sources.
#pragma once

#include <deque>
#include <string>
#include <unordered_set>
#include <vector>

#include "common/model/message.h"

namespace photomill {

// A process died while it executed a source.
struct DeathNews {
  std::string death;  // DeathOf()
  Failure cause;
  bool alone = false;  // it executed nothing else
};

// Names the death of an engine, or of the separate process that executed an attempt. The name is
// the same in every run.
std::string DeathOf(SessionId engine);
std::string DeathOf(AttemptId attempt);

class DeathBook {
 public:
  struct Charge {
    SourceId source;
    DeathNews news;
  };

  // `charged`: deaths charged by earlier runs.
  explicit DeathBook(std::vector<std::string> charged);

  // Returns what an engine's death charges, as reported in its successor's hello; empty if that
  // death was charged before.
  std::vector<Charge> TakeSuspects(const Hello& hello);
  // Returns what the death of the separate process that executed the attempt charges.
  DeathNews TakeDeath(const TaskResult& result);

  [[nodiscard]] bool Knows(AttemptId attempt) const { return known_.contains(DeathOf(attempt)); }
  // The engine has proved that it sees the stores: from now on it executes tasks, and its death
  // counts.
  void ExpectTasks(SessionId engine) { known_.erase(DeathOf(engine)); }

  [[nodiscard]] size_t size() const { return in_order_.size(); }

 private:
  void Remember(std::string death);

  // Deaths that charge nothing: those already charged, also by earlier runs, and those of engines
  // that have not executed anything yet. The oldest are forgotten.
  std::unordered_set<std::string> known_;
  std::deque<std::string> in_order_;
};

}  // namespace photomill
