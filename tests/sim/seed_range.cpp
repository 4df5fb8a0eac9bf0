#include "tests/sim/seed_range.h"

#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string>
#include <vector>

#include "tests/sim/world.h"

namespace photomill::sim {
namespace {

// The limit on CPU time per seed. A seed needs some hundredths of a second: beyond this limit the
// production code is in an endless loop.
constexpr time_t kSeedSecondsMax = 30;

// One seed out of this many runs twice, and the runs are compared.
constexpr uint64_t kTwiceEvery = 100;

// Shared by parent and children.
struct Board {
  std::atomic<bool> ended{false};  // a seed failed
  std::atomic<uint64_t> seeds{0};  // that passed
};

struct Child {
  pid_t process = -1;
  std::atomic<uint64_t>* seed = nullptr;  // that it is running
};

void* Share(size_t bytes) {
  void* memory = mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    std::perror("sim: mmap");
    std::exit(kUsageCode);
  }
  return memory;
}

void AllowTime() {
  itimerval timer{};
  timer.it_value.tv_sec = kSeedSecondsMax;
  setitimer(ITIMER_VIRTUAL, &timer, nullptr);
}

void PrintHowToReplay(uint64_t seed, const char* how) {
  std::printf("seed %llu fails (%s); again with a trace: ./run sim %llu\n",
              static_cast<unsigned long long>(seed), how, static_cast<unsigned long long>(seed));
}

int RunSeed(uint64_t seed, bool print_trace) {
  AllowTime();
  const Report report = World(seed, print_trace).Run();
  for (const std::string& problem : report.problems) std::printf("%s\n", problem.c_str());
  switch (report.ending) {
    case Ending::kUnsafe:
      PrintHowToReplay(seed, "safety");
      return kUnsafeCode;
    case Ending::kStuck:
      PrintHowToReplay(seed, "no progress");
      return kStuckCode;
    case Ending::kGood:
      break;
  }
  if (print_trace) {
    std::printf("seed %llu: %llu faults, %.1f simulated seconds, trace %016llx: all is well\n",
                static_cast<unsigned long long>(seed),
                static_cast<unsigned long long>(report.faults),
                std::chrono::duration<double>(report.simulated).count(),
                static_cast<unsigned long long>(report.trace_digest));
  }
  return kGoodCode;
}

// One seed decides everything: a second run must be identical.
int RunTwice(uint64_t seed) {
  AllowTime();
  if (World(seed, false).Run().trace_digest == World(seed, false).Run().trace_digest) {
    return kGoodCode;
  }
  std::printf("seed %llu gives another run the second time\n",
              static_cast<unsigned long long>(seed));
  return kUnsafeCode;
}

// Runs every `step`th seed from `first` on.
int RunSome(uint64_t first, uint64_t last, uint64_t step, Board& board,
            std::atomic<uint64_t>& seed_now) {
  for (uint64_t seed = first; seed <= last && !board.ended; seed += step) {
    seed_now = seed;
    int code = RunSeed(seed, false);
    if (code == kGoodCode && seed % kTwiceEvery == 0) code = RunTwice(seed);
    if (code != kGoodCode) return code;
    ++board.seeds;
  }
  return kGoodCode;
}

// Reports a child's end that it could not report itself.
int CodeOf(int status, uint64_t seed) {
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  const int signal = WTERMSIG(status);
  if (signal == SIGVTALRM) {
    PrintHowToReplay(seed, "no progress: it goes round in circles");
    return kStuckCode;
  }
  const std::string how = std::string("crash: ") + strsignal(signal);
  PrintHowToReplay(seed, how.c_str());
  return kCrashCode;
}

template <typename Work>
pid_t Fork(const Work& work) {
  std::fflush(nullptr);
  const pid_t process = fork();
  if (process < 0) {
    std::perror("sim: fork");
    std::exit(kUsageCode);
  }
  if (process > 0) return process;
  const int code = work();
  std::fflush(nullptr);
  _exit(code);
}

}  // namespace

int RunOne(uint64_t seed) {
  const pid_t process = Fork([seed] { return RunSeed(seed, true); });
  int status = 0;
  waitpid(process, &status, 0);
  return CodeOf(status, seed);
}

int RunRange(uint64_t first, uint64_t seeds, unsigned jobs) {
  auto* board = new (Share(sizeof(Board))) Board;
  auto* seeds_now =
      static_cast<std::atomic<uint64_t>*>(Share(jobs * sizeof(std::atomic<uint64_t>)));
  std::vector<Child> children;
  for (unsigned i = 0; i < jobs; ++i) {
    auto* seed_now = new (seeds_now + i) std::atomic<uint64_t>(first + i);
    const pid_t process =
        Fork([&] { return RunSome(first + i, first + seeds - 1, jobs, *board, *seed_now); });
    children.push_back({process, seed_now});
  }
  int code = kGoodCode;
  for (size_t left = children.size(); left > 0; --left) {
    int status = 0;
    const pid_t process = wait(&status);
    const auto child = std::find_if(children.begin(), children.end(),
                                    [process](const Child& one) { return one.process == process; });
    const int its_code = CodeOf(status, *child->seed);
    if (its_code == kGoodCode) continue;
    board->ended = true;
    code = code == kGoodCode || its_code == kCrashCode ? its_code : code;
  }
  if (code == kGoodCode) {
    std::printf("%llu seeds from %llu on: all is well\n",
                static_cast<unsigned long long>(board->seeds.load()),
                static_cast<unsigned long long>(first));
  }
  return code;
}

}  // namespace photomill::sim
