// Which deaths of processes have been charged: each one counts once, however often it is told, by
// whichever engine, and to whichever coordinator. Owned by Scheduler, which does with the sources
// what a charge means.
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

// Names the death of an engine, or that of the process of its own in which an attempt was executed:
// the same in every run.
std::string DeathOf(SessionId engine);
std::string DeathOf(AttemptId attempt);

class DeathBook {
 public:
  struct Charge {
    SourceId source;
    DeathNews news;
  };

  // `charged`: by earlier runs.
  explicit DeathBook(std::vector<std::string> charged);

  // What the death of an engine charges, as the hello of its successor tells it; nothing where it
  // was charged before.
  std::vector<Charge> TakeSuspects(const Hello& hello);
  // What the death of the process of its own that executed the attempt charges.
  DeathNews TakeDeath(const TaskResult& result);

  [[nodiscard]] bool Knows(AttemptId attempt) const { return known_.contains(DeathOf(attempt)); }
  // The engine has proved its stores: from now on it executes tasks, and its death counts.
  void ExpectTasks(SessionId engine) { known_.erase(DeathOf(engine)); }

  [[nodiscard]] size_t size() const { return in_order_.size(); }

 private:
  void Remember(std::string death);

  // Deaths that charge nothing: those that were charged, also by earlier runs, and those of engines
  // that have executed nothing yet. The oldest are forgotten.
  std::unordered_set<std::string> known_;
  std::deque<std::string> in_order_;
};

}  // namespace photomill
