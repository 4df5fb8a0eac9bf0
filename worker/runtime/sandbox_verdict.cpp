#include "worker/runtime/sandbox_verdict.h"

#include <signal.h>

#include "common/base/text.h"
#include "worker/runtime/sandbox_order.h"

namespace photomill {
namespace {

using Kind = SandboxVerdict::Kind;

constexpr const char* kWho = "the process that decoded it ";

std::string SecondsText(Duration time) {
  return HumanSeconds(std::chrono::duration<double>(time).count());
}

SandboxVerdict Died(Reason reason, const std::string& how) {
  return {Kind::kDied, {reason, kWho + how}};
}

SandboxVerdict JudgeSignal(const SandboxEnding& ending, const SandboxLimits& limits) {
  switch (ending.exit.signal) {
    case SIGXCPU:
      return Died(Reason::kTimedOut,
                  "used more CPU time than its limit of " + SecondsText(limits.time));
    case SIGTERM:
    case SIGINT:
    case SIGHUP:
      return {Kind::kStopped,
              {Reason::kInternal, kWho + std::string("was stopped: ") + ending.exit.Describe()}};
    case SIGKILL:
      if (ending.killed_for_memory) {
        return Died(Reason::kOutOfMemory, "was killed by the system, which was short of memory");
      }
      break;
    default:
      break;
  }
  return Died(Reason::kCrashed, "was " + ending.exit.Describe());
}

}  // namespace

SandboxVerdict JudgeSandbox(const SandboxEnding& ending, const SandboxLimits& limits) {
  if (ending.ended_by_us) {
    return Died(Reason::kTimedOut, "exceeded its time limit of " + SecondsText(limits.time));
  }
  if (ending.exit.signal != 0) return JudgeSignal(ending, limits);
  switch (ending.exit.code) {
    case 0:
      return {};
    case kExitSandboxNoMemory:
      return Died(Reason::kOutOfMemory,
                  "exceeded its memory limit of " + HumanBytes(limits.memory_bytes));
    case kExitSandboxUnusable:
      return {Kind::kBroken,
              {Reason::kInternal, kWho + std::string("did not start; its log says why")}};
    default:
      return Died(Reason::kCrashed, ending.exit.Describe() + " without a result");
  }
}

}  // namespace photomill
