#include "coordinator/outputs/check_pool.h"

#include <algorithm>
#include <system_error>
#include <utility>

namespace photomill {
namespace {

constexpr size_t kBatchFiles = 64;
constexpr uint64_t kBatchBytes = 8ULL << 20;
constexpr size_t kBatchesPerThread = 4;

}  // namespace

CheckPool::CheckPool(unsigned threads, const MakeCheck& make_check,
                     std::function<void(std::vector<CheckedFile>)> on_checked)
    : on_checked_(std::move(on_checked)),
      unfinished_max_(std::max(1U, threads) * kBatchesPerThread) {
  // If the system allows fewer threads, these do all the work; without any, the caller's does.
  try {
    for (unsigned i = 0; i < std::max(1U, threads); ++i) {
      Check check = make_check();
      if (i == 0) own_check_ = check;
      threads_.emplace_back([this, check = std::move(check)] { Work(check); });
    }
  } catch (const std::system_error&) {
    return;
  }
}

CheckPool::~CheckPool() {
  {
    const std::scoped_lock lock(mutex_);
    ended_ = true;
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void CheckPool::Work(const Check& check) {
  std::unique_lock lock(mutex_);
  while (true) {
    work_.wait(lock, [this] { return ended_ || begun_ < batches_.size(); });
    if (ended_) return;
    Batch& batch = *batches_[begun_++];
    lock.unlock();
    for (CheckedFile& file : batch.files) file = check(std::move(file.output));
    lock.lock();
    batch.done = true;
    done_.notify_one();
  }
}

void CheckPool::Add(RecordedOutput output) {
  filling_->bytes += output.bytes;
  filling_->files.push_back({std::move(output)});
  if (filling_->files.size() >= kBatchFiles || filling_->bytes >= kBatchBytes) Submit();
}

void CheckPool::Submit() {
  if (threads_.empty()) {
    Batch batch = std::move(*std::exchange(filling_, std::make_unique<Batch>()));
    for (CheckedFile& file : batch.files) file = own_check_(std::move(file.output));
    on_checked_(std::move(batch.files));
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    batches_.push_back(std::exchange(filling_, std::make_unique<Batch>()));
  }
  work_.notify_one();
  TakeDone(unfinished_max_);
}

void CheckPool::Finish() {
  Submit();
  TakeDone(0);
}

// Passes on what is done, and waits until at most this many batches are left.
void CheckPool::TakeDone(size_t unfinished_max) {
  std::unique_lock lock(mutex_);
  while (!batches_.empty()) {
    if (!batches_.front()->done && batches_.size() <= unfinished_max) return;
    done_.wait(lock, [this] { return batches_.front()->done; });
    const std::unique_ptr<Batch> batch = std::move(batches_.front());
    batches_.pop_front();
    --begun_;
    lock.unlock();
    if (!batch->files.empty()) on_checked_(std::move(batch->files));
    lock.lock();
  }
}

}  // namespace photomill
