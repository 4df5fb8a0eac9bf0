#include "coordinator/report/failure_advice.h"

#include <set>

#include <gtest/gtest.h>

namespace photomill {
namespace {

TEST(FailureAdvice, EveryReasonHasOneOfItsOwn) {
  std::set<std::string_view> texts;
  for (int i = 0; i < kReasonCount; ++i) texts.insert(AdviceFor(static_cast<Reason>(i)));
  EXPECT_EQ(texts.size(), static_cast<size_t>(kReasonCount));
  EXPECT_FALSE(texts.contains(""));
}

TEST(FailureAdvice, EveryWarningHasOneOfItsOwn) {
  std::set<std::string_view> texts;
  for (size_t i = 0; i < kWarningCount; ++i) texts.insert(AdviceFor(static_cast<Warning>(i)));
  EXPECT_EQ(texts.size(), kWarningCount);
  EXPECT_FALSE(texts.contains(""));
}

TEST(LedgerQuery, CanBePastedIntoAShell) {
  EXPECT_EQ(LedgerQuery("/dst/.photomill", "SELECT 1"),
            "sqlite3 /dst/.photomill/ledger.db \"SELECT 1\"");
  EXPECT_EQ(LedgerQuery("/my photos/o'neil", "SELECT 1"),
            "sqlite3 '/my photos/o'\\''neil/ledger.db' \"SELECT 1\"");
}

}  // namespace
}  // namespace photomill
