// Slots that sleep instead of working, and measure how long they had to wait for their next task.
// The engine's loop passes tasks in; each slot is a thread. A slot is idle from the end of its task
// until it gets another one. The time before a slot's first task and after its last one belongs to
// the run's start and end, and does not count.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "common/base/instant.h"
#include "common/model/message.h"
#include "common/os/clock.h"

namespace photomill {

class SleepingSlots {
 public:
  // `end` is called by the slots' threads.
  SleepingSlots(uint32_t slots, Duration work, std::function<void(const Assignment&)> end);
  ~SleepingSlots();
  SleepingSlots(const SleepingSlots&) = delete;
  SleepingSlots& operator=(const SleepingSlots&) = delete;

  void Take(const Assignment& assignment);

  // Ends the slots; returns text that begins with a comma.
  std::string Report();

 private:
  struct Times {
    Duration busy{};
    Duration idle{};
  };

  void Work(Times& times);
  void Stop();

  const Duration work_;
  const std::function<void(const Assignment&)> end_;
  const SystemClock clock_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Assignment> waiting_;
  bool stopped_ = false;
  std::vector<Times> times_;  // each owned by its slot's thread, until that has ended
  std::vector<std::thread> threads_;
};

}  // namespace photomill
