#include "coordinator/start/start_watch.h"

#include <utility>

#include "common/model/store_silence.h"

namespace photomill {
namespace {

constexpr Duration kInterval = milliseconds(100);

}  // namespace

StartWatch::StartWatch(StoreWatches& watches, Urls urls, const Clock& clock,
                       std::function<void(const std::string&)> say)
    : watches_(watches),
      urls_(std::move(urls)),
      clock_(clock),
      say_(std::move(say)),
      thread_([this] { Run(); }) {}

StartWatch::~StartWatch() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void StartWatch::Run() {
  StoreSilence silence;
  std::unique_lock lock(mutex_);
  while (!wake_.wait_for(lock, kInterval, [this] { return ending_; })) {
    const Instant now = clock_.Now();
    for (const std::string& line :
         silence.Take(now, watches_.Waits(now), {{}, urls_.source, urls_.destination})) {
      say_(line);
    }
  }
  // If a store was silent until the end of the preparation, a line ends that silence, too.
  for (const std::string& line :
       silence.Take(clock_.Now(), {}, {{}, urls_.source, urls_.destination})) {
    say_(line);
  }
}

}  // namespace photomill
