// A pipeline with real stores, real images and real threads, for the tests of PipelineRunner.
#pragma once

#include <gtest/gtest.h>
#include <poll.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include "common/os/clock.h"
#include "tests/unit/common/os/temp_folder.h"
#include "worker/image/codec.h"
#include "worker/runtime/pipeline_runner.h"

namespace photomill {

class PipelineRunnerTest : public testing::Test {
 protected:
  PipelineRunnerTest() {
    PHOTOMILL_CHECK(InitialiseImaging().ok());
    folder_.MakeFolder("source");
    folder_.MakeFolder("destination");
    folder_.Write("destination/.photomill/migrations/m1", "token");
    StartRunner(Isolation::kAuto);
  }

  void StartRunner(Isolation isolation, const std::string& program = PHOTOMILL_WORKER) {
    PipelineOptions options;
    options.cpu_threads = 2;
    options.session = SessionId{0xabc};
    options.memory_bytes = memory_bytes_;
    options.isolation = isolation;
    options.program = program;
    runner_.emplace(options, running_.value(), clock_);
  }

  void Welcome() {
    photomill::Welcome welcome;
    welcome.migration_id = "m1";
    welcome.recipe = DefaultRecipe();
    welcome.source_url = folder_.At("source");
    welcome.destination_url = folder_.At("destination");
    const Ready ready = runner_->Prove(welcome);
    EXPECT_EQ(ready.destination_id, "token");
    EXPECT_EQ(ready.problem, "");
    runner_->ExtendLease(clock_.Now() + seconds(3600));
  }

  Assignment Listed(uint64_t attempt, const std::string& key) {
    Assignment assignment;
    assignment.attempt = AttemptId{attempt};
    assignment.task.source = SourceId{static_cast<int64_t>(attempt)};
    assignment.task.key = key;
    assignment.task.lacks = AllOf(DefaultRecipe());
    auto store = OpenStore(folder_.At("source"));
    Result<ObjectVersion> version = (*store)->Stat(key);
    if (version) assignment.task.version = *version;
    return assignment;
  }

  std::map<uint64_t, Outcome> WaitFor(size_t count) {
    std::map<uint64_t, Outcome> outcomes;
    while (outcomes.size() < count) {
      pollfd polled = {runner_->ended().fd(), POLLIN, 0};
      (void)poll(&polled, 1, -1);
      for (EndedTask& ended : runner_->ended().TakeAll()) {
        outcomes[ended.attempt.value] = std::move(ended.outcome);
      }
    }
    return outcomes;
  }

  static constexpr uint64_t kMemoryBytes = 512ULL << 20;
  uint64_t memory_bytes_ = kMemoryBytes;
  TempFolder folder_;
  const SystemClock clock_;
  Result<RunningTable> running_ = RunningTable::Make();
  std::optional<PipelineRunner> runner_;
};

}  // namespace photomill
