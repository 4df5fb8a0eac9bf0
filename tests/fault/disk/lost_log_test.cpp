// The ledger's log after its coordinator was killed, complete or truncated, as after a power
// failure.
#include <algorithm>

#include "tests/fault/disk/disk_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr size_t kFrameBytes = 24 + 4096;
constexpr size_t kHeaderBytes = 32;

class LostLog : public DiskRun {
 protected:
  LostLog() {
    KillARun();
    ledger_bytes_ = ReadFile(Ledger());
    log_ = ReadFile(Ledger() + "-wal");
  }

  // A state directory with this many bytes of the log.
  [[nodiscard]] std::string StateWith(size_t log_bytes) const {
    std::string state = folder_.At("state-" + std::to_string(log_bytes));
    fs::create_directory(state);
    PutFile(state + "/ledger.db", ledger_bytes_);
    PutFile(state + "/ledger.db-wal", log_.substr(0, log_bytes));
    return state;
  }

  // Every multiple of 4096, and the ends of frames, also one byte before and after.
  [[nodiscard]] std::vector<size_t> Cuts() const {
    std::vector<size_t> cuts = {1, kHeaderBytes - 1};
    for (size_t at = 0; at <= log_.size(); at += 4096) cuts.push_back(at);
    for (size_t end = kHeaderBytes; end <= log_.size(); end += 5 * kFrameBytes) {
      for (const size_t at : {end - 1, end, end + 1}) cuts.push_back(std::min(at, log_.size()));
    }
    cuts.push_back(log_.size() - 1);
    cuts.push_back(log_.size());
    std::sort(cuts.begin(), cuts.end());
    cuts.erase(std::unique(cuts.begin(), cuts.end()), cuts.end());
    return cuts;
  }

  std::string ledger_bytes_;
  std::string log_;
};

TEST_F(LostLog, ACopyOfAKilledRunsStateGoesOn) {
  const std::string state = StateWith(log_.size());
  const auto attempts = LedgerView(state).AttemptsOfDone();
  EXPECT_FALSE(attempts.empty());
  ExpectGoesOn(state, {"--state=" + state});
  const auto after = LedgerView(state).AttemptsOfDone();
  for (const auto& [key, count] : attempts) EXPECT_EQ(after.at(key), count) << key;
}

TEST_F(LostLog, CutAnywhereItIsAnEarlierLedgerAndASoundOne) {
  int64_t known = 0;
  int64_t done = 0;
  for (const size_t cut : Cuts()) {
    const std::string state = StateWith(cut);
    const Ended status = RunPhotomill({"status", "--state=" + state});
    if (!status.Exited(kDone)) {
      // Before the first run's row there is nothing to show.
      EXPECT_TRUE(status.Exited(kCannotStart)) << cut << ": " << status.All();
      EXPECT_THAT(status.err, testing::HasSubstr("no run has begun")) << cut;
      EXPECT_EQ(known, 0) << cut;
    }
    const LedgerView ledger(state);
    ExpectSound(state);
    const int64_t known_now = ledger.Number("SELECT count(*) FROM source");
    const int64_t done_now = ledger.CountOf("done");
    EXPECT_GE(known_now, known) << cut;
    EXPECT_GE(done_now, done) << cut;
    known = known_now;
    done = done_now;
    fs::remove_all(state);
  }
  EXPECT_EQ(known, kPhotos);
  EXPECT_GT(done, 0);
}

TEST_F(LostLog, CutInItsMiddleTheSameCommandGoesOn) {
  for (const size_t cut : {size_t{0}, log_.size() / 2, log_.size() - 1}) {
    const std::string state = StateWith(cut);
    // A ledger without any run counts as new, and the destination already contains files.
    ExpectGoesOn(state, {"--state=" + state, "--into_existing"});
  }
}

}  // namespace
}  // namespace photomill::test
