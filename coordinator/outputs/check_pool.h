// Checks files with several threads, and passes the results on in the order of the files, in small
// groups. Used by one thread, which also gets the results. Memory is bounded: Add waits if too many
// files are unfinished.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "coordinator/outputs/output_check.h"

namespace photomill {

class CheckPool {
 public:
  // Makes the function that one thread calls for each of its files.
  using Check = std::function<CheckedFile(RecordedOutput)>;
  using MakeCheck = std::function<Check()>;

  CheckPool(unsigned threads, const MakeCheck& make_check,
            std::function<void(std::vector<CheckedFile>)> on_checked);
  CheckPool(const CheckPool&) = delete;
  CheckPool& operator=(const CheckPool&) = delete;
  ~CheckPool();  // files that no thread has begun are not checked

  void Add(RecordedOutput output);
  // Waits until all files are checked.
  void Finish();

 private:
  // Files are handed over in groups: with one at a time, handing over small ones would cost as much
  // as reading them.
  struct Batch {
    std::vector<CheckedFile> files;
    uint64_t bytes = 0;
    bool done = false;
  };

  void Work(const Check& check);
  void Submit();
  void TakeDone(size_t unfinished_max);

  const std::function<void(std::vector<CheckedFile>)> on_checked_;
  const size_t unfinished_max_;
  Check own_check_;  // for the caller's thread, if there is no other
  std::unique_ptr<Batch> filling_ = std::make_unique<Batch>();
  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable done_;
  // Shared, under the mutex:
  std::deque<std::unique_ptr<Batch>> batches_;  // in order; those before begun_ have a thread
  size_t begun_ = 0;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace photomill
