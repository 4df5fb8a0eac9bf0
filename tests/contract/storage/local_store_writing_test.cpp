// Writing into folders and removing from them: permissions, links, full disks, other users.
#include "common/storage/local_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <optional>
#include <thread>

#include "tests/contract/storage/local_store_fixture.h"
#include "tests/contract/storage/store_contract.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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
  for (const mode_t mask : {0002U, 0077U}) {
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

}  // namespace
}  // namespace photomill
