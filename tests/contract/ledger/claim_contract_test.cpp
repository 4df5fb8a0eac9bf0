// Output keys: the earliest claim wins and persists, and nothing is overwritten.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "common/base/random.h"
#include "common/model/key_pattern.h"
#include "common/model/key_template.h"
#include "coordinator/core/intake.h"
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

// --- Keys that are known only when the file is there

TEST_P(ClaimContract, AKeyThatMayBecomeAnotherSourcesCollides) {
  Start(WithKeys({"{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg"}));
  // The names that a blog's software leaves behind.
  EXPECT_EQ(Intake({"x/sea.jpg", "x/sea-320.jpg", "x/sea-wide.jpg", "x/sea-123456.jpg"}).collisions,
            1);
  EXPECT_THAT(PendingKeys(), ElementsAre("x/sea.jpg", "x/sea-wide.jpg", "x/sea-123456.jpg"));
}

TEST_P(ClaimContract, ItCollidesInEitherOrder) {
  Start(WithKeys({"{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg"}));
  EXPECT_EQ(Intake({"x/sea-320.jpg", "x/sea-32.jpg"}).collisions, 0);
  EXPECT_EQ(Intake({"x/sea.jpg"}).collisions, 1);
  EXPECT_EQ(Intake({"y/sea.jpg"}).collisions, 0);
}

TEST_P(ClaimContract, ClaimsOfFieldsOutliveTheRecipeThatMadeThem) {
  Start(WithKeys({"{dir}/{stem}-{width}.jpg"}));
  EXPECT_EQ(Intake({"sea.jpg"}).collisions, 0);
  FinishAll();
  Start(WithKeys({"{dir}/{name}"}));
  EXPECT_EQ(Intake({"sea.jpg", "sea-99999.jpg", "sea-a.jpg"}).collisions, 1);
  EXPECT_THAT(PendingKeys(), UnorderedElementsAre("sea.jpg", "sea-a.jpg"));
}

TEST_P(ClaimContract, AFieldMayBeAFolder) {
  Start(WithKeys({"{dir}/{stem}/{width}/{hash}.jpg"}));
  EXPECT_EQ(Intake({"a.jpg"}).collisions, 0);
  FinishAll();
  Start(WithKeys({"{dir}/{name}"}));
  EXPECT_EQ(Intake({"a/320", "a/320/b.jpg", "a/x"}).collisions, 1)
      << "a file where a folder of the first may stand; other names in that folder are free";
  EXPECT_THAT(PendingKeys(), ElementsAre("a/320/b.jpg", "a/x"));
}

TEST_P(ClaimContract, AnOutputCountsUnderTheSourcesKeyAlone) {
  Start(WithKeys({"{dir}/{stem}-{width}x{height}.{hash}.jpg"}));
  Intake({"x/a.jpg"});
  const OutcomeFact done = DoneFact(PendingTask("x/a.jpg"));
  EXPECT_EQ(done.outcome.outputs[0].key,
            "x/a-20x10." + ToHex(done.outcome.outputs[0].content).substr(0, 16) + ".jpg");
  for (const char* key : {"x/a-20x10.0123456789abcdef.jpg", "x/b-20x10.jpg", "y", ""}) {
    OutcomeFact wrong = done;
    wrong.outcome.outputs[0].key = key;
    EXPECT_FALSE(Record(wrong)) << key;
  }
  OutcomeFact other_size = done;
  other_size.outcome.outputs[0].width = 21;
  EXPECT_FALSE(Record(other_size));
  EXPECT_EQ(Count(SourceState::kPending), 1);
  EXPECT_TRUE(Record(done));
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

TEST_P(ClaimContract, AnOutputOfAnotherSizeLeavesTheOldFileAsAnOrphan) {
  Start(WithKeys({"{dir}/{stem}-{width}.jpg"}));
  Intake({"a.jpg"});
  FinishAll();
  Start(WithKeys({"{dir}/{stem}-{width}.jpg"}));
  IntakeObjects({Object("a.jpg", 2000)});
  OutcomeFact wider = DoneFact(PendingTask("a.jpg"));
  wider.outcome.outputs[0].width = 40;
  wider.outcome.outputs[0].key = "a-40.jpg";
  EXPECT_TRUE(Record(wider));
  Start(WithKeys({"{dir}/{stem}-{width}.jpg"}));
  EXPECT_EQ(opening().orphans, 1);
}

// The ledger looks only where another key may meet: it must find all that a look at every two
// claims finds. Names are short and alike, so that they meet often. Every round's recipe has a
// field: without one, braces in a source's name are a name like any other.
TEST_P(ClaimContract, EveryKeyThatMayMeetAnotherIsFound) {
  const std::vector<std::string> templates = {"{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg",
                                              "{dir}/{stem}.{hash}", "{dir}/{stem}/{height}"};
  const std::vector<std::string> pieces = {"1",       "-1",     "-22",  "-x",
                                           "/1",      "/a",     "/333", ".jpg",
                                           ".png",    "-4.jpg", "x",    ".0123456789abcdef",
                                           "-{width}"};
  Random random(7);
  for (int round = 0; round < 60; ++round) {
    std::vector<std::string> used;
    for (const std::string& one : templates) {
      if (random.Below(2) == 0) used.push_back(one);
    }
    const bool has_field = std::any_of(used.begin(), used.end(),
                                       [&](const std::string& one) { return one != templates[0]; });
    if (!has_field) used.push_back(templates[1]);
    const LedgerOptions options = WithKeys(used);
    Forget();
    Start(options);
    std::vector<std::pair<std::string, std::string>> held;  // claims and their sources
    std::set<std::string> expected;
    std::vector<std::string> sources;
    for (int i = 0; i < 25; ++i) {
      std::string key = random.Below(2) == 0 ? "d/a" : "d";
      for (uint64_t n = 1 + random.Below(3); n > 0; --n) key += pieces[random.Below(pieces.size())];
      if (std::find(sources.begin(), sources.end(), key) == sources.end()) sources.push_back(key);
    }
    for (const std::string& source : sources) {
      const auto claims = ClaimedKeys(options.recipe, source);
      if (!claims) continue;
      const bool meets = std::any_of(claims->begin(), claims->end(), [&](const auto& claim) {
        return std::any_of(held.begin(), held.end(),
                           [&](const auto& other) { return MayMeet(claim, other.first); });
      });
      if (meets) continue;
      expected.insert(source);
      for (const std::string& claim : *claims) held.emplace_back(claim, source);
    }
    Intake(sources);
    const std::vector<std::string> pending = PendingKeys();
    EXPECT_EQ(std::set<std::string>(pending.begin(), pending.end()), expected)
        << "round " << round << ", " << testing::PrintToString(sources);
  }
}

}  // namespace
}  // namespace photomill
