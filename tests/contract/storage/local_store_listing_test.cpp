// What a folder lists: links, circles, permissions, and users who change files meanwhile.
#include "common/storage/local_store.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>

#include "tests/contract/storage/local_store_fixture.h"
#include "tests/contract/storage/store_contract.h"

namespace photomill {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

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

TEST_F(LocalStoreTest, ListsFoldersWithOutputsIfThatIsAsked) {
  folder_.Write(".photomill/migrations/id", "token\noutputs photos\n");
  folder_.Write("photos/a.jpg", "x");
  folder_.Write("b.jpg", "x");
  ListOptions options;
  EXPECT_THAT(ListAll(*store_, options).Keys(), ElementsAre("b.jpg"));
  options.with_outputs = true;
  EXPECT_THAT(ListAll(*store_, options).Keys(), ElementsAre("b.jpg", "photos/a.jpg"));
}

}  // namespace
}  // namespace photomill
