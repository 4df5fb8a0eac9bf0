// Opening folders and reading from them; properties of folders that no other store has: links,
// pipes, permissions, and users who change files meanwhile.
#include "common/storage/local_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <thread>

#include "common/storage/watched_store.h"
#include "tests/contract/storage/local_store_fixture.h"
#include "tests/contract/storage/store_contract.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

class LocalStoreUnderTest final : public StoreUnderTest {
 public:
  explicit LocalStoreUnderTest(local::Placement::Way way)
      : store_(*LocalStore::Open(folder_.path())) {
    if (way != local::Placement::Way::kUnknown) {
      static_cast<LocalStore&>(*store_).ChoosePlacement(way);
    }
  }
  ObjectStore& store() override { return *store_; }

 private:
  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_;
};

// The same, wrapped in a watch.
class WatchedStoreUnderTest final : public StoreUnderTest {
 public:
  ObjectStore& store() override { return *store_; }

 private:
  TempFolder folder_;
  StoreWatch watch_;
  std::unique_ptr<ObjectStore> store_ = *OpenWatchedStore(folder_.path(), watch_);
};

// --- Opening
// --------------------------------------------------------------------------------------

TEST(OpenStoreTest, OpensAFolder) {
  const TempFolder folder;
  folder.Write("a/x", "bytes");
  Result<std::unique_ptr<ObjectStore>> store = OpenStore(folder.path() + "//./");
  ASSERT_TRUE(store.ok()) << store.failure().detail;
  EXPECT_EQ((*store)->Read("a/x", kBytesMax)->bytes, "bytes");
  EXPECT_THAT((*store)->Read("b", kBytesMax).failure().detail, HasSubstr(folder.path() + "/b"));
}

TEST(OpenStoreTest, RefusesWhatIsNoFolderAndSaysWhy) {
  const TempFolder folder;
  folder.Write("file", "x");
  const auto missing = OpenStore(folder.At("nothing\n"));
  ASSERT_FALSE(missing.ok());
  EXPECT_EQ(missing.failure().reason, Reason::kStorageUnavailable);
  EXPECT_THAT(missing.failure().detail, HasSubstr("nothing\\n\" does not exist"));
  const auto file = OpenStore(folder.At("file"));
  ASSERT_FALSE(file.ok());
  EXPECT_EQ(file.failure().reason, Reason::kInvalid);
  EXPECT_THAT(file.failure().detail, HasSubstr("is not a folder"));
  EXPECT_FALSE(OpenStore("").ok());
}

TEST(OpenStoreTest, SaysThatS3IsNotThereYet) {
  const auto s3 = OpenStore("s3://bucket/prefix");
  ASSERT_FALSE(s3.ok());
  EXPECT_EQ(s3.failure().reason, Reason::kInvalid);
  EXPECT_THAT(s3.failure().detail, HasSubstr("not supported yet"));
  EXPECT_THAT(OpenStore("gopher://x").failure().detail, HasSubstr("no kind of store"));
}

// --- Reading
// --------------------------------------------------------------------------------------

TEST_F(LocalStoreTest, WhatTookAFilesPlaceIsNotReadAndNothingHangs) {
  ASSERT_EQ(mkfifo(folder_.At("pipe").c_str(), 0644), 0);
  folder_.MakeFolder("folder");
  fs::create_symlink("/dev/zero", folder_.At("device"));
  for (const char* key : {"pipe", "folder", "device"}) {
    const Result<ReadObject> read = store_->Read(key, kBytesMax);
    ASSERT_FALSE(read.ok()) << key;
    EXPECT_EQ(read.failure().reason, Reason::kSourceChanged) << read.failure().detail;
    EXPECT_EQ(store_->Stat(key).failure().reason, Reason::kSourceChanged);
  }
}

TEST_F(LocalStoreTest, ALinkInPlaceOfAnOutputIsNotFollowedButThoseAboveItAre) {
  folder_.Write("real/x.jpg", "x");
  fs::create_symlink("real/x.jpg", folder_.At("link.jpg"));
  fs::create_symlink("loop", folder_.At("loop"));
  fs::create_directory_symlink("real", folder_.At("twin"));
  const auto ignore = [](std::string_view) {};
  EXPECT_TRUE(store_->StatOutput("twin/x.jpg").ok());
  EXPECT_TRUE(store_->Stream("twin/x.jpg", ignore).ok());
  EXPECT_TRUE(store_->Stat("link.jpg").ok());
  for (const char* key : {"link.jpg", "loop"}) {
    for (const auto& result : {store_->StatOutput(key), store_->Stream(key, ignore)}) {
      ASSERT_FALSE(result.ok()) << key;
      EXPECT_EQ(result.failure().reason, Reason::kSourceChanged);
      EXPECT_THAT(result.failure().detail, HasSubstr("is a symbolic link"));
    }
  }
  EXPECT_THAT(store_->Stream("loop/x.jpg", ignore).failure().detail,
              testing::Not(HasSubstr("is a symbolic link")));
}

TEST_F(LocalStoreTest, AFileThatGrowsWhileItIsReadHasChanged) {
  folder_.Write("growing", std::string(1 << 20, 'x'));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    const FileDescriptor file(open(folder_.At("growing").c_str(), O_WRONLY | O_APPEND));
    while (!done) ASSERT_EQ(WriteAll(file.get(), "x"), 0);
  });
  // Every successful read must be complete; some reads happen during the write.
  Result<ReadObject> read = store_->Read("growing", 1ULL << 30);
  while (read.ok()) {
    EXPECT_EQ(read->bytes.size(), read->version.size);
    read = store_->Read("growing", 1ULL << 30);
  }
  done = true;
  writer.join();
  EXPECT_EQ(read.failure().reason, Reason::kSourceChanged) << read.failure().detail;
  EXPECT_THAT(read.failure().detail, HasSubstr("growing"));
}

TEST_F(LocalStoreTest, AFileWithoutPermissionIsUnreadable) {
  folder_.Write("secret.jpg", "x");
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder_.At("secret.jpg").c_str(), 0), 0);
  const AsNobody nobody;
  const Result<ReadObject> read = store_->Read("secret.jpg", kBytesMax);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.failure().reason, Reason::kUnreadable);
  EXPECT_THAT(read.failure().detail, HasSubstr(folder_.At("secret.jpg")));
  EXPECT_THAT(read.failure().detail, HasSubstr("check its permissions"));
}

TEST_F(LocalStoreTest, TheVersionIsTheFilesSizeAndTimeToTheNanosecond) {
  folder_.Write("x", "four");
  const timespec times[2] = {{1, 0}, {1'500'000'000, 123'456'789}};
  ASSERT_EQ(utimensat(AT_FDCWD, folder_.At("x").c_str(), times, 0), 0);
  EXPECT_EQ(*store_->Stat("x"), (ObjectVersion{4, 1'500'000'000'123'456'789, ""}));
}

// --- Heads
// ----------------------------------------------------------------------------------------

// The bytes that this thread has read from files so far, by any system call.
uint64_t BytesReadHere() {
  std::ifstream file("/proc/thread-self/io");
  std::string word;
  uint64_t bytes = 0;
  while (file >> word >> bytes) {
    if (word == "rchar:") return bytes;
  }
  return 0;
}

TEST_F(LocalStoreTest, OfAFileThatIsNotWantedNoMoreIsReadThanItsFirstBytes) {
  folder_.Write("film.mov", "a film");
  constexpr uint64_t kSize = 1'200'000'000;
  ASSERT_EQ(truncate(folder_.At("film.mov").c_str(), kSize), 0);
  std::string begins;
  uint64_t told = 0;
  const uint64_t before = BytesReadHere();
  const Result<ReadObject> read =
      store_->ReadIf("film.mov", kBytesMax, [&](const ObjectHead& head) {
        begins = head.bytes.substr(0, 6);
        told = head.size;
        EXPECT_EQ(head.part(3, 3), "ilm");
        EXPECT_EQ(head.part(kSize, 5), "");
        return false;
      });
  ASSERT_TRUE(read.ok()) << read.failure().detail;
  EXPECT_FALSE(read->whole);
  EXPECT_EQ(read->bytes.size(), kHeadBytes);
  EXPECT_EQ(read->version.size, kSize);
  EXPECT_EQ(begins, "a film");
  EXPECT_EQ(told, kSize);
  if (before > 0) {
    EXPECT_LT(BytesReadHere() - before, 1'000'000U);
  }
}

TEST_F(LocalStoreTest, AFileThatIsWantedIsReadToItsEndWithinTheLimit) {
  std::string bytes(3 * kHeadBytes / 2, 'x');
  bytes.back() = 'y';
  folder_.Write("a.jpg", bytes);
  const auto wanted = [](const ObjectHead&) { return true; };
  const Result<ReadObject> read = store_->ReadIf("a.jpg", kBytesMax, wanted);
  ASSERT_TRUE(read.ok()) << read.failure().detail;
  EXPECT_TRUE(read->whole);
  EXPECT_EQ(read->bytes, bytes);
  EXPECT_EQ(store_->ReadIf("a.jpg", 10, wanted).failure().reason, Reason::kTooLarge);
}

TEST_F(LocalStoreTest, AFileThatIsNoLongerThanAHeadIsWholeWhateverIsWanted) {
  folder_.Write("note.txt", "a note");
  const auto unwanted = [](const ObjectHead&) { return false; };
  const Result<ReadObject> read = store_->ReadIf("note.txt", 3, unwanted);
  ASSERT_TRUE(read.ok()) << read.failure().detail;
  EXPECT_TRUE(read->whole);
  EXPECT_EQ(read->bytes, "a note");
}

}  // namespace

std::vector<StoreKind> LocalStoreKinds() {
  const auto kind = [](const std::string& name, local::Placement::Way way) {
    return StoreKind{name, [way] { return std::make_unique<LocalStoreUnderTest>(way); }, true, true,
                     way != local::Placement::Way::kLook};
  };
  return {
      kind("Local", local::Placement::Way::kUnknown),
      kind("LocalWithoutRenameat2", local::Placement::Way::kLink),
      kind("LocalWithoutLinks", local::Placement::Way::kLook),
      {"WatchedLocal", [] { return std::make_unique<WatchedStoreUnderTest>(); }, true, true, true}};
}

}  // namespace photomill
