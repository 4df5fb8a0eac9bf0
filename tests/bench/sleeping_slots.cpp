#include "tests/bench/sleeping_slots.h"

#include <cstdio>
#include <optional>

namespace photomill {

SleepingSlots::SleepingSlots(uint32_t slots, Duration work,
                             std::function<void(const Assignment&)> end)
    : work_(work), end_(std::move(end)), times_(slots) {
  for (Times& times : times_) threads_.emplace_back([this, &times] { Work(times); });
}

SleepingSlots::~SleepingSlots() {
  Stop();
}

void SleepingSlots::Take(const Assignment& assignment) {
  const std::lock_guard lock(mutex_);
  waiting_.push_back(assignment);
  wake_.notify_one();
}

void SleepingSlots::Work(Times& times) {
  std::optional<Instant> ended;
  while (true) {
    Assignment assignment;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
      if (waiting_.empty()) return;
      assignment = std::move(waiting_.front());
      waiting_.pop_front();
    }
    const Instant begun = clock_.Now();
    if (ended) times.idle += begun - *ended;
    std::this_thread::sleep_for(work_);
    ended = clock_.Now();
    times.busy += *ended - begun;
    end_(assignment);
  }
}

void SleepingSlots::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    wake_.notify_all();
  }
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

std::string SleepingSlots::Report() {
  Stop();
  Times all;
  for (const Times& times : times_) {
    all.busy += times.busy;
    all.idle += times.idle;
  }
  const double busy = std::chrono::duration<double>(all.busy).count();
  const double idle = std::chrono::duration<double>(all.idle).count();
  char text[96];
  std::snprintf(text, sizeof(text), ", slots were busy for %.2f s and idle for %.3f s", busy, idle);
  return text;
}

}  // namespace photomill
