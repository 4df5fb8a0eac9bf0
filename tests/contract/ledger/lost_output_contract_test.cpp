// Outputs whose files differ from the ledger's record: deleted while nobody wanted them, or
// replaced by an engine that was not heard from again. Their sources are processed again.
#include <gmock/gmock.h>

#include <set>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::Contains;
using ::testing::IsEmpty;

class LostOutputContract : public LedgerContract {
 protected:
  // The destination as a set of names: the recorded outputs, and the deleted ones.
  LedgerOptions WithDestination() {
    LedgerOptions options = DefaultOptions();
    options.look_at_output = [this](const std::string& key, uint64_t) {
      ++asked_;
      return deleted_.contains(key) ? Presence::kNothing : Presence::kThere;
    };
    return options;
  }

  LedgerOptions WithAnotherThumb() {
    LedgerOptions options = WithDestination();
    options.recipe.derivatives[1] = Square("small", 64, "small/{dir}/{stem}.webp");
    return options;
  }

  void MakeAll(const std::vector<std::string>& keys) {
    Start(WithDestination());
    Intake(keys);
    FinishAll();
    asked_ = 0;
  }

  std::set<std::string> deleted_;
  int asked_ = 0;
};
INSTANTIATE_LEDGER_CONTRACT(LostOutputContract);

TEST_P(LostOutputContract, NobodyLooksWhereTheyWereWantedAllTheTime) {
  MakeAll({"a.jpg"});
  deleted_ = {"a.jpg"};
  Start(WithDestination());
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kUnchanged), 1);
  EXPECT_EQ(asked_, 0) << "every listing would ask for every file";
}

TEST_P(LostOutputContract, APhotoThatComesBackIsMadeAgainWhereItsFilesWereDeleted) {
  MakeAll({"a.jpg", "b.jpg"});
  Start(WithDestination());
  Intake({"b.jpg"});
  EXPECT_TRUE(EndScan(true).applied);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  deleted_ = {"a.jpg"};  // as an orphan
  Start(WithDestination());
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kReturned), 1);
  EXPECT_EQ(PendingTask("a.jpg").lacks, kFirst);
  // The run is killed, and the next one finds the same.
  Kill();
  Start(WithDestination());
  Intake({"a.jpg", "b.jpg"});
  EXPECT_EQ(PendingTask("a.jpg").lacks, kFirst);
  deleted_.clear();
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(ledger().Count().outputs, 4);
}

TEST_P(LostOutputContract, APhotoThatComesBackToItsFilesIsNotMadeAgain) {
  MakeAll({"a.jpg", "b.jpg"});
  Start(WithDestination());
  Intake({"b.jpg"});
  EXPECT_TRUE(EndScan(true).applied);
  Start(WithDestination());
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kReturned), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(asked_, 2);
}

TEST_P(LostOutputContract, AnOlderRecipeFindsWhatIsStillThere) {
  MakeAll({"a.jpg", "b.jpg"});
  Start(WithAnotherThumb());
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  deleted_ = {"thumbs/a.webp"};
  Start(WithDestination());
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kAdopted), 2);
  EXPECT_THAT(PendingKeys(), ::testing::ElementsAre("a.jpg"));
  EXPECT_EQ(PendingTask("a.jpg").lacks, DerivativeSet{0b10});
  EXPECT_EQ(asked_, 2) << "what was wanted all the time is not looked at";
}

// A run with --limit never came to them, but they were orphans all the same.
TEST_P(LostOutputContract, AnOlderRecipeAlsoLooksAtPhotosThatTheNewerOneNeverReached) {
  MakeAll({"a.jpg", "b.jpg", "c.jpg"});
  Start(WithAnotherThumb());
  Intake({"a.jpg"});
  FinishAll();
  deleted_ = {"thumbs/a.webp", "thumbs/b.webp"};
  Start(WithDestination());
  const IntakeCounts counts = Intake({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kUnchanged), 1) << "c.jpg";
  EXPECT_THAT(PendingKeys(), ::testing::ElementsAre("a.jpg", "b.jpg"));
  EXPECT_EQ(PendingTask("b.jpg").lacks, kSecond);
}

TEST_P(LostOutputContract, WhatNoRunHasSelectedSinceTheRecipeChangedIsCounted) {
  MakeAll({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_EQ(ledger().Count().older_recipe, 0);
  Start(WithAnotherThumb());
  EXPECT_EQ(ledger().Count().older_recipe, 3);
  Intake({"a.jpg"});
  FinishAll();
  EXPECT_EQ(ledger().Count().older_recipe, 2);
  Start(WithAnotherThumb());
  EXPECT_EQ(ledger().Count().older_recipe, 2);
  Intake({"b.jpg"});
  FinishAll();
  Start(WithDestination());
  EXPECT_EQ(ledger().Count().older_recipe, 2) << "c.jpg was never made by the other one";
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  EXPECT_EQ(ledger().Count().older_recipe, 0);
}

// An older recipe's file was at a path where another source now needs a folder.
TEST_P(LostOutputContract, NamesOfLostFilesThatNobodyWantsAreFree) {
  LedgerOptions flat = WithDestination();
  flat.recipe.derivatives = {Square("photo", 64, "{stem}.jpg")};
  const std::vector<std::string> keys = {"a.jpg/b.png", "d/a.png"};
  Start(flat);
  Intake(keys);
  FinishAll();
  deleted_ = {"a.jpg", "b.jpg"};
  LedgerOptions deep = WithDestination();
  deep.recipe.derivatives = {Square("photo", 64, "{dir}/{stem}.webp")};
  deep.outputs_lost = true;
  Start(deep);
  EXPECT_EQ(opening().orphans, 0);
  Intake(keys);
  EXPECT_EQ(Waiting(), 0);
  EXPECT_THAT(PendingKeys(), ::testing::ElementsAreArray(keys));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(LostOutputContract, WhatTheSelectionLeavesOutIsNotCalledChecked) {
  MakeAll({"a.jpg", "b.jpg"});
  Start(WithDestination());
  Intake({"a.jpg"});
  const Result<GoneCounts> part =
      ledger().EndScan(true, false, [](std::string_view key) { return key == "a.jpg"; });
  ASSERT_TRUE(part.ok());
  EXPECT_EQ(part->left_out, 1);
  EXPECT_EQ(part->vanished, 0);
  Start(WithDestination());
  Intake({"a.jpg", "b.jpg"});
  EXPECT_EQ(EndScan().left_out, 0);
}

TEST_P(LostOutputContract, OnlyOrphansThatAreLostAreForgotten) {
  MakeAll({"a.jpg", "b.jpg"});
  Start(WithAnotherThumb());
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  Start(WithAnotherThumb());
  EXPECT_EQ(opening().orphans, 2);
  deleted_ = {"thumbs/a.webp"};
  LedgerOptions lost = WithAnotherThumb();
  lost.outputs_lost = true;
  Start(lost);
  EXPECT_EQ(opening().orphans, 1);
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kUnchanged), 2);
}

// A suspended engine published an older version over a newer one.
TEST_P(LostOutputContract, AnOutputThatAnEngineReplacedIsMadeAgain) {
  MakeAll({"a.jpg"});
  LedgerOptions options = WithDestination();
  options.noted = {{"a.jpg", DigestOf("the older version")}};
  Start(options);
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kRestored), 1);
  const Task task = PendingTask("a.jpg");
  EXPECT_EQ(task.lacks, kFirst);
  EXPECT_THAT(task.own, Contains(OwnFile{"a.jpg", DigestOf("the older version")}));
}

TEST_P(LostOutputContract, AnOutputThatAnEngineReplacedIsMadeAgainUnderAKeyWithFields) {
  const auto with_fields = [this] {
    LedgerOptions options = WithDestination();
    options.recipe.derivatives[0].key = "{dir}/{stem}-{width}.jpg";
    options.recipe.derivatives[0].otherwise.clear();
    return options;
  };
  Start(with_fields());
  Intake({"a.png"});
  const OutcomeFact fact = DoneFact(PendingTask("a.png"));
  ASSERT_TRUE(Record(fact));
  LedgerOptions options = with_fields();
  options.noted = {{fact.outcome.outputs[0].key, DigestOf("by another recipe")}};
  Start(options);
  EXPECT_EQ(CountOf(Intake({"a.png"}), Verdict::kRestored), 1);
  EXPECT_EQ(PendingTask("a.png").lacks, kFirst);
}

TEST_P(LostOutputContract, ANoteOfWhatIsRecordedChangesNothing) {
  Start(WithDestination());
  Intake({"a.jpg"});
  const OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
  ASSERT_TRUE(Record(fact));
  LedgerOptions options = WithDestination();
  for (const Output& output : fact.outcome.outputs) {
    options.noted.push_back({output.key, output.content});
  }
  Start(options);
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kUnchanged), 1);
  IntakeObjects({Object("a.jpg", 2000, 2)});
  EXPECT_EQ(PendingTask("a.jpg").lacks, kBoth);
  EXPECT_EQ(PendingTask("a.jpg").own.size(), 2U) << "each file once";
}

}  // namespace
}  // namespace photomill
