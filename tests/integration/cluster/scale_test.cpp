// Many small files: the work overlaps with the scan, and the coordinator's memory does not grow
// with the library. PHOTOMILL_SCALE_FILES sets the number of files; the project promises 200000.
#include <gtest/gtest.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "common/os/memory.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr int kFilesDefault = 20'000;
constexpr int kFilesInFolder = 1'000;
constexpr int kLinksMax = 30'000;  // to one file: file systems have limits
constexpr int64_t kMeasuredFrom = 20'000;
constexpr uint64_t kGrowthBytesMax = 64 << 20;

// One pixel.
const std::string kGif("GIF89a\1\0\1\0\x80\0\0\xff\0\0\xff\xff\xff,\0\0\0\0\1\0\1\0\0\2\2D\1\0;",
                       35);

int FilesWanted() {
  const char* const wanted = std::getenv("PHOTOMILL_SCALE_FILES");
  return wanted == nullptr ? kFilesDefault : std::stoi(wanted);
}

std::string FolderName(int i) {
  std::array<char, 16> name{};
  std::snprintf(name.data(), name.size(), "%05d", i / kFilesInFolder);
  return name.data();
}

// Each file is a link to one of a few files: the same bytes under another name.
void WriteManyFiles(const TestFolder& folder, int count) {
  std::string original;
  for (int i = 0; i < count; ++i) {
    if (i % kLinksMax == 0) {
      folder.Write("originals/" + std::to_string(i), kGif);
      original = folder.At("originals/" + std::to_string(i));
    }
    const std::string below = "src/" + FolderName(i);
    if (i % kFilesInFolder == 0) folder.MakeFolder(below);
    const std::string path = folder.At(below) + "/p" + std::to_string(i) + ".gif";
    ASSERT_EQ(link(original.c_str(), path.c_str()), 0) << path;
  }
}

// Avoids reading every row.
int64_t Listed(const Cluster& cluster) {
  return cluster.ledger().Number("SELECT sum(sources) FROM tally");
}
int64_t DoneOf(const Cluster& cluster) {
  return cluster.ledger().Number("SELECT sum(sources) FROM tally WHERE state = 'done'");
}

uint64_t MemoryOf(const Program& program) {
  const Result<uint64_t> bytes = ResidentAnonymousBytes(program.pid());
  return bytes ? *bytes : 0;
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// These tests do not measure disks, and removing the files from a disk can take minutes: use memory
// if it has room and TMPDIR is not set.
void WorkInMemory() {
  constexpr uintmax_t kRoomBytes = uintmax_t{2} << 30;
  const std::string memory = "/dev/shm";
  std::error_code error;
  const fs::space_info space = fs::space(memory, error);
  if (error || space.available < kRoomBytes || access(memory.c_str(), W_OK) != 0) return;
  setenv("TMPDIR", memory.c_str(), 0);
}

TEST(ScaleTest, MemoryDoesNotGrowWithTheLibrary) {
  const int files = FilesWanted();
  ASSERT_GE(files, kMeasuredFrom) << "PHOTOMILL_SCALE_FILES is too small to show anything";
  WorkInMemory();
  Cluster cluster;
  WriteManyFiles(cluster.folder(), files);
  const auto start = std::chrono::steady_clock::now();
  Program coordinator = cluster.StartCoordinator();
  Program worker = cluster.StartWorker("worker");
  ASSERT_TRUE(WaitUntil([&] { return Listed(cluster) >= kMeasuredFrom; }));
  const uint64_t at_start = MemoryOf(coordinator);
  const double listed_after = SecondsSince(start);
  uint64_t at_end = at_start;
  uint64_t most = at_start;
  int64_t done = 0;
  // As long as it makes progress it does not hang, however long it takes.
  while (coordinator.Running()) {
    const uint64_t now = MemoryOf(coordinator);
    if (now > 0 && coordinator.Running()) at_end = now;
    most = std::max(most, now);
    const int64_t before = done;
    ASSERT_TRUE(WaitUntil([&] {
      return !coordinator.Running() || (done = DoneOf(cluster)) > before;
    })) << "no progress at "
        << done;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  const double seconds = SecondsSince(start);
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(DoneOf(cluster), files);
  EXPECT_LE(at_end, at_start + kGrowthBytesMax);
  EXPECT_LE(most, at_start + kGrowthBytesMax);
  std::printf(
      "%d files in %.1f s, %.0f a second; RssAnon of the coordinator %.1f MiB with 20000 "
      "listed (after %.1f s), %.1f MiB at the most, %.1f MiB at the end\n",
      files, seconds, files / seconds, static_cast<double>(at_start) / (1 << 20), listed_after,
      static_cast<double>(most) / (1 << 20), static_cast<double>(at_end) / (1 << 20));
}

TEST(ScaleTest, WorkBeginsBeforeTheScanEnds) {
  constexpr int kFiles = 3'000;  // in three folders; listing the last one hangs
  WorkInMemory();
  Cluster cluster;
  WriteManyFiles(cluster.folder(), kFiles);
  Launch launch;
  const std::string go_on = cluster.folder().At("go-on");
  launch.environment = {
      "LD_PRELOAD=" PHOTOMILL_SLOW_LISTING,
      "PHOTOMILL_TEST_SLOW_FOLDER=" + cluster.source() + "/" + FolderName(kFiles - 1),
      "PHOTOMILL_TEST_GO_ON=" + go_on};
  Program coordinator = cluster.StartCoordinator({"--exit_when_done"}, launch);
  Program worker = cluster.StartWorker("worker");
  ASSERT_TRUE(WaitUntil([&] { return DoneOf(cluster) >= 1'000; }));
  EXPECT_LE(Listed(cluster), kFiles - kFilesInFolder);
  cluster.folder().Write("go-on", "");
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(0));
  EXPECT_EQ(DoneOf(cluster), kFiles);
}

}  // namespace
}  // namespace photomill::test
