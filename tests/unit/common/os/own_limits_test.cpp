// Each limit in a separate process (a death test), because it stays until the process ends.
#include "common/os/own_limits.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#include "common/os/memory_file.h"

namespace photomill {
namespace {

constexpr uint64_t kMebibyte = 1ULL << 20;

class OwnLimits : public testing::Test {
 protected:
  OwnLimits() { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

// Returns 0 if an allocation below the limit succeeded, and one above it failed.
int AllocateAround(uint64_t limit) {
  if (!LimitOwnMemory(limit)) return 10;
  void* volatile below = malloc(limit / 2);
  void* volatile above = malloc(limit);
  return (below == nullptr ? 1 : 0) + (above != nullptr ? 2 : 0);
}

TEST_F(OwnLimits, AllocationsOverTheMemoryLimitFail) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers take all of the address space before a limit can be set";
#endif
  EXPECT_EXIT(_exit(AllocateAround(64 * kMebibyte)), testing::ExitedWithCode(0), "");
}

int SpendProcessorTime() {
  if (!LeaveNoCore() || !LimitOwnProcessorTime(milliseconds(1))) return 10;
  for (volatile unsigned turns = 0;;) turns = turns + 1;
}

TEST_F(OwnLimits, ProcessorTimeEndsTheProcess) {
  EXPECT_EXIT(_exit(SpendProcessorTime()), testing::KilledBySignal(SIGXCPU), "");
}

int WriteALargeFile() {
  if (!LeaveNoCore() || !LimitOwnFileSize(kMebibyte)) return 10;
  Result<FileDescriptor> file = MakeMemoryFile("");
  if (!file || WriteAll(file->get(), std::string(kMebibyte, 'x')) != 0) return 11;
  (void)WriteAll(file->get(), "x");
  return 12;
}

TEST_F(OwnLimits, ALargeFileEndsTheProcess) {
  EXPECT_EXIT(_exit(WriteALargeFile()), testing::KilledBySignal(SIGXFSZ), "");
}

int CoreLimit() {
  if (!LeaveNoCore()) return 10;
  rlimit limit{};
  return getrlimit(RLIMIT_CORE, &limit) == 0 && limit.rlim_cur == 0 ? 0 : 1;
}

TEST_F(OwnLimits, NoCoreIsLeft) {
  EXPECT_EXIT(_exit(CoreLimit()), testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace photomill
