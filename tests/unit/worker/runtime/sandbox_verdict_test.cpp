#include "worker/runtime/sandbox_verdict.h"

#include <gtest/gtest.h>
#include <signal.h>

#include "worker/runtime/sandbox_order.h"

namespace photomill {
namespace {

using Kind = SandboxVerdict::Kind;

const SandboxLimits kLimits{200'000'000, seconds(60)};

SandboxVerdict Killed(int signal, bool for_memory = false) {
  return JudgeSandbox({{0, signal}, false, for_memory}, kLimits);
}
SandboxVerdict Exited(int code) {
  return JudgeSandbox({{code, 0}, false, false}, kLimits);
}
SandboxVerdict Died(Reason reason, const std::string& how) {
  return {Kind::kDied, {reason, "the process that decoded it " + how}};
}

TEST(SandboxVerdict, ASignalIsACrashAndNamed) {
  EXPECT_EQ(Killed(SIGSEGV), Died(Reason::kCrashed, "was killed by SIGSEGV"));
  EXPECT_EQ(Killed(SIGABRT), Died(Reason::kCrashed, "was killed by SIGABRT"));
  EXPECT_EQ(Killed(SIGKILL), Died(Reason::kCrashed, "was killed by SIGKILL"));
}

TEST(SandboxVerdict, TheLimitsAreTold) {
  EXPECT_EQ(JudgeSandbox({{0, SIGKILL}, true, false}, kLimits),
            Died(Reason::kTimedOut, "exceeded its time limit of 1 min 00 s"));
  EXPECT_EQ(Killed(SIGXCPU),
            Died(Reason::kTimedOut, "used more CPU time than its limit of 1 min 00 s"));
  EXPECT_EQ(Exited(kExitSandboxNoMemory),
            Died(Reason::kOutOfMemory, "exceeded its memory limit of 200 MB"));
  EXPECT_EQ(Killed(SIGKILL, true),
            Died(Reason::kOutOfMemory, "was killed by the system, which was short of memory"));
}

TEST(SandboxVerdict, AnExitOfALibraryIsACrash) {
  EXPECT_EQ(Exited(1), Died(Reason::kCrashed, "exited with 1 without a result"));
}

TEST(SandboxVerdict, APlannedStopBlamesNobody) {
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) {
    EXPECT_EQ(Killed(signal).kind, Kind::kStopped);
  }
}

TEST(SandboxVerdict, TheEndThatWasMeant) {
  EXPECT_EQ(Exited(0).kind, Kind::kResult);
  EXPECT_EQ(Exited(kExitSandboxUnusable).kind, Kind::kBroken);
}

}  // namespace
}  // namespace photomill
