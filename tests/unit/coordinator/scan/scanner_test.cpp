#include "coordinator/scan/scanner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>

#include "common/base/limits.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Le;
using ::testing::SizeIs;

// Collects a scanner's batches. The test can block the scanner inside on_batch.
class Collector {
 public:
  ScanSink Sink() {
    return {[this](ScanBatch batch) { return Take(std::move(batch)); },
            [this](const ScanEnd& end) { TakeEnd(end); }};
  }
  // Batches after this number wait until Open().
  void HoldAfter(size_t batches) {
    const std::lock_guard lock(mutex_);
    held_after_ = batches;
  }
  void Open() {
    HoldAfter(SIZE_MAX);
    changed_.notify_all();
  }
  void RefuseFrom(size_t batch) {
    const std::lock_guard lock(mutex_);
    refused_from_ = batch;
  }
  // Waits until the scanner has delivered this many batches, including the blocked one.
  void AwaitArrivals(size_t batches) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return arrived_ >= batches; });
  }
  ScanEnd AwaitEnd() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return end_.has_value(); });
    return *end_;
  }
  bool HasEnded() {
    const std::lock_guard lock(mutex_);
    return end_.has_value();
  }
  std::vector<std::string> Keys() {
    const std::lock_guard lock(mutex_);
    std::vector<std::string> keys;
    for (const ScanBatch& batch : batches_) {
      for (const ListedObject& object : batch.objects) keys.push_back(object.key);
    }
    return keys;
  }
  std::vector<size_t> BatchSizes() {
    const std::lock_guard lock(mutex_);
    std::vector<size_t> sizes;
    for (const ScanBatch& batch : batches_) sizes.push_back(batch.objects.size());
    return sizes;
  }
  std::vector<ScanFault> Faults() {
    const std::lock_guard lock(mutex_);
    std::vector<ScanFault> faults;
    for (const ScanBatch& batch : batches_) {
      faults.insert(faults.end(), batch.errors.begin(), batch.errors.end());
    }
    return faults;
  }

 private:
  bool Take(ScanBatch batch) {
    std::unique_lock lock(mutex_);
    ++arrived_;
    changed_.notify_all();
    changed_.wait(lock, [&] { return batches_.size() < held_after_; });
    if (batches_.size() >= refused_from_) return false;
    batches_.push_back(std::move(batch));
    return true;
  }
  void TakeEnd(const ScanEnd& end) {
    const std::lock_guard lock(mutex_);
    EXPECT_FALSE(end_.has_value()) << "two ends";
    end_ = end;
    changed_.notify_all();
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ScanBatch> batches_;
  std::optional<ScanEnd> end_;
  size_t arrived_ = 0;
  size_t held_after_ = SIZE_MAX;
  size_t refused_from_ = SIZE_MAX;
};

class ScannerTest : public ::testing::Test {
 protected:
  void WriteFiles(size_t count) {
    for (size_t i = 0; i < count; ++i) {
      folder_.Write("f" + std::to_string(i % 7) + "/" + std::to_string(100'000 + i), "x");
    }
  }
  std::unique_ptr<Scanner> Scan(ScanOptions options = {}) {
    auto scanner = std::make_unique<Scanner>(*store_, std::move(options), collector_.Sink(),
                                             [this] { return now_.load(); });
    scanner->Start();
    return scanner;
  }
  static KeyFilter Filter(const std::vector<std::string>& includes,
                          const std::vector<std::string>& excludes = {}) {
    return *KeyFilter::Make(includes, excludes);
  }

  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *OpenStore(folder_.path());
  std::atomic<Instant> now_ = Instant{};  // only advances if a test moves it
  Collector collector_;
};

TEST_F(ScannerTest, HandsOutEverythingOnceWithItsVersion) {
  folder_.Write("a/one.jpg", "1");
  folder_.Write("two.jpg", "22");
  const auto scanner = Scan();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.complete);
  EXPECT_FALSE(end.limited);
  EXPECT_FALSE(end.stopped);
  EXPECT_EQ(end.listed, 2U);
  EXPECT_EQ(end.left_out, LeftOut());
  EXPECT_EQ(end.failure, std::nullopt);
  EXPECT_THAT(collector_.Keys(), ElementsAre("a/one.jpg", "two.jpg"));
}

TEST_F(ScannerTest, AnEmptyStoreIsCompleteWithoutABatch) {
  const auto scanner = Scan();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.complete);
  EXPECT_THAT(collector_.BatchSizes(), IsEmpty());
}

TEST_F(ScannerTest, TheFirstBatchComesLongBeforeTheListingEnds) {
  WriteFiles(3'000);
  collector_.HoldAfter(0);
  const auto scanner = Scan();
  collector_.AwaitArrivals(1);
  // The scanner waits inside its first batch; files written later in the order are still to be
  // listed.
  folder_.Write("zzz/late.jpg", "late");
  std::filesystem::create_directory(folder_.At("f6/deeper"));
  folder_.Write("f6/deeper/late.jpg", "late");
  EXPECT_FALSE(collector_.HasEnded());
  collector_.Open();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.complete);
  EXPECT_THAT(collector_.BatchSizes().front(), Le(64U));
  const std::vector<std::string> keys = collector_.Keys();
  EXPECT_TRUE(std::find(keys.begin(), keys.end(), "f6/deeper/late.jpg") != keys.end());
}

TEST_F(ScannerTest, BatchesGrowToTheirLimitAndTheSinkHoldsTheScanBack) {
  WriteFiles(12'000);
  collector_.HoldAfter(2);
  const auto scanner = Scan();
  collector_.AwaitArrivals(3);
  EXPECT_THAT(collector_.BatchSizes(), ElementsAre(64, 128));
  EXPECT_FALSE(collector_.HasEnded());
  collector_.Open();
  EXPECT_EQ(collector_.AwaitEnd().listed, 12'000U);
  EXPECT_THAT(collector_.BatchSizes(),
              ElementsAre(64, 128, 256, 512, 1024, 2048, 4096, 12'000 - 8'128));
  EXPECT_THAT(collector_.BatchSizes(), Each(Le(limits::kScanBatchObjects)));
}

TEST_F(ScannerTest, ABatchDoesNotWaitForMoreWhereTheStoreIsSlow) {
  WriteFiles(10);
  // A clock that advances by 30 ms whenever it is read: each object takes at least that long.
  Scanner scanner(*store_, {}, collector_.Sink(), [this] {
    now_ = now_.load() + milliseconds(30);
    return now_.load();
  });
  scanner.Start();
  EXPECT_EQ(collector_.AwaitEnd().listed, 10U);
  EXPECT_THAT(collector_.BatchSizes(), ElementsAre(2, 2, 2, 2, 2));
}

TEST_F(ScannerTest, TheFilterLeavesOutAndCounts) {
  for (const char* key : {"a.jpg", "a.txt", "b/c.jpg", "b/c-edited.jpg"}) folder_.Write(key, "x");
  ScanOptions options;
  options.filter = Filter({"*.jpg"}, {"*-edited.*"});
  const auto scanner = Scan(std::move(options));
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.complete) << "of what is in scope";
  EXPECT_EQ(end.listed, 2U);
  EXPECT_EQ(end.left_out.not_included, 1U);
  EXPECT_THAT(end.left_out.excluded, ElementsAre(LeftOutByRule{"*-edited.*", 0, 1}));
  EXPECT_THAT(collector_.Keys(), ElementsAre("a.jpg", "b/c.jpg"));
}

TEST_F(ScannerTest, FoldersThatAreLeftOutAreNotEnteredAndCount) {
  for (const char* key : {"a.jpg", "@eaDir/a.jpg/thumb.jpg", "b/@eaDir/x.jpg", "b/._x.jpg",
                          "b/drafts/1.jpg", "b/drafts/2.jpg", "b/c.jpg"}) {
    folder_.Write(key, "x");
  }
  ASSERT_EQ(chmod(folder_.At("b/drafts").c_str(), 0), 0);  // nobody needs to read it
  ScanOptions options;
  options.filter = Filter({}, {"drafts/", "*.tmp", "@eaDir"});
  const auto scanner = Scan(std::move(options));
  const ScanEnd end = collector_.AwaitEnd();
  ASSERT_EQ(chmod(folder_.At("b/drafts").c_str(), 0755), 0);
  EXPECT_TRUE(end.complete);
  EXPECT_THAT(collector_.Keys(), ElementsAre("a.jpg", "b/c.jpg"));
  EXPECT_THAT(end.left_out.system,
              ElementsAre(LeftOutByRule{"@eaDir/", 2, 0}, LeftOutByRule{"._*", 0, 1}));
  EXPECT_THAT(end.left_out.excluded, ElementsAre(LeftOutByRule{"drafts/", 1, 0}));
  EXPECT_THAT(end.left_out.unmatched, ElementsAre("--exclude=*.tmp"));
}

TEST_F(ScannerTest, AllFoldersTakesThoseOfSystems) {
  for (const char* key : {"@eaDir/a.jpg", "._b.jpg"}) folder_.Write(key, "x");
  ScanOptions options;
  options.filter = *KeyFilter::Make({}, {}, {false, true});
  const auto scanner = Scan(std::move(options));
  EXPECT_EQ(collector_.AwaitEnd().left_out, LeftOut());
  EXPECT_THAT(collector_.Keys(), ElementsAre("._b.jpg", "@eaDir/a.jpg"));
}

TEST_F(ScannerTest, WhatIsNoFileCounts) {
  folder_.Write("a.jpg", "x");
  std::filesystem::create_symlink("a.jpg", folder_.At("link"));
  std::filesystem::create_symlink("nowhere", folder_.At("dangling"));
  ASSERT_EQ(mkfifo(folder_.At("pipe").c_str(), 0600), 0);
  const auto scanner = Scan();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.complete);
  EXPECT_EQ(end.left_out.of(SpecialFile::kLink), 2U);
  EXPECT_EQ(end.left_out.of(SpecialFile::kPipe), 1U);
  EXPECT_EQ(end.left_out.of(SpecialFile::kSocket), 0U);
}

TEST_F(ScannerTest, OfLinksThatAreFollowedThoseCountThatLeadNowhereOrBack) {
  folder_.Write("real/a.jpg", "x");
  std::filesystem::create_symlink("nowhere", folder_.At("dangling"));
  std::filesystem::create_directory_symlink("..", folder_.At("real/back"));
  ScanOptions options;
  options.follow_links = true;
  const auto scanner = Scan(std::move(options));
  EXPECT_EQ(collector_.AwaitEnd().left_out.of(SpecialFile::kLink), 2U);
  EXPECT_THAT(collector_.Keys(), ElementsAre("real/a.jpg"));
}

TEST_F(ScannerTest, PatternsAreNotCalledUnmatchedBeforeTheListingEnds) {
  WriteFiles(10);
  ScanOptions options;
  options.limit = 3;
  options.filter = Filter({}, {"*.tmp"});
  const auto scanner = Scan(std::move(options));
  EXPECT_THAT(collector_.AwaitEnd().left_out.unmatched, IsEmpty());
}

TEST_F(ScannerTest, TheLimitEndsTheScanAndItIsNotComplete) {
  WriteFiles(100);
  ScanOptions options;
  options.limit = 70;
  const auto scanner = Scan(std::move(options));
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.limited);
  EXPECT_FALSE(end.complete);
  EXPECT_FALSE(end.stopped);
  EXPECT_EQ(end.listed, 70U);
  EXPECT_THAT(collector_.Keys(), SizeIs(70));
}

TEST_F(ScannerTest, ALimitThatIsNotReachedLimitsNothing) {
  for (const char* key : {"a.jpg", "b.jpg", "c.txt"}) folder_.Write(key, "x");
  ScanOptions options;
  options.limit = 2;
  options.filter = Filter({"*.jpg"});
  const auto scanner = Scan(std::move(options));
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_FALSE(end.limited) << "there is no third one in scope";
  EXPECT_TRUE(end.complete);
}

TEST_F(ScannerTest, ADestinationInsideTheSourceIsLeftOut) {
  for (const char* key : {"a.jpg", "new/a.jpg", "new/.photomill/ledger.db", "newer/b.jpg"}) {
    folder_.Write(key, "x");
  }
  ScanOptions options;
  options.leave_out = {"new"};
  const auto scanner = Scan(std::move(options));
  EXPECT_TRUE(collector_.AwaitEnd().complete);
  EXPECT_THAT(collector_.Keys(), ElementsAre("a.jpg", "newer/b.jpg"));
}

TEST_F(ScannerTest, LinksAreFollowedWhereAsked) {
  folder_.Write("real/a.jpg", "x");
  std::filesystem::create_directory_symlink("real", folder_.At("link"));
  ScanOptions options;
  options.follow_links = true;
  const auto scanner = Scan(std::move(options));
  EXPECT_TRUE(collector_.AwaitEnd().complete);
  EXPECT_THAT(collector_.Keys(), ElementsAre("link/a.jpg", "real/a.jpg"));
}

TEST_F(ScannerTest, AnUnreadableFolderIsAFaultAndTheScanGoesOn) {
  folder_.Write("a/x.jpg", "x");
  folder_.Write("locked/x.jpg", "x");
  folder_.Write("z/x.jpg", "x");
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder_.At("locked").c_str(), 0), 0);
  // Permissions do not apply to root, and the file system user belongs to the thread: the clock is
  // read on the scanner's thread before the folder is.
  constexpr uid_t kNobody = 65534;
  Scanner scanner(*store_, {}, collector_.Sink(), [this] {
    if (geteuid() == 0) setfsuid(kNobody);
    return now_.load();
  });
  scanner.Start();
  const ScanEnd end = collector_.AwaitEnd();
  ASSERT_EQ(chmod(folder_.At("locked").c_str(), 0755), 0);
  EXPECT_FALSE(end.complete);
  EXPECT_EQ(end.faults, 1U);
  EXPECT_EQ(end.failure, std::nullopt);
  EXPECT_THAT(collector_.Keys(), ElementsAre("a/x.jpg", "z/x.jpg"));
  ASSERT_THAT(collector_.Faults(), SizeIs(1));
  EXPECT_EQ(collector_.Faults()[0].key, "locked");
  EXPECT_EQ(collector_.Faults()[0].failure.reason, Reason::kUnreadable);
}

TEST_F(ScannerTest, ARootThatIsGoneIsAFailureAndNotAnEmptyStore) {
  std::filesystem::remove_all(folder_.path());
  const auto scanner = Scan();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_FALSE(end.complete);
  ASSERT_TRUE(end.failure.has_value());
  EXPECT_THAT(end.failure->detail, HasSubstr(folder_.path()));
}

TEST_F(ScannerTest, ASinkThatWantsNoMoreStopsTheScan) {
  WriteFiles(1'000);
  collector_.RefuseFrom(1);
  const auto scanner = Scan();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.stopped);
  EXPECT_FALSE(end.complete);
  EXPECT_EQ(end.listed, 64U) << "what was refused does not count";
}

TEST_F(ScannerTest, StopEndsItWhileItRuns) {
  WriteFiles(1'000);
  collector_.HoldAfter(0);
  const auto scanner = Scan();
  collector_.AwaitArrivals(1);
  scanner->Stop();
  collector_.Open();
  const ScanEnd end = collector_.AwaitEnd();
  EXPECT_TRUE(end.stopped);
  EXPECT_FALSE(end.complete);
  EXPECT_EQ(end.listed, 64U);
}

TEST_F(ScannerTest, WhoAsksWhetherItEndsIsToldInTime) {
  WriteFiles(1'000);
  collector_.HoldAfter(0);
  const auto scanner = Scan();
  collector_.AwaitArrivals(1);
  EXPECT_FALSE(scanner->EndsWithin(milliseconds(1)));
  collector_.Open();
  EXPECT_TRUE(scanner->EndsWithin(std::chrono::hours(1)));
  EXPECT_TRUE(collector_.HasEnded());
}

TEST_F(ScannerTest, TheDestructorWaitsForTheEnd) {
  WriteFiles(1'000);
  Scan().reset();
  EXPECT_TRUE(collector_.HasEnded());
}

TEST_F(ScannerTest, OneThatWasNeverStartedEndsQuietly) {
  const Scanner scanner(*store_, {}, collector_.Sink(), [] { return Instant{}; });
  EXPECT_FALSE(collector_.HasEnded());
}

}  // namespace
}  // namespace photomill
