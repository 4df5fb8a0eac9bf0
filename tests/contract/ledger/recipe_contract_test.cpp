// A changed recipe: the difference is shown, the recipe adopted, and only changed outputs are made.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

using RecipeContract = LedgerContract;
INSTANTIATE_LEDGER_CONTRACT(RecipeContract);

LedgerOptions With(std::vector<Derivative> derivatives) {
  LedgerOptions options = DefaultOptions();
  options.recipe.derivatives = std::move(derivatives);
  return options;
}

const Derivative kPhoto = DefaultRecipe().derivatives[0];
const Derivative kThumb = DefaultRecipe().derivatives[1];

Derivative SmallThumb() {
  Derivative thumb = kThumb;
  thumb.width = 200;
  thumb.height = 200;
  return thumb;
}

TEST_P(RecipeContract, TheSameRecipeIsNoChange) {
  Start();
  EXPECT_THAT(opening().recipe_changes, IsEmpty());
  Start();
  EXPECT_THAT(opening().recipe_changes, IsEmpty());
  EXPECT_EQ(opening().orphans, 0);
}

TEST_P(RecipeContract, AChangedDerivativeIsShownAndAloneIsMadeAgain) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  Start(With({kPhoto, SmallThumb()}));
  EXPECT_THAT(opening().recipe_changes, ElementsAre(AllOf(StartsWith("thumb: cover 320x320"),
                                                          HasSubstr(" → cover 200x200"))));
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kAdopted), 2);
  EXPECT_EQ(PendingTask("a.jpg").lacks, kSecond);
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(ledger().Count().outputs, 4);
  EXPECT_EQ(opening().orphans, 0);
  Start(With({kPhoto, SmallThumb()}));
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kUnchanged), 2);
}

TEST_P(RecipeContract, ANewDerivativeIsMadeOfWhatIsDone) {
  Start(With({kPhoto}));
  Intake({"a.jpg"});
  FinishAll();
  Start();
  EXPECT_THAT(opening().recipe_changes, ElementsAre(StartsWith("new: thumb: cover 320x320")));
  Intake({"a.jpg"});
  EXPECT_EQ(PendingTask("a.jpg").lacks, kSecond);
}

TEST_P(RecipeContract, WhatIsNoLongerWantedBecomesAnOrphanAndNothingIsMade) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  Start(With({kPhoto}));
  EXPECT_THAT(opening().recipe_changes, ElementsAre("no longer wanted: thumb"));
  EXPECT_EQ(opening().orphans, 2);
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kAdopted), 2);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(ledger().Count().outputs, 2);
  // Back to the first recipe: the outputs still exist.
  Start();
  EXPECT_THAT(opening().recipe_changes, ElementsAre(StartsWith("new: thumb")));
  EXPECT_EQ(opening().orphans, 0);
  EXPECT_EQ(CountOf(Intake({"a.jpg", "b.jpg"}), Verdict::kAdopted), 2);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(ledger().Count().outputs, 4);
}

TEST_P(RecipeContract, GoingBackToAnOlderRecipeMakesOnlyWhatTheNewerOneReplaced) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  Start(With({kPhoto, SmallThumb()}));
  Intake({"a.jpg", "b.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.jpg"))));  // the run stops before b's turn
  Start();
  const IntakeCounts counts = Intake({"a.jpg", "b.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kAdopted), 2);
  EXPECT_THAT(PendingKeys(), ElementsAre("a.jpg"));
  EXPECT_EQ(PendingTask("a.jpg").lacks, kSecond);
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

// This is independent of the recipe.
TEST_P(RecipeContract, OutputsThatAreLostAreMadeAgainAndToldAsSuch) {
  Start();
  Intake({"a.jpg", "b.jpg"});
  FinishAll();
  LedgerOptions options = DefaultOptions();
  options.look_at_output = [](const std::string& key, uint64_t) {
    return key == "b.jpg" ? Presence::kNothing : Presence::kThere;
  };
  options.outputs_lost = true;
  Start(options);
  const IntakeCounts counts = Intake({"a.jpg", "b.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kRestored), 1);
  EXPECT_EQ(CountOf(counts, Verdict::kUnchanged), 1);
  EXPECT_EQ(PendingTask("b.jpg").lacks, kFirst) << "its thumb is there";
  FinishAll();
  EXPECT_EQ(ledger().Count()[RunCount::kOutputs].count, 1);
  EXPECT_EQ(ledger().Count()[Listed(Verdict::kRestored)].count, 1);
}

TEST_P(RecipeContract, TheOrderOfTheDerivativesMeansNothing) {
  Start();
  Intake({"done.jpg", "half.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("done.jpg"))));
  Start(With({kPhoto, SmallThumb()}));
  Intake({"done.jpg", "half.jpg"});
  Start(With({SmallThumb(), kPhoto}));
  EXPECT_THAT(opening().recipe_changes, IsEmpty());
  Intake({"done.jpg", "half.jpg"});
  EXPECT_EQ(PendingTask("done.jpg").lacks, kFirst);  // the thumb is now first
  FinishAll();
  Start(With({kPhoto, SmallThumb()}));
  EXPECT_EQ(CountOf(Intake({"done.jpg", "half.jpg"}), Verdict::kUnchanged), 2);
}

TEST_P(RecipeContract, ARenamedDerivativeIsNotMadeAgain) {
  Derivative small = kThumb;
  small.name = "small";
  Start();
  Intake({"a.jpg"});
  FinishAll();
  Start(With({kPhoto, small}));
  EXPECT_THAT(opening().recipe_changes, ElementsAre("renamed: thumb → small"));
  EXPECT_EQ(opening().orphans, 0);
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kAdopted), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(ledger().Count().outputs, 2);
  EXPECT_EQ(ledger().Count().output_bytes, 300U);
}

TEST_P(RecipeContract, DerivativesThatChangeNamesWithEachOtherAreNotMadeAgain) {
  Derivative photo = kThumb;
  photo.name = "photo";
  Derivative thumb = kPhoto;
  thumb.name = "thumb";
  Start();
  Intake({"a.jpg"});
  FinishAll();
  Start(With({photo, thumb}));
  EXPECT_THAT(opening().recipe_changes,
              ElementsAre("renamed: thumb → photo", "renamed: photo → thumb"));
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kAdopted), 1);
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count().outputs, 2);
  EXPECT_EQ(opening().orphans, 0);
}

TEST_P(RecipeContract, AMovedOutputLeavesItsOldFileBehindAsAnOrphan) {
  Derivative moved = kThumb;
  moved.key = "small/{dir}/{stem}.webp";
  Start();
  Intake({"a.jpg"});
  FinishAll();
  Start(With({kPhoto, moved}));
  EXPECT_EQ(opening().orphans, 0);  // not yet: its file has not been made
  Intake({"a.jpg"});
  FinishAll();
  Start(With({kPhoto, moved}));
  EXPECT_EQ(opening().orphans, 1);
  // With the old recipe the file is written again; then the other one is left behind.
  Start();
  Intake({"a.jpg"});
  FinishAll();
  Start();
  EXPECT_EQ(opening().orphans, 1);
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(RecipeContract, TwoDerivativesThatChangeKeysWithEachOtherLeaveNothingBehind) {
  const Derivative one = Square("one", 100, "one/{stem}.webp");
  const Derivative two = Square("two", 200, "two/{stem}.webp");
  Derivative one_moved = one;
  one_moved.key = two.key;
  Derivative two_moved = two;
  two_moved.key = one.key;
  Start(With({one, two}));
  Intake({"a.jpg"});
  FinishAll();
  Start(With({one_moved, two_moved}));
  Intake({"a.jpg"});
  FinishAll();
  EXPECT_EQ(ledger().Count().outputs, 2);
  EXPECT_EQ(Count(SourceState::kDone), 1);
  Start(With({one_moved, two_moved}));
  EXPECT_EQ(opening().orphans, 0);
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kUnchanged), 1);
}

TEST_P(RecipeContract, AFailureIsTriedAgainUnderAnotherRecipeAndASkipIsNot) {
  Start();
  Intake({"bad.jpg", "text.jpg"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("bad.jpg"), Reason::kNotEncodable)));
  EXPECT_TRUE(Record(SkippedFact(PendingTask("text.jpg"))));
  Start(With({kPhoto, SmallThumb()}));
  const IntakeCounts counts = Intake({"bad.jpg", "text.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kRetry), 1);
  EXPECT_EQ(CountOf(counts, Verdict::kUnchanged), 1);
  EXPECT_TRUE(Record(FailedFact(PendingTask("bad.jpg"), Reason::kNotEncodable)));
  // It failed under this recipe, so this recipe does not retry it.
  Start(With({kPhoto, SmallThumb()}));
  EXPECT_EQ(CountOf(Intake({"bad.jpg", "text.jpg"}), Verdict::kUnchanged), 2);
}

}  // namespace
}  // namespace photomill
