// Properties of folders that no other store has: links, pipes, permissions, and users who change
// files meanwhile.
#include "common/storage/local_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/fsuid.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "common/storage/watched_store.h"
#include "tests/contract/storage/store_contract.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

class LocalStoreTest : public ::testing::Test {
 protected:
  ListOptions Following() {
    ListOptions options;
    options.follow_links = true;
    return options;
  }
  TempFolder folder_;
  std::unique_ptr<ObjectStore> store_ = *LocalStore::Open(folder_.path());
};

// File permissions do not apply to root: during its lifetime, the calling thread is another user to
// the file system. Nothing else about the thread changes, so sanitizers and other threads are not
// affected.
class AsNobody {
 public:
  AsNobody() {
    constexpr uid_t kNobody = 65534;
    if (geteuid() == 0) setfsuid(kNobody);
  }
  AsNobody(const AsNobody&) = delete;
  AsNobody& operator=(const AsNobody&) = delete;
  ~AsNobody() { setfsuid(geteuid()); }
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

// --- Listing
// --------------------------------------------------------------------------------------

TEST_F(LocalStoreTest, ListsRegularFilesOnly) {
  folder_.Write("a.jpg", "x");
  folder_.MakeFolder("empty");
  ASSERT_EQ(mkfifo(folder_.At("pipe.jpg").c_str(), 0644), 0);
  const FileDescriptor socket_fd(socket(AF_UNIX, SOCK_STREAM, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = folder_.At("s");
  ASSERT_LT(path.size(), sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  ASSERT_EQ(bind(socket_fd.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  for (const bool follow : {false, true}) {
    ListOptions options;
    options.follow_links = follow;
    const Listing listing = ListAll(*store_, options);
    EXPECT_THAT(listing.Keys(), ElementsAre("a.jpg"));
    EXPECT_THAT(listing.errors, IsEmpty());
  }
}

TEST_F(LocalStoreTest, FollowsLinksOnlyWhereAsked) {
  const TempFolder elsewhere;
  elsewhere.Write("far.jpg", "far away");
  folder_.Write("real/x.jpg", "x");
  fs::create_symlink("real/x.jpg", folder_.At("link.jpg"));
  fs::create_directory_symlink("real", folder_.At("twin"));
  fs::create_directory_symlink(elsewhere.path(), folder_.At("elsewhere"));
  fs::create_symlink("nowhere", folder_.At("broken"));

  EXPECT_THAT(ListAll(*store_).Keys(), ElementsAre("real/x.jpg"));
  const Listing followed = ListAll(*store_, Following());
  EXPECT_THAT(followed.Keys(),
              ElementsAre("elsewhere/far.jpg", "link.jpg", "real/x.jpg", "twin/x.jpg"));
  EXPECT_THAT(followed.errors, IsEmpty());
  EXPECT_EQ(followed.objects[1].version.size, 1U) << "of the file, not of the link";
  for (const StoredObject& object : followed.objects) {
    const Result<ReadObject> read = store_->Read(object.key, kBytesMax);
    ASSERT_TRUE(read.ok()) << read.failure().detail;
    EXPECT_EQ(read->version, object.version);
  }
}

TEST_F(LocalStoreTest, LinksThatLeadInCirclesEnd) {
  folder_.Write("a/b/x.jpg", "x");
  fs::create_directory_symlink("..", folder_.At("a/up"));
  fs::create_directory_symlink(folder_.path(), folder_.At("a/b/top"));
  fs::create_directory_symlink(".", folder_.At("self"));
  fs::create_symlink("loop", folder_.At("loop"));
  const Listing listing = ListAll(*store_, Following());
  EXPECT_THAT(listing.Keys(), ElementsAre("a/b/x.jpg"));
  ASSERT_THAT(listing.errors, SizeIs(1));
  EXPECT_EQ(listing.errors[0].first, "loop") << "a link to itself is reported";
}

TEST_F(LocalStoreTest, AFolderThatIsLeftOutIsSoUnderEveryName) {
  folder_.Write("out/output.jpg", "x");
  folder_.Write("in.jpg", "x");
  fs::create_directory_symlink("out", folder_.At("also-out"));
  ListOptions options = Following();
  options.leave_out = {"out"};
  EXPECT_THAT(ListAll(*store_, options).Keys(), ElementsAre("in.jpg"));
}

TEST_F(LocalStoreTest, AnUnreadableFolderIsToldAndTheRestIsListed) {
  folder_.Write("a/x.jpg", "x");
  folder_.Write("locked\n/hidden.jpg", "x");
  folder_.Write("z/x.jpg", "x");
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder_.At("locked\n").c_str(), 0), 0);
  Listing listing;
  {
    const AsNobody nobody;
    listing = ListAll(*store_);
  }
  ASSERT_EQ(chmod(folder_.At("locked\n").c_str(), 0755), 0);
  EXPECT_TRUE(listing.status.ok());
  EXPECT_THAT(listing.Keys(), ElementsAre("a/x.jpg", "z/x.jpg"));
  ASSERT_THAT(listing.errors, SizeIs(1));
  EXPECT_EQ(listing.errors[0].first, "locked\n");
  EXPECT_EQ(listing.errors[0].second.reason, Reason::kUnreadable);
  EXPECT_THAT(listing.errors[0].second.detail, HasSubstr("locked\\n"));
  EXPECT_THAT(listing.errors[0].second.detail, HasSubstr("check its permissions"));
}

TEST_F(LocalStoreTest, AFolderWhoseFilesCannotBeLookedAtIsTold) {
  folder_.Write("blind/x.jpg", "x");
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder_.At("blind").c_str(), 0444), 0);
  Listing listing;
  {
    const AsNobody nobody;
    listing = ListAll(*store_);
  }
  ASSERT_EQ(chmod(folder_.At("blind").c_str(), 0755), 0);
  EXPECT_THAT(listing.objects, IsEmpty());
  ASSERT_THAT(listing.errors, SizeIs(1));
  EXPECT_EQ(listing.errors[0].first, "blind/x.jpg");
  EXPECT_EQ(listing.errors[0].second.reason, Reason::kUnreadable);
}

TEST_F(LocalStoreTest, ARootThatCannotBeListedIsAFailure) {
  ASSERT_EQ(chmod(folder_.path().c_str(), 0), 0);
  Listing listing;
  {
    const AsNobody nobody;
    listing = ListAll(*store_);
  }
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_FALSE(listing.status.ok());
  EXPECT_THAT(listing.status.failure().detail, HasSubstr(folder_.path()));
}

TEST_F(LocalStoreTest, ARootThatIsRemovedIsUnavailableNotEmpty) {
  fs::remove_all(folder_.path());
  const Listing listing = ListAll(*store_);
  ASSERT_FALSE(listing.status.ok());
  EXPECT_EQ(listing.status.failure().reason, Reason::kStorageUnavailable);
  const Result<StagedObject> staged = store_->Stage("x", "x", "tag");
  ASSERT_FALSE(staged.ok());
  EXPECT_EQ(staged.failure().reason, Reason::kStorageUnavailable);
}

TEST_F(LocalStoreTest, FilesThatVanishDuringTheListingAreNoErrors) {
  for (int i = 0; i < 100; ++i) {
    folder_.Write("a/" + std::to_string(100 + i), "x");
    folder_.Write("b" + std::to_string(100 + i) + "/x", "x");
  }
  std::vector<std::string> seen;
  ListVisitor visitor;
  visitor.on_object = [&](const StoredObject& object) {
    if (seen.empty()) {
      for (const auto& entry : fs::directory_iterator(folder_.path())) fs::remove_all(entry);
    }
    seen.push_back(object.key);
    return true;
  };
  visitor.on_error = [](const std::string& key, const Failure& failure) {
    ADD_FAILURE() << key << ": " << failure.detail;
  };
  EXPECT_TRUE(store_->List({}, visitor).ok());
  EXPECT_THAT(seen, ElementsAre("a/100"));
}

// A tree that is deeper than a process's limit of descriptors, with files on the way back up.
TEST_F(LocalStoreTest, NoDepthUsesUpTheDescriptors) {
  constexpr size_t kDepth = 300;
  std::string folder;
  std::vector<std::string> keys;
  for (size_t depth = 0; depth < kDepth; ++depth) {
    folder += "d/";
    folder_.Write(folder + "a", "x");
    folder_.Write(folder + "z", "x");
    keys.push_back(folder + "a");
    keys.push_back(folder + "z");
  }
  std::sort(keys.begin(), keys.end());
  rlimit former{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &former), 0);
  const rlimit few{128, former.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  const Listing listing = ListAll(*store_);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &former), 0);
  EXPECT_THAT(listing.errors, IsEmpty());
  EXPECT_EQ(listing.Keys(), keys);
}

TEST_F(LocalStoreTest, APathLongerThanTheSystemTakesIsTold) {
  // Created step by step: no call accepts the whole path.
  const std::string name(200, 'n');
  FileDescriptor at(open(folder_.path().c_str(), O_RDONLY | O_DIRECTORY));
  for (int depth = 0; depth < 25; ++depth) {
    ASSERT_EQ(mkdirat(at.get(), name.c_str(), 0755), 0);
    at.Reset(openat(at.get(), name.c_str(), O_RDONLY | O_DIRECTORY));
    const FileDescriptor file(openat(at.get(), "x", O_WRONLY | O_CREAT, 0644));
    ASSERT_TRUE(file.valid());
  }
  const Listing listing = ListAll(*store_);
  EXPECT_TRUE(listing.status.ok());
  EXPECT_THAT(listing.objects, SizeIs(20)) << "201 bytes a folder, 4095 for a path";
  EXPECT_THAT(listing.errors, SizeIs(5));
  for (const StoredObject& object : listing.objects) {
    EXPECT_TRUE(store_->Stat(object.key).ok());
  }
  for (const auto& [key, failure] : listing.errors) {
    EXPECT_EQ(failure.reason, Reason::kUnreadable);
    EXPECT_THAT(failure.detail, HasSubstr("too long"));
  }
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

// --- Writing
// --------------------------------------------------------------------------------------

TEST_F(LocalStoreTest, ADestinationWithoutPermissionIsDenied) {
  folder_.MakeFolder(".photomill/tmp");
  folder_.MakeFolder("locked");
  const Result<StagedObject> staged = store_->Stage("locked/deep/x.jpg", "x", "tag");
  ASSERT_TRUE(staged.ok());
  ASSERT_EQ(chmod(folder_.path().c_str(), 0755), 0);
  ASSERT_EQ(chmod(folder_.At(".photomill/tmp").c_str(), 0777), 0);
  ASSERT_EQ(chmod(folder_.At("locked").c_str(), 0555), 0);
  {
    const AsNobody nobody;
    const Status committed = store_->Commit({*staged});
    ASSERT_FALSE(committed.ok());
    EXPECT_EQ(committed.failure().reason, Reason::kStorageDenied);
    EXPECT_THAT(committed.failure().detail, HasSubstr(folder_.At("locked")));
    EXPECT_THAT(committed.failure().detail, HasSubstr("permissions"));
  }
  ASSERT_EQ(chmod(folder_.At(".photomill/tmp").c_str(), 0555), 0);
  const AsNobody nobody;
  const Result<StagedObject> denied = store_->Stage("x", "x", "tag2");
  ASSERT_FALSE(denied.ok());
  EXPECT_EQ(denied.failure().reason, Reason::kStorageDenied);
  EXPECT_THAT(denied.failure().detail, HasSubstr(folder_.At(".photomill/tmp")));
}

TEST_F(LocalStoreTest, AFullDestinationIsFullAndLeavesNoTemporaryFile) {
  // The limit on file size simulates a full disk: write() fails after a part was written.
  rlimit former{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &former), 0);
  struct sigaction ignore {};
  struct sigaction former_action {};
  ignore.sa_handler = SIG_IGN;
  ASSERT_EQ(sigaction(SIGXFSZ, &ignore, &former_action), 0);
  const rlimit small{100'000, former.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const Result<StagedObject> staged = store_->Stage("x", std::string(200'000, 'x'), "tag");
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &former), 0);
  ASSERT_EQ(sigaction(SIGXFSZ, &former_action, nullptr), 0);
  ASSERT_FALSE(staged.ok());
  EXPECT_EQ(staged.failure().reason, Reason::kStorageFull);
  EXPECT_TRUE(fs::is_empty(folder_.At(".photomill/tmp")));
}

// A separate small file system.
TEST_F(LocalStoreTest, OutputsLeaveAReserveForTheLedger) {
  const std::string disk = folder_.At("disk");
  fs::create_directory(disk);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=4m") != 0) {
    GTEST_SKIP() << "mounting a small tmpfs needs root";
  }
  const auto free_bytes = [&] { return fs::space(disk).available; };
  const auto total = fs::space(disk).capacity;
  {
    Result<std::unique_ptr<ObjectStore>> store = LocalStore::Open(disk);
    EXPECT_TRUE(store.ok());
    std::optional<Failure> failure;
    for (int i = 0; i < 1000 && !failure; ++i) {
      if (Status put = Put(**store, std::to_string(i), std::string(50'000, 'x')); !put.ok()) {
        failure = put.failure();
      }
    }
    EXPECT_TRUE(failure.has_value());
    if (failure) {
      EXPECT_EQ(failure->reason, Reason::kStorageFull);
      EXPECT_THAT(failure->detail,
                  AllOf(HasSubstr(disk), HasSubstr("free for its ledger"), HasSubstr("make room")));
    }
    EXPECT_GE(free_bytes(), total / 50);
    EXPECT_LT(free_bytes(), total / 50 + 60'000);
    EXPECT_TRUE(fs::is_empty(disk + "/.photomill/tmp"));
    EXPECT_TRUE((*store)->Probe("probe").ok()) << "what is free is free for small things";

    // Another program uses some of the reserve: nothing is published, and a probe says why.
    std::ofstream(disk + "/filler") << std::string(70'000, 'x');
    const Status probed = (*store)->Probe("probe");
    EXPECT_FALSE(probed.ok());
    if (!probed.ok()) {
      EXPECT_EQ(probed.failure().reason, Reason::kStorageFull);
    }
    EXPECT_FALSE(Put(**store, "small", "x").ok());
    EXPECT_TRUE(Put(**store, std::string(kTokenFolder) + "/0123", "token").ok())
        << "a run could not be started to wait for room";
    fs::remove(disk + "/filler");
    fs::remove(disk + "/0");
    EXPECT_TRUE(Put(**store, "small", "x").ok());
  }
  EXPECT_EQ(umount(disk.c_str()), 0);
}

TEST_F(LocalStoreTest, FoldersThatSomebodyRemovesAreMadeAgain) {
  ASSERT_TRUE(Put(*store_, "a/b/x", "x").ok());
  const Result<StagedObject> staged = store_->Stage("a/b/y", "y", "tag");
  fs::remove_all(folder_.At("a"));
  ASSERT_TRUE(store_->Commit({*staged}).ok());
  EXPECT_EQ(store_->Read("a/b/y", kBytesMax)->bytes, "y");
  fs::remove_all(folder_.At(".photomill"));
  ASSERT_TRUE(Put(*store_, "a/b/z", "z").ok());
}

TEST_F(LocalStoreTest, FoldersThatSomebodyKeepsRemovingNeverCostAnObject) {
  std::atomic<bool> done = false;
  std::thread remover([&] {
    while (!done) {
      rmdir(folder_.At("a/b").c_str());
      rmdir(folder_.At("a").c_str());
    }
  });
  for (int i = 0; i < 200; ++i) {
    const std::string key = "a/b/" + std::to_string(i);
    const Status put = Put(*store_, key, key);
    if (put.ok()) {
      EXPECT_TRUE(store_->Stat(key).ok());
      fs::remove(folder_.At(key));
    } else {
      EXPECT_EQ(put.failure().reason, Reason::kStorageUnavailable) << put.failure().detail;
    }
  }
  done = true;
  remover.join();
}

TEST_F(LocalStoreTest, OutputsAreNotExecutableAndTheUmaskCounts) {
  const mode_t former = umask(027);
  const Status put = Put(*store_, "a/x", "x");
  umask(former);
  ASSERT_TRUE(put.ok());
  struct stat status {};
  ASSERT_EQ(stat(folder_.At("a/x").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0640U);
  ASSERT_EQ(stat(folder_.At("a").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0750U);
}

TEST_F(LocalStoreTest, AFileInThePlaceOfOurOwnFolderIsNamed) {
  folder_.Write(".photomill", "somebody's file");
  const Result<StagedObject> staged = store_->Stage("x", "x", "tag");
  ASSERT_FALSE(staged.ok());
  EXPECT_EQ(staged.failure().reason, Reason::kStorageDenied);
  EXPECT_THAT(staged.failure().detail, HasSubstr(".photomill"));
  EXPECT_THAT(staged.failure().detail, HasSubstr("remove it"));
}

TEST_F(LocalStoreTest, AFolderOnAnotherFileSystemIsExplained) {
  struct stat here {};
  struct stat there {};
  ASSERT_EQ(stat(folder_.path().c_str(), &here), 0);
  if (stat("/dev/shm", &there) != 0 || access("/dev/shm", W_OK) != 0 ||
      here.st_dev == there.st_dev) {
    GTEST_SKIP() << "/dev/shm is not a second writable file system";
  }
  std::string elsewhere = "/dev/shm/photomill-test-XXXXXX";
  ASSERT_NE(mkdtemp(elsewhere.data()), nullptr);
  fs::create_directory_symlink(elsewhere, folder_.At("2019"));
  const Status put = Put(*store_, "2019/x.jpg", "x");
  fs::remove_all(elsewhere);
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.failure().reason, Reason::kStorageDenied);
  EXPECT_THAT(put.failure().detail, HasSubstr("another file system"));
}

TEST_F(LocalStoreTest, ABrokenLinkInPlaceOfAFolderIsNamed) {
  fs::create_symlink("nowhere", folder_.At("2019"));
  const Status put = Put(*store_, "2019/x.jpg", "x");
  ASSERT_FALSE(put.ok());
  EXPECT_EQ(put.failure().reason, Reason::kDestinationTaken);
  EXPECT_THAT(put.failure().detail, HasSubstr(folder_.At("2019") + "\" is where a folder"));
}

TEST_F(LocalStoreTest, LinksAndPipesAreNeitherFollowedNorReplaced) {
  const TempFolder elsewhere;
  elsewhere.Write("precious", "precious");
  fs::create_symlink(elsewhere.At("precious"), folder_.At("link.jpg"));
  fs::create_symlink("nowhere", folder_.At("broken.jpg"));
  ASSERT_EQ(mkfifo(folder_.At("pipe.jpg").c_str(), 0644), 0);
  for (const char* key : {"link.jpg", "broken.jpg", "pipe.jpg"}) {
    // Neither over the target of a link, nor where our own file used to be.
    for (const Status& put : {Put(*store_, key, "precious"), PutOver(*store_, key, "new")}) {
      ASSERT_FALSE(put.ok()) << key;
      EXPECT_EQ(put.failure().reason, Reason::kDestinationTaken);
      EXPECT_THAT(put.failure().detail, HasSubstr(folder_.At(key)));
    }
  }
  EXPECT_TRUE(fs::is_symlink(folder_.At("link.jpg")));
  EXPECT_TRUE(fs::is_symlink(folder_.At("broken.jpg")));
  EXPECT_TRUE(fs::is_fifo(folder_.At("pipe.jpg")));
  EXPECT_EQ(*ReadWholeFile(elsewhere.At("precious"), 100), "precious");
}

TEST_F(LocalStoreTest, AForeignFileThatCannotBeReadIsNotReplaced) {
  folder_.MakeFolder(".photomill/tmp");
  folder_.Write("theirs.jpg", "same");
  ASSERT_EQ(chmod(folder_.path().c_str(), 0777), 0);
  ASSERT_EQ(chmod(folder_.At(".photomill/tmp").c_str(), 0777), 0);
  ASSERT_EQ(chmod(folder_.At("theirs.jpg").c_str(), 0), 0);
  {
    const AsNobody nobody;
    const Status put = Put(*store_, "theirs.jpg", "same");
    ASSERT_FALSE(put.ok());
    EXPECT_EQ(put.failure().reason, Reason::kDestinationTaken) << put.failure().detail;
  }
  EXPECT_EQ(*ReadWholeFile(folder_.At("theirs.jpg"), 100), "same");
}

TEST_F(LocalStoreTest, ANoteThatIsNotWholeSaysNothingAndCanBeRemoved) {
  std::vector<StagedObject> staged;
  for (const char* key : {"a", "b"}) {
    staged.push_back(*store_->Stage(key, key, std::string("tag-") + key));
    staged.back().content = DigestOf(key);
  }
  ASSERT_TRUE(store_->WriteNote("m-1", staged).ok());
  ASSERT_TRUE(store_->Commit(staged).ok());
  EXPECT_THAT(store_->ReadNotes({})->files, testing::SizeIs(2));
  const std::string text = *ReadWholeFile(folder_.At(".photomill/notes/m-1"), 1000);
  for (size_t bytes = 0; bytes < text.size(); ++bytes) {
    folder_.Write(".photomill/notes/m-1", text.substr(0, bytes));
    const Result<Notes> notes = store_->ReadNotes({});
    ASSERT_TRUE(notes.ok());
    EXPECT_THAT(notes->files, IsEmpty()) << bytes;
    EXPECT_THAT(notes->names, ElementsAre("m-1"));
  }
  std::string other = text;
  other[text.find(" 1 a")] = '7';
  folder_.Write(".photomill/notes/m-1", other);
  EXPECT_THAT(store_->ReadNotes({})->files, IsEmpty());
  folder_.MakeFolder(".photomill/notes/m-2");
  EXPECT_THAT(store_->ReadNotes({})->files, IsEmpty());
}

TEST_F(LocalStoreTest, AProbeOfNamesConfusesNothingAndLeavesNothing) {
  folder_.Write("a/x", "x");
  const Result<NameRules> rules = store_->ProbeNames("a/b/c");
  ASSERT_TRUE(rules.ok()) << rules.failure().detail;
  EXPECT_THAT(ListAll(*store_).Keys(), ElementsAre("a/x"));
}

// A killed program's file is removed after a minute; one that may be in use stays.
TEST_F(LocalStoreTest, AProbeOfNamesLeavesYoungAndForeignFilesAlone) {
  folder_.Write(".photomill-probe-0123456789abcdef-x", "");
  folder_.Write(".photomill-probe-of somebody", "who wrote something");
  ASSERT_TRUE(store_->ProbeNames("").ok());
  EXPECT_TRUE(fs::exists(folder_.At(".photomill-probe-0123456789abcdef-x"))) << "it is young";
  EXPECT_TRUE(fs::exists(folder_.At(".photomill-probe-of somebody")));
}

// By then outputs may have their source's time, which is years ago.
TEST_F(LocalStoreTest, SweepsByWhenAFileWasMadeAndNotByTheTimeThatItWasGiven) {
  constexpr int64_t kYearsAgo = 1'000'000'000'000'000'000;
  ASSERT_TRUE(store_->StageWithTime("x", "x", "old", kYearsAgo).ok());
  ASSERT_TRUE(store_->Stage("x", "x", "young").ok());
  EXPECT_EQ(*store_->Sweep("", seconds(3600)), 0U);
  EXPECT_TRUE(fs::exists(folder_.At(".photomill/tmp/old")));
  EXPECT_EQ(*store_->Sweep("", seconds(0)), 2U);
}

TEST_F(LocalStoreTest, AnObjectGetsTheTimeThatIsAskedFor) {
  for (const int64_t mtime_ns : {int64_t{1'500'000'000'123'456'789}, int64_t{-1'500'000'000}}) {
    const std::string key = "a/" + std::to_string(mtime_ns);
    Result<StagedObject> staged = store_->StageWithTime(key, "four", "tag", mtime_ns);
    ASSERT_TRUE(staged.ok()) << staged.failure().detail;
    ASSERT_TRUE(store_->Publish({{{*staged}, {{key, {}}}}}).front().status.ok());
    EXPECT_EQ(store_->Stat(key)->mtime_ns, mtime_ns);
  }
}

TEST_F(LocalStoreTest, OutputsAndFoldersGetWhatTheUmaskLeaves) {
  for (const mode_t mask : {0002, 0077}) {
    const mode_t before = umask(mask);
    const std::string key = "m" + std::to_string(mask) + "/x.jpg";
    const Result<StagedObject> staged = store_->Stage(key, "x", "m" + std::to_string(mask));
    ASSERT_TRUE(staged.ok() && store_->Commit({*staged}).ok());
    umask(before);
    struct stat file {};
    struct stat folder {};
    ASSERT_EQ(stat(folder_.At(key).c_str(), &file), 0);
    ASSERT_EQ(stat(folder_.At(key.substr(0, key.find('/'))).c_str(), &folder), 0);
    EXPECT_EQ(file.st_mode & 0777, 0666 & ~mask);
    EXPECT_EQ(folder.st_mode & 0777, 0777 & ~mask);
  }
}

// --- Removing
// ---------------------------------------------------------------------------------------

TEST_F(LocalStoreTest, RemovesNothingThroughALinkAndNothingButFiles) {
  folder_.Write("real/file", "bytes");
  fs::create_directory_symlink("real", folder_.At("linked"));
  fs::create_symlink("real/file", folder_.At("link"));
  ASSERT_EQ(mkfifo(folder_.At("pipe").c_str(), 0600), 0);
  for (const char* key : {"linked/file", "link", "pipe", "real"}) {
    const Status removed = store_->Remove({{key, DigestOf("bytes")}})[0];
    ASSERT_FALSE(removed.ok()) << key;
    EXPECT_EQ(removed.failure().reason, Reason::kSourceChanged) << key;
    EXPECT_TRUE(fs::exists(fs::symlink_status(folder_.At(key)))) << key;
  }
  EXPECT_TRUE(fs::exists(folder_.At("real/file")));
}

TEST_F(LocalStoreTest, RemovesOneNameOfAFileAndLeavesItsFolder) {
  folder_.Write("a/one", "bytes");
  fs::create_hard_link(folder_.At("a/one"), folder_.At("two"));
  EXPECT_TRUE(store_->Remove({{"a/one", DigestOf("bytes")}})[0].ok());
  EXPECT_TRUE(fs::is_empty(folder_.At("a")));
  EXPECT_TRUE(fs::exists(folder_.At("two")));
}

TEST_F(LocalStoreTest, ListsFoldersWithOutputsIfThatIsAsked) {
  folder_.Write(".photomill/migrations/id", "token\noutputs photos\n");
  folder_.Write("photos/a.jpg", "x");
  folder_.Write("b.jpg", "x");
  ListOptions options;
  EXPECT_THAT(ListAll(*store_, options).Keys(), ElementsAre("b.jpg"));
  options.with_outputs = true;
  EXPECT_THAT(ListAll(*store_, options).Keys(), ElementsAre("b.jpg", "photos/a.jpg"));
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
