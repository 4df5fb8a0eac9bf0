#include "coordinator/start/known_destinations.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

namespace photomill {
namespace {

namespace fs = std::filesystem;

class KnownDestinations : public testing::Test {
 protected:
  KnownDestinations() {
    std::string pattern = fs::temp_directory_path() / "photomill_known_XXXXXX";
    folder_ = fs::canonical(mkdtemp(pattern.data()));
  }
  ~KnownDestinations() override { fs::remove_all(folder_); }

  [[nodiscard]] std::string File() const { return folder_ + "/state/photomill/destinations"; }
  [[nodiscard]] std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ + "/" + name) << text;
    return folder_ + "/" + name;
  }

  std::string folder_;
};

TEST_F(KnownDestinations, ANoteIsFoundAgain) {
  const KnownDestination one{"/mnt/nas/new\t\n\xFF", "m1", "/var/lib/photos", 1'700'000'000'000};
  const KnownDestination other{"/srv/out", "m2", "/srv/out/.photomill", 5};
  ASSERT_TRUE(NoteDestination(File(), one).ok());
  ASSERT_TRUE(NoteDestination(File(), other).ok());
  EXPECT_EQ(FindKnownDestination(File(), one.destination), one);
  EXPECT_EQ(FindKnownDestination(File(), other.destination), other);
  EXPECT_EQ(FindKnownDestination(File(), "/srv"), std::nullopt);
}

TEST_F(KnownDestinations, IsTheOwnersAlone) {
  ASSERT_TRUE(NoteDestination(File(), {"/a", "m1", "/s", 1}).ok());
  struct stat status {};
  ASSERT_EQ(stat(File().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(KnownDestinations, TheLatestNoteCounts) {
  ASSERT_TRUE(NoteDestination(File(), {"/a", "m1", "/s", 1}).ok());
  ASSERT_TRUE(NoteDestination(File(), {"/a", "m2", "/s", 2}).ok());
  EXPECT_EQ(FindKnownDestination(File(), "/a")->migration_id, "m2");
  std::ifstream file(File());
  EXPECT_EQ(std::count(std::istreambuf_iterator<char>(file), {}, '\n'), 1);
}

TEST_F(KnownDestinations, TheOldestOfTooManyAreForgotten) {
  std::vector<KnownDestination> known;
  for (size_t i = 0; i < kKnownDestinationsMax; ++i) {
    known.push_back({"/d" + std::to_string(i), "m", "/s", static_cast<UnixMillis>(i)});
  }
  fs::create_directories(fs::path(File()).parent_path());
  std::ofstream(File()) << RenderKnownDestinations(known);
  ASSERT_TRUE(NoteDestination(File(), {"/new", "m", "/s", 1}).ok());
  EXPECT_EQ(FindKnownDestination(File(), "/d0"), std::nullopt);
  EXPECT_TRUE(FindKnownDestination(File(), "/d1").has_value());
  EXPECT_TRUE(FindKnownDestination(File(), "/new").has_value());
}

TEST_F(KnownDestinations, WhatIsNoNoteIsLeftOut) {
  const KnownDestination one{"/a", "m1", "/s", 1};
  EXPECT_EQ(ParseKnownDestinations("rubbish\n\n/a\tm1\t/s\tsoon\n/a\tm1\t/s\t1\textra\n" +
                                   RenderKnownDestinations({one})),
            std::vector{one});
}

TEST_F(KnownDestinations, WithoutAPlaceNothingIsKnown) {
  EXPECT_EQ(FindKnownDestination("", "/a"), std::nullopt);
  EXPECT_FALSE(NoteDestination("", {"/a", "m1", "/s", 1}).ok());
  EXPECT_FALSE(NoteDestination("/proc/none/destinations", {"/a", "m1", "/s", 1}).ok());
}

TEST_F(KnownDestinations, AMountPointOfFstabWhereNothingIsMounted) {
  const std::string fstab = Write("fstab",
                                  "# comment\n"
                                  "/dev/sda1 / ext4 defaults 0 1\n"
                                  "/dev/sda2 none swap sw 0 0\n"
                                  "nas:/photos /mnt/my\\040nas nfs noauto 0 0\n"
                                  "/dev/sdb1 /srv ext4 defaults 0 2\n");
  const std::string mounts = Write("mounts",
                                   "/dev/sda1 / ext4 rw 0 0\n"
                                   "/dev/sdb1 /srv ext4 rw 0 0\n"
                                   "tmpfs /mnt/my\\040nas/fast tmpfs rw 0 0\n");
  EXPECT_EQ(UnmountedPoint("/mnt/my nas/out", fstab, mounts), "/mnt/my nas");
  EXPECT_EQ(UnmountedPoint("/mnt/my nas", fstab, mounts), "/mnt/my nas");
  EXPECT_EQ(UnmountedPoint("/mnt/my nas/fast/out", fstab, mounts), std::nullopt);
  EXPECT_EQ(UnmountedPoint("/mnt/my nas 2", fstab, mounts), std::nullopt);
  EXPECT_EQ(UnmountedPoint("/srv/out", fstab, mounts), std::nullopt);
  EXPECT_EQ(UnmountedPoint("/home/out", fstab, mounts), std::nullopt);
}

TEST_F(KnownDestinations, WithoutTheSystemsTablesNothingIsUnmounted) {
  const std::string fstab = Write("fstab", "nas:/photos /mnt/nas nfs noauto 0 0\n");
  EXPECT_EQ(UnmountedPoint("/mnt/nas", fstab, folder_ + "/none"), std::nullopt);
  EXPECT_EQ(UnmountedPoint("/mnt/nas", folder_ + "/none", "/proc/self/mounts"), std::nullopt);
}

}  // namespace
}  // namespace photomill
