// Output keys: the earliest claim wins and persists, and nothing is overwritten.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

using ClaimContract = LedgerContract;
INSTANTIATE_LEDGER_CONTRACT(ClaimContract);

LedgerOptions WithKeys(const std::vector<std::string>& templates) {
  LedgerOptions options = DefaultOptions();
  options.recipe.derivatives.clear();
  for (size_t i = 0; i < templates.size(); ++i) {
    options.recipe.derivatives.push_back(
        Square("d" + std::to_string(i), 100 + static_cast<uint32_t>(i), templates[i]));
  }
  return options;
}

int64_t Collided(const Tally& tally) {
  return tally.failed[static_cast<size_t>(Reason::kKeyCollision)];
}

TEST_P(ClaimContract, OfTwoSourcesWithOneOutputKeyTheFirstWins) {
  Start();
  const IntakeCounts counts = Intake({"x/a.png", "x/a.jpg", "x/b.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kNew), 3);
  EXPECT_EQ(counts.collisions, 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("x/a.png", "x/b.jpg"));
  EXPECT_EQ(Collided(ledger().Count()), 1);
  EXPECT_EQ(Count(SourceState::kFailed), 1);
}

TEST_P(ClaimContract, TheLoserStaysOneWhateverTheOrderOfTheNextListing) {
  Start();
  Intake({"a.png", "a.jpg"});
  FinishAll();
  Start();
  EXPECT_EQ(CountOf(Intake({"a.jpg", "a.png"}), Verdict::kUnchanged), 2);
  EXPECT_EQ(Collided(ledger().Count()), 1);
  // It changed, and is tried again, and collides again.
  const IntakeCounts counts = IntakeObjects({Object("a.jpg", 2000)});
  EXPECT_EQ(CountOf(counts, Verdict::kChanged), 1);
  EXPECT_EQ(counts.collisions, 1);
  EXPECT_EQ(Collided(ledger().Count()), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_P(ClaimContract, ACollidedSourceHoldsNoneOfItsOtherKeys) {
  Start(WithKeys({"{dir}/{name}.x", "t/{stem}"}));
  // b/one collides with a/one in t/one; its b/one.jpg.x must stay free.
  EXPECT_EQ(Intake({"a/one.jpg", "b/one.jpg"}).collisions, 1);
  Start(WithKeys({"{dir}/{name}.x"}));
  EXPECT_EQ(Intake({"a/one.jpg", "b/one.jpg"}).collisions, 0);
  EXPECT_THAT(PendingKeys(), ElementsAre("a/one.jpg", "b/one.jpg"));
}

TEST_P(ClaimContract, AFileWhereAnotherSourcesFolderStands) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Intake({"a/b/c/d.jpg", "a/b.jpg"}).collisions, 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("a/b/c/d.jpg"));
}

TEST_P(ClaimContract, AFolderWhereAnotherSourcesFileStands) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Intake({"a/b.jpg", "a/b/c/d.jpg", "a/b/e.jpg"}).collisions, 2);
  EXPECT_THAT(PendingKeys(), ElementsAre("a/b.jpg"));
}

TEST_P(ClaimContract, FolderClaimsHoldAcrossBatchesAndRuns) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Intake({"a/b/c.jpg"}).collisions, 0);
  EXPECT_EQ(Intake({"a/b.jpg"}).collisions, 1);
  EXPECT_EQ(Intake({"f.jpg"}).collisions, 0);
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Intake({"f/g.jpg", "a.jpg"}).collisions, 2);
}

TEST_P(ClaimContract, NeighboursOfAFolderAreNotInIt) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Intake({"a/b/c.jpg", "a/b-2.jpg", "a/b0.jpg", "a/b .jpg", "a/bb.jpg"}).collisions, 0);
}

TEST_P(ClaimContract, APlaceThatAFailedClaimOnlyLookedAtStaysFree) {
  Start(WithKeys({"{dir}/{stem}", "t/{stem}"}));
  // x/y/one fails because of t/one; nobody owns the folder x/y, so the file x/y may stand there.
  EXPECT_EQ(Intake({"one.jpg", "x/y/one.jpg"}).collisions, 1);
  EXPECT_EQ(Intake({"x/y.jpg"}).collisions, 0);
  EXPECT_EQ(Intake({"x/y/two.jpg"}).collisions, 1);
}

TEST_P(ClaimContract, AClaimOutlivesItsSource) {
  Start();
  Intake({"a.png", "b.jpg"});
  FinishAll();
  Start();
  EXPECT_EQ(Intake({"a.jpg", "b.jpg"}).collisions, 1);
  EXPECT_TRUE(EndScan(true).applied);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  LedgerOptions retry = DefaultOptions();
  retry.rules.retry_failed = true;
  Start(retry);
  EXPECT_EQ(Intake({"a.jpg", "b.jpg"}).collisions, 1);
}

TEST_P(ClaimContract, NewKeyTemplatesAreClaimedAndCollide) {
  Start(WithKeys({"{dir}/{name}"}));
  Intake({"a.jpg", "a.png", "c.jpg"});
  FinishAll();
  // Under this recipe a.jpg and a.png meet.
  Start(WithKeys({"new/{stem}"}));
  const IntakeCounts counts = Intake({"a.jpg", "a.png", "c.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kAdopted), 3);
  EXPECT_EQ(counts.collisions, 1);
  EXPECT_THAT(PendingKeys(), UnorderedElementsAre("a.jpg", "c.jpg"));
  // Back to the old templates the collision is over.
  Start(WithKeys({"{dir}/{name}"}));
  EXPECT_EQ(Intake({"a.jpg", "a.png", "c.jpg"}).collisions, 0);
  EXPECT_EQ(Count(SourceState::kDone), 3);
}

TEST_P(ClaimContract, ASourcesOwnOlderKeysAreNotInItsWay) {
  Start(WithKeys({"{dir}/{stem}"}));
  Intake({"a/b.jpg"});
  FinishAll();
  Start(WithKeys({"{dir}/{stem}/small"}));
  EXPECT_EQ(Intake({"a/b.jpg"}).collisions, 0);
  // For others the file a/b, which the older recipe made, still is.
  EXPECT_EQ(Intake({"a/b/c.jpg"}).collisions, 1);
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Intake({"a/b.jpg"}).collisions, 0);
  EXPECT_EQ(Intake({"a/b/c.jpg"}).collisions, 1);
}

TEST_P(ClaimContract, OutputsOfOneSourceThatMeetAreACollision) {
  Start(WithKeys({"{dir}/{name}", "{dir}/{stem}.jpg"}));
  EXPECT_EQ(Intake({"a.jpg", "b.png"}).collisions, 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("b.png"));
}

}  // namespace
}  // namespace photomill
