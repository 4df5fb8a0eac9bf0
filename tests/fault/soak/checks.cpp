#include "tests/fault/soak/checks.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

#include "common/base/digest.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/tree.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

void CheckStates(const Machines& machines, const LibraryModel& library, Tally& tally) {
  const std::map<std::string, std::string> states = machines.ledger().States();
  for (const auto& [key, expected] : library.expected()) {
    const auto state = states.find(key);
    if (state == states.end()) {
      ADD_FAILURE() << key << " is not in the ledger";
      continue;
    }
    EXPECT_EQ(state->second, expected) << key << ": " << machines.ledger().DetailOf(key);
  }
  for (const auto& [key, state] : states) {
    const auto expected = library.expected().find(key);
    EXPECT_TRUE(expected != library.expected().end() || state.starts_with("gone")) << key;
    const std::string kind = state.substr(0, state.find(' '));
    tally.Count(kind == "failed" ? "failed as corrupt" : kind);
  }
  EXPECT_EQ(machines.ledger().Text("PRAGMA integrity_check"), "ok");
}

// Each poisoned photo has reached exactly the crash limit, and no other photo has.
void CheckCrashes(const Machines& machines) {
  const std::string limit = std::to_string(Machines::kCrashLimit);
  EXPECT_EQ(machines.ledger().Number("SELECT count(*) FROM source WHERE (state = 'quarantined') <> "
                                     "(crashes = " +
                                     limit + ") AND state <> 'gone'"),
            0);
}

// Sources that were done before and did not change were not processed again.
void CheckNothingTwice(const Machines& machines, const LibraryModel& library,
                       const std::map<std::string, int64_t>& before) {
  const std::map<std::string, int64_t> now = machines.ledger().AttemptsOfDone();
  for (const auto& [key, count] : before) {
    if (!library.IsUntouched(key) || !library.expected().contains(key)) continue;
    const auto found = now.find(key);
    EXPECT_TRUE(found == now.end() || found->second == count) << key << " was tried again";
  }
}

// The tree is that of an undisturbed run, apart from the outputs of sources that are gone.
void CheckTree(const Machines& machines, const LibraryModel& library, const TestFolder& folder) {
  const std::string sound = library.WriteSoundCopy();
  const std::string reference = folder.At("reference");
  fs::remove_all(reference);
  const Ended ended = RunPhotomill({"run", sound, reference, "--recipe=" + library.recipe(),
                                    "--progress=none", "--new_destination"});
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  const Contents wanted = ContentsOf(reference);
  const Contents made = ContentsOf(machines.destination());
  for (const auto& [key, digest] : wanted) {
    const auto found = made.find(key);
    EXPECT_TRUE(found != made.end() && found->second == digest)
        << key << (found == made.end() ? " is missing" : " has other bytes");
  }
  for (const LedgerView::Row& row : machines.ledger().Rows("SELECT key, digest FROM output")) {
    const auto found = made.find(row[0]);
    EXPECT_TRUE(found != made.end() && ToHex(found->second) == row[1])
        << row[0] << " is not what the ledger says";
  }
  std::error_code error;
  for (const auto& entry :
       fs::directory_iterator(machines.destination() + "/.photomill/tmp", error)) {
    ADD_FAILURE() << "left behind: " << entry.path();
  }
}

}  // namespace

bool LedgerIsSettled(const Machines& machines, const LibraryModel& library) {
  const std::map<std::string, std::string> states = machines.ledger().States();
  for (const auto& [key, expected] : library.expected()) {
    const auto state = states.find(key);
    if (state == states.end() || state->second != expected) return false;
  }
  return std::all_of(states.begin(), states.end(), [&](const auto& row) {
    return library.expected().contains(row.first) || row.second.starts_with("gone");
  });
}

void CheckRound(const Machines& machines, const LibraryModel& library, const TestFolder& folder,
                const std::map<std::string, int64_t>& attempts, Tally& tally) {
  CheckStates(machines, library, tally);
  CheckCrashes(machines);
  CheckNothingTwice(machines, library, attempts);
  CheckTree(machines, library, folder);
  EXPECT_TRUE(WaitUntil([] { return OwnProcessesWith("--engine_fd=").empty(); }));
  EXPECT_TRUE(OwnProcessesWith("--sandbox=").empty());
}

}  // namespace photomill::test
