// Every listener of a run receives the same snapshots, completed.
#include "coordinator/report/progress_feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace photomill {
namespace {

using ::testing::ElementsAre;

class Follower final : public ProgressListener {
 public:
  Follower(std::string name, std::vector<std::string>& heard)
      : name_(std::move(name)), heard_(heard) {}
  void OnSnapshot(const ProgressSnapshot& snapshot) override { snapshots.push_back(snapshot); }
  void OnLine(const std::string& text, Audience audience) override {
    heard_.push_back(name_ + ": " + text + (audience == Audience::kAll ? "!" : ""));
  }
  void OnEnd() override { heard_.push_back(name_ + " ends"); }

  std::vector<ProgressSnapshot> snapshots;

 private:
  const std::string name_;
  std::vector<std::string>& heard_;
};

// A listener that wants no snapshots.
class Deaf final : public ProgressListener {};

class ProgressFeedTest : public testing::Test {
 protected:
  ProgressFeedTest() {
    feed.Subscribe(first);
    feed.Subscribe(deaf);
    feed.Subscribe(second);
  }

  std::vector<std::string> heard;
  Follower first{"first", heard};
  Follower second{"second", heard};
  Deaf deaf;
  ProgressFeed feed;
};

TEST_F(ProgressFeedTest, EverybodyHearsEveryLineInOneOrder) {
  feed.Say("begins");
  feed.Say("the recipe has changed", Audience::kAll);
  feed.End();
  EXPECT_THAT(heard,
              ElementsAre("first: begins", "second: begins", "first: the recipe has changed!",
                          "second: the recipe has changed!", "first ends", "second ends"));
}

TEST_F(ProgressFeedTest, SnapshotsComeWithTheirRate) {
  const Instant start{seconds(100)};
  for (int64_t i = 0; i <= 4; ++i) {
    ProgressSnapshot snapshot;
    snapshot.in_flight = 1;
    snapshot.durable.states[static_cast<size_t>(SourceState::kDone)] = 10 * i;
    feed.Publish(start + seconds(i), snapshot);
  }
  ASSERT_EQ(first.snapshots.size(), 5U);
  ASSERT_EQ(second.snapshots.size(), 5U);
  EXPECT_EQ(first.snapshots.back().rate, 10);
  EXPECT_EQ(second.snapshots.back().rate, 10);
}

}  // namespace
}  // namespace photomill
