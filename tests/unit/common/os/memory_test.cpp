#include "common/os/memory.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <set>
#include <thread>
#include <vector>

#include "common/base/limits.h"

namespace photomill {
namespace {

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

TEST(MemoryForPicturesTest, LeavesWhatIsAlwaysThereAndAQuarterOfTheRest) {
  const Result<uint64_t> one = MemoryForPictures(limits::kWorkerMemoryBase + 4'000'000'000, 1);
  ASSERT_TRUE(one.ok());
  EXPECT_EQ(*one, 3'000'000'000U);
  const Result<uint64_t> four =
      MemoryForPictures(4 * (limits::kWorkerMemoryBase + 1'000'000'000), 4);
  ASSERT_TRUE(four.ok());
  EXPECT_EQ(*four, 750'000'000U) << "each";
}

TEST(MemoryForPicturesTest, TheLeastHoldsAPictureAndLessIsRefusedWithTheRemedy) {
  const Result<uint64_t> least = MemoryForPictures(limits::kWorkerMemoryLeast, 1);
  ASSERT_TRUE(least.ok());
  EXPECT_GE(*least, limits::kWorkerMemoryMin);
  for (const uint64_t bytes : {limits::kWorkerMemoryLeast - 1, uint64_t{1}, uint64_t{0}}) {
    EXPECT_FALSE(MemoryForPictures(bytes, 1).ok()) << bytes;
  }
  EXPECT_EQ(MemoryForPictures(64'000'000, 1).failure().detail,
            "not enough memory for a worker: 64.0 MB are available, but it needs at least 200 MB; "
            "raise the limit (of the cgroup, if the machine has more), or set --memory=BYTES if "
            "you know that it is enough");
  EXPECT_EQ(MemoryForPictures(512'000'000, 4).failure().detail,
            "not enough memory for 4 workers: 512 MB are available, but each of them needs at "
            "least 200 MB; raise the limit (of the cgroup, if the machine has more), start fewer "
            "--workers, or set --memory=BYTES if you know that it is enough");
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

// The page faults of writing to this much fresh memory, which is then freed.
long FaultsOfUsing(size_t bytes) {
  rusage before{};
  rusage after{};
  getrusage(RUSAGE_SELF, &before);
  {
    const std::vector<char> memory(bytes, 'x');
    [[maybe_unused]] const volatile char last = memory.back();
  }
  getrusage(RUSAGE_SELF, &after);
  return after.ru_minflt - before.ru_minflt;
}

// Runs in a separate process, because the allocator's settings remain.
TEST(MemoryTest, FreedMemoryIsKeptForTheNextThatIsWanted) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers have their own allocator";
#endif
  constexpr size_t kBytes = 20 << 20;
  EXPECT_EXIT(
      {
        KeepFreedMemory(2 * kBytes);
        const long first = FaultsOfUsing(kBytes);
        const long second = FaultsOfUsing(kBytes);
        _exit(first > 4 && second < first / 4 ? 0 : 1);
      },
      testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace photomill
