// Runs photomill with everything that can go wrong at once, round after round: `soak MINUTES
// [SEED]`. After each round tree and ledger are checked. The seed decides the actions and their
// order; real processes decide the consequences. Exit codes: 0 all is well, 1 something was wrong
// (the folder is kept, and its name printed), 64 wrong usage.
#include <gtest/gtest.h>
#include <signal.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "common/os/memory.h"
#include "tests/fault/poison.h"
#include "tests/fault/soak/checks.h"
#include "tests/fault/soak/faults.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

constexpr int kUsage = 64;
constexpr int kRoundsInOneMigration = 6;  // then both start empty again
constexpr int kDone = 0;
constexpr int kWithFailures = 2;

struct Order {
  double minutes = 0;
  uint64_t seed = 0;
};
Order order;

class Soak {
 public:
  Soak()
      : random_(order.seed),
        library_(folder_, random_, tally_),
        machines_(folder_, library_, tally_) {}

  void Run() {
    for (const std::string& why : {machines_.why_no_network(), machines_.why_no_disk()}) {
      if (!why.empty()) std::printf("left out: %s\n", why.c_str());
    }
    const auto end = Clock::now() + std::chrono::duration<double, std::ratio<60>>(order.minutes);
    for (int round = 1; Clock::now() < end && !testing::Test::HasFailure(); ++round) {
      if (round % kRoundsInOneMigration == 0) machines_.StartAnew();
      if (round > 1) library_.Change();
      Round();
      tally_.Count("rounds");
      std::printf("round %d: %lld sources, %s\n", round,
                  static_cast<long long>(library_.expected().size()),
                  testing::Test::HasFailure() ? "FAILED" : "tree and ledger are right");
      std::fflush(stdout);
    }
    tally_.Print();
    if (testing::Test::HasFailure()) Keep();
  }

 private:
  void Round() {
    std::map<std::string, int64_t> attempts = machines_.ledger().AttemptsOfDone();
    bool moved = false;
    {
      Faults faults(machines_, library_, random_, tally_);
      const auto calm = Clock::now() + std::chrono::seconds(5 + random_.Below(20));
      // Some rounds continue until the faults stop, even if all else is done sooner.
      if (random_.Below(2) == 0) {
        HoldAgain(folder_, LibraryModel::kSlow);
      } else {
        GoOn(folder_, LibraryModel::kSlow);
      }
      machines_.StartCoordinator();
      RunToTheEnd([&] {
        if (Clock::now() < calm) {
          faults.Turn();
        } else {
          faults.UndoAll();
          GoOn(folder_, LibraryModel::kSlow);
          machines_.StartMissingWorkers();
        }
      });
      faults.UndoAll();
      machines_.EveryWorkerLeaves();
      moved = faults.library_moved();
    }
    const bool settled = LedgerIsSettled(machines_, library_);
    if (moved || !settled) {
      // Changed files are listed again, and tasks that a place refused too often are retried.
      if (!settled) tally_.Count("left to the next run");
      EXPECT_TRUE(moved || machines_.ledger().CountOf("pending") == 0);
      machines_.StartCoordinator();
      RunToTheEnd([&] { machines_.StartMissingWorkers(); });
      machines_.EveryWorkerLeaves();
    }
    CheckRound(machines_, library_, folder_, attempts, tally_);
  }

  // Repeats the same command until a run finishes.
  template <typename Turn>
  void RunToTheEnd(Turn turn) {
    const bool ended = WaitUntil([&] {
      turn();
      const std::optional<int> code = machines_.CoordinatorEnded();
      if (!code) return false;
      if (*code == kDone || *code == kWithFailures || testing::Test::HasFailure()) return true;
      tally_.Count("coordinators that went on");
      machines_.StartCoordinator();
      return false;
    });
    EXPECT_TRUE(ended) << "the run does not finish";
    if (!ended) machines_.SignalCoordinator(SIGKILL);
  }

  // The folder outlives this process; its small disk would not.
  void Keep() {
    const std::string kept = folder_.path() + "-kept";
    fs::create_directories(kept);
    std::error_code error;
    fs::copy(folder_.path(), kept, fs::copy_options::recursive, error);
    std::printf("kept: %s\nagain: ./run soak %g %llu\n", kept.c_str(), order.minutes,
                static_cast<unsigned long long>(order.seed));
  }

  const TestFolder folder_;
  Random random_;
  Tally tally_;
  LibraryModel library_;
  Machines machines_;
};

TEST(SoakTest, EveryRoundEndsAsIfNothingHadBeen) {
  if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
  Soak().Run();
}

int Main(int argc, char** argv) {
  char* end = nullptr;
  if (argc == 2 || argc == 3) order.minutes = std::strtod(argv[1], &end);
  const bool minutes = end != nullptr && *end == '\0' && order.minutes > 0;
  order.seed = argc == 3 ? std::strtoull(argv[2], &end, 10) : RandomNumber64() % 1'000'000;
  if (!minutes || *end != '\0') {
    std::fprintf(stderr, "usage: soak MINUTES [SEED]\n");
    return kUsage;
  }
  std::printf("soak of %g minutes, seed %llu\n", order.minutes,
              static_cast<unsigned long long>(order.seed));
  std::fflush(stdout);
  int none = 1;
  testing::InitGoogleTest(&none, argv);
  return RUN_ALL_TESTS();
}

}  // namespace
}  // namespace photomill::test

int main(int argc, char** argv) {
  return photomill::test::Main(argc, argv);
}
