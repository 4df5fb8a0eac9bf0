#include "coordinator/core/death_book.h"

#include <fmt/core.h>

#include <utility>

#include "common/base/limits.h"
#include "common/base/signal_name.h"

namespace photomill {
namespace {

std::string DeathText(const Suspect& suspect, size_t others) {
  if (suspect.reason == Reason::kTimedOut) {
    return "exceeded its time limit, and the worker's engine was stopped";
  }
  std::string text = suspect.signal == 0 ? std::string("the worker's engine ended unexpectedly")
                                         : "the worker's engine was killed by " +
                                               SignalName(static_cast<int>(suspect.signal));
  text += " while it processed this photo";
  if (others > 0) {
    text += fmt::format(" and {}{}", others, others == 1 ? " other photo" : " other photos");
  }
  return text;
}

}  // namespace

std::string DeathOf(SessionId engine) {
  return fmt::format("engine {}", engine.value);
}

std::string DeathOf(AttemptId attempt) {
  return fmt::format("attempt {}", attempt.value);
}

DeathBook::DeathBook(std::vector<std::string> charged) {
  for (std::string& death : charged) Remember(std::move(death));
}

// A successor that dies before it has proved itself has executed nothing. The next successor
// reports the same suspects.
std::vector<DeathBook::Charge> DeathBook::TakeSuspects(const Hello& hello) {
  if (hello.suspects.empty()) return {};
  const std::string death = DeathOf(hello.replaces);
  const bool charged = known_.contains(death);
  Remember(death);
  Remember(DeathOf(hello.session));
  if (charged) return {};
  const size_t others = hello.suspects.size() - 1;
  std::vector<Charge> charges;
  for (const Suspect& suspect : hello.suspects) {
    charges.push_back(
        {suspect.source, {death, {suspect.reason, DeathText(suspect, others)}, others == 0}});
  }
  return charges;
}

DeathNews DeathBook::TakeDeath(const TaskResult& result) {
  const std::string death = DeathOf(result.attempt);
  Remember(death);
  return {death, {result.outcome.reason, result.outcome.detail}, true};
}

void DeathBook::Remember(std::string death) {
  if (!known_.insert(death).second) return;
  in_order_.push_back(std::move(death));
  if (in_order_.size() <= 2 * limits::kWorkersMax) return;
  known_.erase(in_order_.front());
  in_order_.pop_front();
}

}  // namespace photomill
