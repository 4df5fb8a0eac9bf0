// Shared by the tests of `photomill run`: a library, a destination, a small recipe, and the check
// that no process outlives its test.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/text.h"
#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/outputs.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"
#include "tests/integration/support/tree.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {

// The documented exit codes, which scripts rely on.
inline constexpr int kDone = 0;
inline constexpr int kCannotStart = 1;
inline constexpr int kWithFailures = 2;
inline constexpr int kStopped = 3;

class LocalRun : public testing::Test {
 protected:
  LocalRun();
  void TearDown() override;

  // `photomill run SRC DST --recipe=… EXTRA…`
  [[nodiscard]] Arguments Command(const Arguments& extra = {}) const;
  // The same with another destination.
  [[nodiscard]] Arguments CommandInto(const std::string& destination,
                                      const Arguments& extra = {}) const;
  [[nodiscard]] Ended Run(const Arguments& extra = {}) const;
  // Runs and expects this exit code.
  Ended RunTo(int exit_code, const Arguments& extra = {}) const;

  void WriteSource(const std::string& key, std::string_view bytes) const;
  void WriteRecipe(std::string_view text) const;
  void RemoveSource(const std::string& key) const;
  // The outputs of one source, "photo" and "thumb".
  [[nodiscard]] std::string OutputKey(const std::string& source,
                                      const std::string& derivative) const;
  // The outputs of an undisturbed run of the current sources into a fresh folder.
  [[nodiscard]] Contents FreshRun(const std::string& name, const Arguments& extra = {}) const;

  const TestFolder folder_;
  const std::string source_ = folder_.At("src");
  const std::string destination_ = folder_.At("dst");
  const std::string state_ = destination_ + "/.photomill";
  const std::string recipe_ = folder_.At("recipe.txt");
  const LedgerView ledger_{state_};
};

// The number next to a label of the summary ("found", "done", "corrupt"); 0 if it is not listed.
int64_t SummaryCount(const std::string& summary, const std::string& label);

// Runs a command that cannot start: expects exit code 1, nothing on standard output, and one line
// that contains each of the words.
void ExpectRefused(const Arguments& arguments, const std::vector<std::string>& words,
                   const Launch& launch = {});

// How to run as a user to whom permissions apply: as nobody if the test runs as root, otherwise
// unchanged. Empty if the system does not allow it.
std::optional<Launch> AsNobody();

}  // namespace photomill::test
