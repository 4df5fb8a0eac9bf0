// What a ledger, of this schema or an older one, has about one source, and whose an output is.
#include "coordinator/ledger/source_reader.h"

#include <gmock/gmock.h>

#include "coordinator/ledger/ledger_reader.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"
#include "tests/unit/coordinator/ledger/sqlite/older_schema.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class SourceReaderTest : public LedgerOnDisk {
 protected:
  void MakeTwo() {
    Open();
    Intake({"a.jpg", "b.jpg"});
    const std::vector<Task> tasks = PendingTasks(ledger());
    EXPECT_TRUE(Record(DoneFact(tasks[0], DefaultRecipe())));
    EXPECT_TRUE(Record(FailedFact(tasks[1], SourceState::kFailed, Reason::kCorrupt)));
    Close();
  }
  SourceAccount Read(const std::string& key) {
    Result<std::optional<SourceAccount>> account = ReadSourceAccount(folder(), key);
    EXPECT_TRUE(account.ok() && account->has_value()) << key;
    return account.ok() && *account ? **account : SourceAccount{};
  }
  std::optional<OutputOwner> OwnerOf(const std::string& key) {
    Result<std::optional<OutputOwner>> owner = FindOutputOwner(folder(), key, {});
    EXPECT_TRUE(owner.ok()) << owner.failure().detail;
    return owner.ok() ? *owner : std::nullopt;
  }
};

TEST_F(SourceReaderTest, HasTheOutputsOfADoneSource) {
  MakeTwo();
  const SourceAccount account = Read("a.jpg");
  EXPECT_EQ(account.row.state, SourceState::kDone);
  EXPECT_EQ(account.row.scan, 1);
  ASSERT_EQ(account.outputs.size(), DefaultRecipe().derivatives.size());
  for (const OutputAccount& output : account.outputs) {
    EXPECT_EQ(output.fate, OutputFate::kCurrent);
    const std::optional<OutputOwner> owner = OwnerOf(output.row.key);
    ASSERT_TRUE(owner.has_value());
    EXPECT_EQ(owner->source, "a.jpg");
    EXPECT_EQ(owner->tie, OutputTie::kOutput);
  }
  EXPECT_THAT(account.attempts, IsEmpty());
}

TEST_F(SourceReaderTest, HasTheAttemptsOfAFailedSource) {
  MakeTwo();
  const SourceAccount account = Read("b.jpg");
  EXPECT_EQ(account.row.reason, Reason::kCorrupt);
  ASSERT_EQ(account.attempts.size(), 1U);
  EXPECT_EQ(account.attempts[0].reason, "corrupt");
  EXPECT_EQ(account.attempts[0].run, 1);
  EXPECT_THAT(account.outputs, IsEmpty());
}

TEST_F(SourceReaderTest, AKeyOfNobodyIsNothing) {
  MakeTwo();
  const Result<std::optional<SourceAccount>> account = ReadSourceAccount(folder(), "c.jpg");
  ASSERT_TRUE(account.ok());
  EXPECT_FALSE(account->has_value());
  EXPECT_FALSE(OwnerOf("c.jpg").has_value());
  EXPECT_FALSE(ReadSourceAccount(folder() + "/nowhere", "a.jpg").ok());
}

TEST_F(SourceReaderTest, AnOutputOfAnotherRecipeIsReplacedOrNotWanted) {
  MakeTwo();
  LedgerOptions other = TestOptions();
  other.recipe.derivatives.erase(other.recipe.derivatives.begin());
  other.recipe.derivatives[0].width += 1;
  const std::string name = other.recipe.derivatives[0].name;
  Open(other);
  Close();
  for (const OutputAccount& output : Read("a.jpg").outputs) {
    EXPECT_EQ(output.fate,
              output.row.derivative == name ? OutputFate::kToBeReplaced : OutputFate::kNotWanted);
  }
}

TEST_F(SourceReaderTest, ANameWithoutAFileIsAClaim) {
  Open();
  Intake({"a.jpg"});
  Close();
  MakeTwo();
  const std::string key = Read("a.jpg").outputs.front().row.key;
  {
    SqlReader shell(path(), SQLITE_OPEN_READWRITE);
    shell.Rows("DELETE FROM output");
  }
  std::optional<OutputOwner> owner = OwnerOf(key);
  ASSERT_TRUE(owner.has_value());
  EXPECT_EQ(owner->tie, OutputTie::kClaim);
  EXPECT_EQ(owner->source, "a.jpg");
  {
    SqlReader shell(path(), SQLITE_OPEN_READWRITE);
    shell.Rows("DELETE FROM claim");
    shell.Rows("INSERT INTO own_file VALUES('" + key + "', '00', '" + key + "')");
  }
  owner = OwnerOf(key);
  ASSERT_TRUE(owner.has_value());
  EXPECT_EQ(owner->tie, OutputTie::kOwnFile);
}

// As with a recipe whose keys have {hash}: the claim is a pattern.
TEST_F(SourceReaderTest, AnOutputWithoutAClaimIsFoundToo) {
  MakeTwo();
  const std::string key = Read("a.jpg").outputs.front().row.key;
  {
    SqlReader shell(path(), SQLITE_OPEN_READWRITE);
    shell.Rows("DELETE FROM claim");
  }
  int64_t examined = 0;
  const Result<std::optional<OutputOwner>> missing =
      FindOutputOwner(folder(), "nothing", [&](int64_t so_far, int64_t all) {
        examined = so_far;
        EXPECT_EQ(all, 2);
      });
  EXPECT_TRUE(missing.ok() && !missing->has_value());
  EXPECT_EQ(examined, 2);
  ASSERT_TRUE(OwnerOf(key).has_value());
  EXPECT_EQ(OwnerOf(key)->source, "a.jpg");
}

TEST_F(SourceReaderTest, ListsTheKeysOfAFolder) {
  Open();
  Intake({"2019/a.jpg", "2019/b/c.jpg", "2019-x.jpg", "20190.jpg", "z.jpg"});
  Close();
  const Result<std::vector<std::string>> below = ReadKeysBelow(folder(), "2019", 10);
  ASSERT_TRUE(below.ok());
  EXPECT_THAT(*below, ElementsAre("2019/a.jpg", "2019/b/c.jpg"));
  const Result<std::vector<std::string>> first = ReadKeysBelow(folder(), "", 2);
  ASSERT_TRUE(first.ok());
  EXPECT_THAT(*first, ElementsAre("2019-x.jpg", "2019/a.jpg"));
}

class OlderSourceReaderTest
    : public SourceReaderTest,
      public ::testing::WithParamInterface<void (*)(const std::string& path)> {};
INSTANTIATE_TEST_SUITE_P(Schemas, OlderSourceReaderTest,
                         ::testing::Values(&ReturnToSeventhSchema, &ReturnToSixthSchema,
                                           &ReturnToSecondSchema));

TEST_P(OlderSourceReaderTest, ReadsTheLedgerAsItIs) {
  MakeTwo();
  GetParam()(path());
  const SourceAccount done = Read("a.jpg");
  EXPECT_EQ(done.row.state, SourceState::kDone);
  ASSERT_EQ(done.outputs.size(), DefaultRecipe().derivatives.size());
  EXPECT_EQ(done.outputs.front().fate, OutputFate::kCurrent);
  EXPECT_EQ(OwnerOf(done.outputs.front().row.key)->source, "a.jpg");
  EXPECT_EQ(Read("b.jpg").row.reason, Reason::kCorrupt);
  const Result<LedgerSummary> summary = ReadLedgerSummary(folder());
  ASSERT_TRUE(summary.ok()) << summary.failure().detail;
  EXPECT_EQ(summary->progress, ProgressRow{});
}

}  // namespace
}  // namespace photomill
