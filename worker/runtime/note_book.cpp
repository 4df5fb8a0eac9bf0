#include "worker/runtime/note_book.h"

#include <utility>

namespace photomill {

void NoteBook::Enter(uint64_t epoch, std::string note, const std::vector<AttemptId>& attempts) {
  const std::lock_guard lock(mutex_);
  if (epoch != epoch_) return;
  if (attempts.empty()) {
    removable_.push_back(std::move(note));
    return;
  }
  const uint64_t number = next_++;
  for (const AttemptId attempt : attempts) of_attempt_[attempt] = number;
  waiting_.emplace(number, Waiting{std::move(note), attempts.size(), false});
}

void NoteBook::Settle(const std::vector<AttemptId>& attempts, bool recorded) {
  const std::lock_guard lock(mutex_);
  for (const AttemptId attempt : attempts) {
    const auto number = of_attempt_.find(attempt);
    if (number == of_attempt_.end()) continue;
    const auto waiting = waiting_.find(number->second);
    of_attempt_.erase(number);
    if (!recorded) waiting->second.stays = true;
    if (--waiting->second.attempts > 0) continue;
    if (!waiting->second.stays) removable_.push_back(std::move(waiting->second.note));
    waiting_.erase(waiting);
  }
}

void NoteBook::Abandon(uint64_t epoch) {
  const std::lock_guard lock(mutex_);
  epoch_ = epoch;
  waiting_.clear();
  of_attempt_.clear();
}

size_t NoteBook::removable() const {
  const std::lock_guard lock(mutex_);
  return removable_.size();
}

std::vector<std::string> NoteBook::TakeRemovable() {
  const std::lock_guard lock(mutex_);
  return std::exchange(removable_, {});
}

}  // namespace photomill
