// What a repair and a removal of orphans change in a ledger, and what the next run makes of it.
#include "coordinator/ledger/output_editor.h"

#include <gmock/gmock.h>

#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"
#include "tests/unit/coordinator/ledger/sqlite/older_schema.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class OutputEditorTest : public LedgerOnDisk {
 protected:
  void MakeListed(const std::vector<std::string>& keys) {
    Open();
    Intake(keys);
    for (const Task& task : PendingTasks(ledger())) {
      EXPECT_TRUE(Record(DoneFact(task, DefaultRecipe())));
    }
    Close();
  }
  std::unique_ptr<OutputEditor> Editor() {
    Result<std::unique_ptr<OutputEditor>> editor = OpenOutputEditor(folder(), DefaultRecipe());
    EXPECT_TRUE(editor.ok()) << editor.failure().detail;
    return *std::move(editor);
  }
  static SeenOutput Thumb(std::string_view key) {
    return {1, "thumb", key, DigestOf(std::string(key))};
  }
  std::string Value(const std::string& sql) { return SqlReader(path()).Value(sql); }
};

TEST_F(OutputEditorTest, AMissingOutputIsPendingAndMadeByTheNextRun) {
  MakeListed({"a.jpg", "b.jpg"});
  auto editor = Editor();
  EXPECT_EQ(*editor->Remake(Thumb("thumbs/a.webp"), std::nullopt), Remade::kPending);
  EXPECT_TRUE(editor->Commit().ok());
  EXPECT_TRUE(editor->Close().ok());
  EXPECT_EQ(Value("SELECT state || lacks FROM source WHERE id = 1"), "pending2");
  EXPECT_EQ(Value("SELECT made_by FROM output WHERE key = 'thumbs/a.webp'"), "0");
  EXPECT_EQ(Value("PRAGMA journal_mode"), "delete");
  ExpectTalliesAreTrue();

  Open();
  Intake({"a.jpg", "b.jpg"});
  const std::vector<Task> pending = PendingTasks(ledger());
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0].key, "a.jpg");
  EXPECT_EQ(pending[0].lacks, DerivativeSet{0b10}) << "the other output stays";
  EXPECT_TRUE(Record(DoneFact(pending[0], DefaultRecipe())));
  EXPECT_EQ(ledger().Count()[SourceState::kDone], 2);
  EXPECT_EQ(ledger().Count().outputs, 4);
  Close();
  ExpectTalliesAreTrue();
}

TEST_F(OutputEditorTest, AFileThatWasSeenMayBeReplaced) {
  MakeListed({"a.jpg"});
  auto editor = Editor();
  EXPECT_EQ(*editor->Remake(Thumb("thumbs/a.webp"), DigestOf("edited")), Remade::kPending);
  EXPECT_TRUE(editor->Commit().ok());
  EXPECT_TRUE(editor->Close().ok());
  Open();
  Intake({"a.jpg"});
  const std::vector<Task> pending = PendingTasks(ledger());
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_THAT(pending[0].own, ::testing::Contains(OwnFile{"thumbs/a.webp", DigestOf("edited")}));
  Close();
}

TEST_F(OutputEditorTest, WhatTheLedgerHasOtherwiseStays) {
  MakeListed({"a.jpg"});
  auto editor = Editor();
  SeenOutput other = Thumb("thumbs/a.webp");
  other.content = DigestOf("another version");
  EXPECT_EQ(*editor->Remake(other, std::nullopt), Remade::kNothing);
  EXPECT_EQ(*editor->Remake({7, "thumb", "thumbs/a.webp", {}}, std::nullopt), Remade::kNothing);
  EXPECT_EQ(*editor->RemakeLacking(7), false);
  EXPECT_TRUE(editor->Commit().ok());
  EXPECT_TRUE(editor->Close().ok());
  EXPECT_EQ(Value("SELECT state FROM source"), "done");
}

TEST_F(OutputEditorTest, WithoutACommitNothingChanges) {
  MakeListed({"a.jpg"});
  auto editor = Editor();
  EXPECT_EQ(*editor->Remake(Thumb("thumbs/a.webp"), std::nullopt), Remade::kPending);
  EXPECT_TRUE(editor->Close().ok());
  EXPECT_EQ(Value("SELECT state FROM source"), "done");
  EXPECT_EQ(Value("PRAGMA journal_mode"), "delete");
  ExpectTalliesAreTrue();
}

TEST_F(OutputEditorTest, ASourceWithoutAnOutputIsPending) {
  MakeListed({"a.jpg"});
  SqlReader(path(), SQLITE_OPEN_READWRITE)
      .Rows("UPDATE output SET made_by = 0 WHERE derivative = 'photo'");
  auto editor = Editor();
  EXPECT_EQ(*editor->RemakeLacking(1), true);
  EXPECT_TRUE(editor->Commit().ok());
  EXPECT_TRUE(editor->Close().ok());
  Open();
  Intake({"a.jpg"});
  ASSERT_EQ(PendingTasks(ledger()).size(), 1U);
  EXPECT_EQ(PendingTasks(ledger())[0].lacks, DerivativeSet{0b01});
  Close();
}

// It was done under a smaller recipe, and failed when the recipe got another derivative.
TEST_F(OutputEditorTest, AFailedSourceThatLostAnOutputIsTriedAgain) {
  LedgerOptions smaller = TestOptions();
  smaller.recipe.derivatives.pop_back();
  Open(smaller);
  Intake({"a.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger())[0], smaller.recipe)));
  Close();
  Open();
  Intake({"a.jpg"});
  EXPECT_TRUE(
      Record(FailedFact(PendingTasks(ledger())[0], SourceState::kFailed, Reason::kTooLarge)));
  Close();

  const std::string key = Value("SELECT key FROM output WHERE derivative = 'photo'");
  const SeenOutput photo = {1, "photo", key, DigestOf(key)};
  auto editor = Editor();
  EXPECT_EQ(*editor->Remake(photo, std::nullopt), Remade::kRetried);
  EXPECT_TRUE(editor->Commit().ok());
  EXPECT_TRUE(editor->Close().ok());
  EXPECT_EQ(Value("SELECT state || recipe || lacks || reason FROM source"), "pending00");
  EXPECT_EQ(Value("SELECT made_by FROM output"), "0");
  ExpectTalliesAreTrue();

  Open();
  Intake({"a.jpg"});
  const std::vector<Task> pending = PendingTasks(ledger());
  ASSERT_EQ(pending.size(), 1U);
  EXPECT_EQ(pending[0].lacks, DerivativeSet{0b11});
  EXPECT_TRUE(Record(DoneFact(pending[0], DefaultRecipe())));
  Close();
  ExpectTalliesAreTrue();
}

TEST_F(OutputEditorTest, ForgetsOrphansAndReleasesTheirNames) {
  MakeListed({"a.jpg", "b.jpg"});
  LedgerOptions other = TestOptions();
  other.recipe.derivatives.pop_back();
  Open(other);
  Intake({"a.jpg", "b.jpg"});
  Close();
  EXPECT_EQ(Value("SELECT count(*) FROM orphan"), "2");
  Result<std::unique_ptr<OutputEditor>> editor = OpenOutputEditor(folder(), other.recipe);
  ASSERT_TRUE(editor.ok());
  EXPECT_EQ(*(*editor)->IsNeededByOthers(1, "thumbs/a.webp"), false);
  EXPECT_EQ(*(*editor)->IsNeededByOthers(1, "b.jpg"), true);
  EXPECT_TRUE((*editor)->ForgetOrphan(1, "thumbs/a.webp").ok());
  EXPECT_TRUE((*editor)->Commit().ok());
  EXPECT_TRUE((*editor)->Close().ok());
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT key FROM orphan"), ElementsAre(SqlReader::Row{"thumbs/b.webp"}));
  EXPECT_THAT(reader.Rows("SELECT * FROM claim WHERE key = 'thumbs/a.webp'"), IsEmpty());
  EXPECT_EQ(reader.Value("SELECT outputs FROM source WHERE id = 1"), "1");
  ExpectTalliesAreTrue();
}

TEST_F(OutputEditorTest, ALedgerOfAnOlderVersionIsRefused) {
  MakeListed({"a.jpg"});
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("PRAGMA user_version = 7");
  const Result<std::unique_ptr<OutputEditor>> editor = OpenOutputEditor(folder(), DefaultRecipe());
  ASSERT_FALSE(editor.ok());
  EXPECT_THAT(editor.failure().detail, ::testing::HasSubstr("first start a run"));
}

}  // namespace
}  // namespace photomill
