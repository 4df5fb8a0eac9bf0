// A library with photos that kill the decoder: they are quarantined, each with its reason and the
// command that reproduces it, and no other photo is affected.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "tests/fault/poison.h"
#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/tree.h"

namespace photomill::test {
namespace {

// A few times the memory of an engine with two threads; a decoder that takes all it can get ends
// here.
constexpr uint64_t kMemoryBytes = 1'200'000'000;

struct Poison {
  std::string how;
  std::string extension;
  std::string reason;  // of its quarantine
  std::string death;   // a part of its detail
};

const std::vector<Poison>& AllPoisons() {
  static const std::vector<Poison> poisons = {
      {"segfault", "jpg", "crashed", "was killed by SIGSEGV"},
      {"abort", "heic", "crashed", "was killed by SIGABRT"},
      {"exit", "webp", "crashed", "exited with 7"},
      {"memory", "jpg", "out_of_memory", "exceeded its memory limit"},
      // Longer on a busy machine, more CPU time on an idle one.
      {"loop", "heic", "timed_out", " limit of "}};
  return poisons;
}

class PoisonTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = WhyNoPoison(); !why.empty()) GTEST_SKIP() << why;
    folder_.Write("recipe.txt", SmallRecipe());
  }

  [[nodiscard]] Arguments Run(const std::string& destination, const Arguments& more = {}) const {
    Arguments arguments = {"run",
                           folder_.At("src"),
                           folder_.At(destination),
                           "--recipe=" + folder_.At("recipe.txt"),
                           "--threads=2",
                           "--progress=none"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return arguments;
  }

  // The order in which they are listed among the photos.
  static std::string KeyOf(const Poison& poison) {
    return "7/" + poison.how + "." + poison.extension;
  }

  void WritePoisons() const {
    for (const Poison& poison : AllPoisons()) {
      folder_.Write("src/" + KeyOf(poison), PoisonedPhoto(poison.how, poison.extension));
    }
  }

  // Each has killed exactly two processes, and its detail says how it killed the last one.
  void ExpectQuarantined() const {
    const std::map<std::string, std::string> states = ledger_.States();
    for (const Poison& poison : AllPoisons()) {
      const std::string key = KeyOf(poison);
      EXPECT_EQ(states.at(key), "quarantined " + poison.reason);
      EXPECT_THAT(ledger_.DetailOf(key), testing::HasSubstr(poison.death));
    }
    EXPECT_EQ(ledger_.CountOf("quarantined"), static_cast<int64_t>(AllPoisons().size()));
    EXPECT_EQ(ledger_.Number("SELECT count(*) FROM source WHERE state = 'quarantined' "
                             "AND crashes <> 2"),
              0);
    EXPECT_EQ(ledger_.Number("SELECT sum(crashes) FROM source WHERE state <> 'quarantined'"), 0);
  }

  // The outputs are those of a library without the poison.
  void ExpectOutputsAsWithoutPoison() const {
    for (const Poison& poison : AllPoisons()) {
      std::filesystem::remove(folder_.At("src/" + KeyOf(poison)));
    }
    const Ended ended = RunPhotomill(Run("clean"));
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
    EXPECT_EQ(ContentsOf(folder_.At("dst")), ContentsOf(folder_.At("clean")));
  }

  const TestFolder folder_;
  const LedgerView ledger_{folder_.At("dst/.photomill")};
};

TEST_F(PoisonTest, FiveOfFiveHundredAreQuarantinedAndNoOtherFails) {
  constexpr int kGood = 495;
  WritePhotos(folder_, "src", kGood);
  WritePoisons();
  const Ended ended =
      RunPhotomill(Run("dst", {"--task_time_floor=16"}), WithPoison(folder_, kMemoryBytes));
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kGood);
  ExpectQuarantined();
  // A photo that was executing next to one that killed the engine lost one attempt; there are at
  // most two of them per death.
  EXPECT_LE(ledger_.Number("SELECT max(attempts) FROM source WHERE state = 'done'"), 6);
  EXPECT_LE(ledger_.Number("SELECT count(*) FROM source WHERE state = 'done' AND attempts > 1"),
            2 * static_cast<int64_t>(AllPoisons().size()));
  EXPECT_EQ(ProcessesLeft(), "");
  ExpectOutputsAsWithoutPoison();
}

TEST_F(PoisonTest, WithAProcessForEachPhotoNoEngineDies) {
  constexpr int kGood = 30;
  WritePhotos(folder_, "src", kGood);
  WritePoisons();
  const Ended ended = RunPhotomill(Run("dst", {"--task_time_floor=16", "--isolate=always"}),
                                   WithPoison(folder_, kMemoryBytes));
  EXPECT_TRUE(ended.Exited(2)) << ended.All();
  EXPECT_EQ(ledger_.CountOf("done"), kGood);
  ExpectQuarantined();
  EXPECT_EQ(ledger_.Number("SELECT max(attempts) FROM source WHERE state = 'done'"), 1);
  const std::string log = ReadFile(folder_.At("dst/.photomill/worker-1.log"));
  EXPECT_EQ(log.find("starting a new one"), std::string::npos) << log;
  EXPECT_EQ(ProcessesLeft(), "");
  ExpectOutputsAsWithoutPoison();
}

TEST_F(PoisonTest, TheCommandInTheDetailShowsItAgain) {
  WritePoisons();
  (void)RunPhotomill(Run("dst", {"--task_time_floor=2", "--isolate=always", "--crash_limit=1"}),
                     WithPoison(folder_, kMemoryBytes));
  for (const Poison& poison : AllPoisons()) {
    const std::string detail = ledger_.DetailOf(KeyOf(poison));
    const size_t at = detail.find("photomill worker --try=");
    ASSERT_NE(at, std::string::npos) << detail;
    // As a person would type it, except for the time limit: this test need not wait for a minute.
    const std::string command =
        "PATH=" + ProgramFolder() + ":$PATH; " + detail.substr(at) + " --task_time_floor=2";
    const Ended shown =
        StartCommand({"/bin/sh", "-c", command}, WithPoison(folder_, kMemoryBytes)).Wait();
    EXPECT_TRUE(shown.Exited(2)) << shown.All();
    EXPECT_NE(shown.out.find("\n" + poison.reason + ": "), std::string::npos) << shown.All();
    // With a sound decoder it is an ordinary photo.
    const Ended sound = StartCommand({"/bin/sh", "-c", command}).Wait();
    EXPECT_TRUE(sound.Exited(0)) << sound.All();
  }
}

TEST_F(PoisonTest, TheCommandInTheDetailTakesWhatTheMigrationTook) {
  folder_.Write("src/deadly.heic", PoisonedPhoto("abort", "heic"));
  (void)RunPhotomill(Run("dst", {"--crash_limit=1", "--isolate=always", "--formats=heic,jpeg",
                                 "--accept_partial"}),
                     WithPoison(folder_, kMemoryBytes));
  const std::string detail = ledger_.DetailOf("deadly.heic");
  EXPECT_TRUE(detail.ends_with(" --formats=jpeg,heic --accept_partial")) << detail;
  const std::string command = "PATH=" + ProgramFolder() + ":$PATH; " +
                              detail.substr(detail.find("photomill worker --try="));
  const Ended shown =
      StartCommand({"/bin/sh", "-c", command}, WithPoison(folder_, kMemoryBytes)).Wait();
  EXPECT_TRUE(shown.Exited(2)) << shown.All();
  EXPECT_NE(shown.out.find("\ncrashed: "), std::string::npos) << shown.All();
}

}  // namespace
}  // namespace photomill::test
