#include "common/os/memory.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <unistd.h>

#include <set>
#include <thread>
#include <vector>

#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

constexpr uint64_t kNoLimit = UINT64_MAX;

TEST(MemoryTest, CountsTheProcessorsOfTheAffinity) {
  EXPECT_GE(CpusAllowed(), 1U);
  uint32_t on_one = 0;
  std::thread([&] {
    cpu_set_t allowed;
    ASSERT_EQ(sched_getaffinity(0, sizeof allowed, &allowed), 0);
    int first = 0;
    while (!CPU_ISSET(first, &allowed)) ++first;
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(first, &one);
    ASSERT_EQ(sched_setaffinity(0, sizeof one, &one), 0);
    on_one = CpusAllowed();
  }).join();
  EXPECT_EQ(on_one, 1U);
}

TEST(MemoryTest, HasAtLeastSomeMemoryAndAtMostTheMachines) {
  const auto machine =
      static_cast<uint64_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
  EXPECT_GT(MemoryAvailableBytes(), 1'000'000U);
  EXPECT_LE(MemoryAvailableBytes(), machine);
}

TEST(ControlGroupTest, TakesTheLowestLimitOnTheWayUp) {
  const TempFolder mount;
  mount.Write("memory.max", "max\n");
  mount.Write("a/memory.max", "4000000\n");
  mount.Write("a/b/memory.max", "8000000\n");
  EXPECT_EQ(ControlGroupMemoryLimit("0::/a/b\n", mount.path()), 4'000'000U);
  EXPECT_EQ(ControlGroupMemoryLimit("0::/\n", mount.path()), kNoLimit);
}

TEST(ControlGroupTest, UnderstandsVersionOne) {
  const TempFolder mount;
  mount.Write("memory/docker/x/memory.limit_in_bytes", "5000000\n");
  mount.Write("memory/memory.limit_in_bytes", "9223372036854771712\n");
  EXPECT_EQ(ControlGroupMemoryLimit("3:cpu,cpuacct:/\n7:memory:/docker/x\n", mount.path()),
            5'000'000U);
}

TEST(ControlGroupTest, AContainerThatDoesNotSeeItsPathIsLimitedByTheMountsRoot) {
  const TempFolder mount;
  mount.Write("memory/memory.limit_in_bytes", "6000000\n");
  EXPECT_EQ(ControlGroupMemoryLimit("7:memory:/docker/not/there\n", mount.path()), 6'000'000U);
}

TEST(ControlGroupTest, NoGroupAndGarbageAreNoLimit) {
  const TempFolder mount;
  mount.Write("a/memory.max", "garbage");
  EXPECT_EQ(ControlGroupMemoryLimit("", mount.path()), kNoLimit);
  EXPECT_EQ(ControlGroupMemoryLimit("::\nx\n0::/a", mount.path()), kNoLimit);
}

TEST(MemoryTest, SeesAnonymousMemoryGrow) {
  const Result<uint64_t> before = ResidentAnonymousBytes(getpid());
  ASSERT_TRUE(before.ok()) << before.failure().detail;
  constexpr size_t kBytes = 64 << 20;
  const std::vector<char> touched(kBytes, 'x');
  const Result<uint64_t> after = ResidentAnonymousBytes(getpid());
  ASSERT_TRUE(after.ok());
  EXPECT_GE(*after, *before + kBytes / 2);
  EXPECT_EQ(touched.back(), 'x');
}

TEST(MemoryTest, AProcessThatIsNotThereIsAFailure) {
  EXPECT_FALSE(ResidentAnonymousBytes(-1).ok());
}

TEST(MemoryTest, ProcessorTimeGrowsWithWork) {
  const milliseconds before = ProcessCpuTime();
  volatile uint64_t sum = 0;
  while (ProcessCpuTime() < before + milliseconds(20)) sum = sum + 1;
  EXPECT_GE(ProcessCpuTime(), before + milliseconds(20));
}

TEST(MemoryTest, RandomNumbersDiffer) {
  std::set<uint64_t> numbers;
  for (int i = 0; i < 100; ++i) numbers.insert(RandomNumber64());
  EXPECT_EQ(numbers.size(), 100U);
}

TEST(MemoryTest, TheMachineHasAName) {
  EXPECT_FALSE(HostName().empty());
}

}  // namespace
}  // namespace photomill
