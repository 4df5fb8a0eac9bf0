// A watched store counts as being waited for while it is called, but not during its callbacks. The
// contract suite shows that it behaves like the store that it wraps.
#include "common/storage/watched_store.h"

#include <gtest/gtest.h>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

class WatchedStoreTest : public testing::Test {
 protected:
  // Whether anyone has waited since the last call.
  bool IsWaitedFor() {
    now_ += seconds(1);
    return watch_.Silence(now_) > Duration::zero();
  }

  TempFolder folder_;
  StoreWatch watch_;
  Instant now_{seconds(1000)};
};

TEST_F(WatchedStoreTest, IsWaitedForDuringACallAndNotAfterwards) {
  folder_.Write("a.jpg", "12345");
  const auto store = OpenWatchedStore(folder_.path(), watch_);
  ASSERT_TRUE(store.ok());
  EXPECT_FALSE(IsWaitedFor());
  EXPECT_FALSE(IsWaitedFor());
  int asked = 0;
  const auto wants_whole = [&](const ObjectHead&) {
    (void)IsWaitedFor();  // clears the wait for the first bytes
    EXPECT_TRUE(IsWaitedFor());
    ++asked;
    return true;
  };
  EXPECT_TRUE((*store)->ReadIf("a.jpg", 100, wants_whole).ok());
  EXPECT_EQ(asked, 1);
  EXPECT_FALSE(IsWaitedFor());
  EXPECT_FALSE(IsWaitedFor());
}

TEST_F(WatchedStoreTest, IsNotWaitedForWhileItsListingIsTaken) {
  folder_.Write("below/a.jpg", "12345");
  const auto store = OpenWatchedStore(folder_.path(), watch_);
  ASSERT_TRUE(store.ok());
  int asked = 0;
  const auto take = [&] {
    EXPECT_FALSE(IsWaitedFor());
    EXPECT_FALSE(IsWaitedFor());
    ++asked;
    return true;
  };
  ListVisitor visitor;
  visitor.on_object = [&](const StoredObject&) { return take(); };
  visitor.on_folder = [&](std::string_view) { return take(); };
  EXPECT_TRUE((*store)->List({}, visitor).ok());
  EXPECT_EQ(asked, 2);
}

TEST_F(WatchedStoreTest, APartOfALongCallIsAnAnswer) {
  folder_.Write("large", std::string(20UL << 20, 'x'));
  const auto store = OpenWatchedStore(folder_.path(), watch_);
  ASSERT_TRUE(store.ok());
  int answers = 0;
  (*store)->TellAnswers([&] { ++answers; });
  EXPECT_TRUE((*store)->Read("large", 1UL << 30).ok());
  EXPECT_EQ(answers, 3) << "pieces of 8 MB";
}

TEST_F(WatchedStoreTest, WhatCannotBeOpenedIsTheFailureOfTheStore) {
  const auto store = OpenWatchedStore(folder_.At("nowhere"), watch_);
  ASSERT_FALSE(store.ok());
  EXPECT_EQ(store.failure().reason, Reason::kStorageUnavailable);
  EXPECT_FALSE(IsWaitedFor());
  EXPECT_FALSE(IsWaitedFor());
}

}  // namespace
}  // namespace photomill
