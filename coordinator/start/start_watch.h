// Watches the two stores while a run is prepared, when no progress is shown yet: with a mount whose
// server is gone, the program would seem to do nothing. Uses a separate thread, which ends with
// this object.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

#include "common/os/clock.h"
#include "common/storage/store_watch.h"

namespace photomill {

class StartWatch {
 public:
  struct Urls {
    std::string source;
    std::string destination;
  };

  // All of these must outlive this object. `say` is called on its thread with a line when a store
  // has not answered for a long time, and with another when it answers again.
  StartWatch(StoreWatches& watches, Urls urls, const Clock& clock,
             std::function<void(const std::string&)> say);
  ~StartWatch();
  StartWatch(const StartWatch&) = delete;
  StartWatch& operator=(const StartWatch&) = delete;

 private:
  void Run();

  StoreWatches& watches_;
  const Urls urls_;
  const Clock& clock_;
  const std::function<void(const std::string&)> say_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace photomill
