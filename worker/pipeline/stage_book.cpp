#include "worker/pipeline/stage_book.h"

#include "common/base/check.h"

namespace photomill {

void StageBook::Move(std::optional<Stage> from, std::optional<Stage> to, Instant now) {
  const std::lock_guard lock(mutex_);
  Advance(now);
  if (from) {
    uint32_t& tasks = tasks_[static_cast<size_t>(*from)];
    PHOTOMILL_CHECK(tasks > 0);
    --tasks;
  }
  if (to) ++tasks_[static_cast<size_t>(*to)];
}

void StageBook::Read(Instant now, WorkerLoad& load) {
  const std::lock_guard lock(mutex_);
  Advance(now);
  for (size_t i = 0; i < kStageCount; ++i) {
    load.stage_time[i] = nanoseconds_[i] / 1000;
    load.stage_now[i] = tasks_[i];
  }
}

// Threads read the clock before they get the lock, so `now` can be slightly in the past.
void StageBook::Advance(Instant now) {
  if (now <= since_) return;
  const auto passed = static_cast<uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(now - since_).count());
  for (size_t i = 0; i < kStageCount; ++i) nanoseconds_[i] += passed * tasks_[i];
  since_ = now;
}

void StageMark::Enter(Stage stage) {
  if (book_ == nullptr) return;
  book_->Move(stage_, stage, clock_->Now());
  stage_ = stage;
}

void StageMark::Leave() {
  if (!stage_) return;
  book_->Move(stage_, std::nullopt, clock_->Now());
  stage_.reset();
}

}  // namespace photomill
