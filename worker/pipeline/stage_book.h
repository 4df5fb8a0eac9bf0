// Counts how many tasks are in each stage of the pipeline, and for how long: the integral of that
// number over time. Unlike times that are added when a step ends, it includes steps in progress.
// Any thread may use it.
#pragma once

#include <array>
#include <cstdint>
#include <mutex>
#include <optional>
#include <utility>

#include "common/base/instant.h"
#include "common/model/worker_load.h"
#include "common/os/clock.h"

namespace photomill {

class StageBook {
 public:
  explicit StageBook(Instant now) : since_(now) {}

  // A task leaves a stage, enters one, or both.
  void Move(std::optional<Stage> from, std::optional<Stage> to, Instant now);

  // Fills in stage_time and stage_now.
  void Read(Instant now, WorkerLoad& load);

 private:
  void Advance(Instant now);

  std::mutex mutex_;
  Instant since_;  // up to here `nanoseconds_` is complete
  std::array<uint32_t, kStageCount> tasks_{};
  std::array<uint64_t, kStageCount> nanoseconds_{};  // summed over tasks
};

// The stage of one task, which it leaves when this object goes out of scope. Does nothing without a
// book, as in a separate process.
class StageMark {
 public:
  StageMark() = default;
  ~StageMark() { Leave(); }
  StageMark(StageMark&& other) noexcept
      : book_(std::exchange(other.book_, nullptr)),
        clock_(other.clock_),
        stage_(std::exchange(other.stage_, std::nullopt)) {}
  StageMark& operator=(StageMark&&) = delete;
  StageMark(const StageMark&) = delete;
  StageMark& operator=(const StageMark&) = delete;

  // The book and the clock must outlive this object.
  void Follow(StageBook& book, const Clock& clock) {
    book_ = &book;
    clock_ = &clock;
  }
  void Enter(Stage stage);
  void Leave();

 private:
  StageBook* book_ = nullptr;
  const Clock* clock_ = nullptr;
  std::optional<Stage> stage_;
};

}  // namespace photomill
