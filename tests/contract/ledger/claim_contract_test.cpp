// Output keys: the earliest image that claims a key gets it, and nothing is overwritten.
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

// Sources that did not get their names when they were listed: they wait, or failed.
int64_t Nameless(const IntakeCounts& counts) {
  return counts.waiting + counts.collisions;
}

int64_t Collided(const Tally& tally) {
  return tally.failed[static_cast<size_t>(Reason::kKeyCollision)];
}

TEST_P(ClaimContract, OfTwoSourcesWithOneOutputKeyTheFirstWins) {
  Start(WithKeys({"{dir}/{stem}.jpg"}));
  const IntakeCounts counts = Intake({"x/a.png", "x/a.jpg", "x/b.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kNew), 3);
  EXPECT_EQ(counts.collisions, 0);
  EXPECT_EQ(counts.waiting, 1) << "the first may turn out not to be an image";
  EXPECT_EQ(Waiting(), 1);
  EXPECT_EQ(Count(SourceState::kPending), 3);
  EXPECT_THAT(PendingKeys(), ElementsAre("x/a.png", "x/b.jpg"));
  EXPECT_TRUE(Record(DoneFact(PendingTask("x/a.png"))));
  EXPECT_EQ(Waiting(), 0);
  EXPECT_THAT(PendingKeys(), ElementsAre("x/b.jpg"));
  EXPECT_EQ(Collided(ledger().Count()), 1);
  EXPECT_EQ(Count(SourceState::kFailed), 1);
  EXPECT_EQ(ledger().TakePromoted(), SourceId{0});
}

TEST_P(ClaimContract, TheLoserStaysOneWhateverTheOrderOfTheNextListing) {
  const LedgerOptions options = WithKeys({"{dir}/{stem}.jpg"});
  Start(options);
  Intake({"a.png", "a.jpg"});
  FinishAll();
  EXPECT_EQ(Collided(ledger().Count()), 1);
  Start(options);
  EXPECT_EQ(CountOf(Intake({"a.png", "a.jpg"}), Verdict::kUnchanged), 2);
  EXPECT_EQ(Collided(ledger().Count()), 1);
  // Until the winner is listed, it may be gone.
  Start(options);
  EXPECT_EQ(Intake({"a.jpg", "a.png"}).waiting, 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_TRUE(EndScan().applied);
  EXPECT_EQ(Collided(ledger().Count()), 1);
  EXPECT_EQ(Waiting(), 0);
  // It changed, is retried, and collides again.
  const IntakeCounts counts = IntakeObjects({Object("a.jpg", 2000)});
  EXPECT_EQ(CountOf(counts, Verdict::kChanged), 1);
  EXPECT_EQ(counts.collisions, 1);
  EXPECT_EQ(Collided(ledger().Count()), 1);
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_P(ClaimContract, ACollidedSourceHoldsNoneOfItsOtherKeys) {
  Start(WithKeys({"{dir}/{name}.x", "t/{stem}"}));
  // b/one collides with a/one in t/one; its b/one.jpg.x must stay free.
  EXPECT_EQ(Intake({"a/one.jpg", "b/one.jpg"}).waiting, 1);
  FinishAll();
  EXPECT_EQ(Collided(ledger().Count()), 1);
  Start(WithKeys({"{dir}/{stem}.jpg.x"}));
  EXPECT_EQ(Nameless(Intake({"b/one.png", "b/one.jpg"})), 1) << "a new source has the name";
  EXPECT_THAT(PendingKeys(), ElementsAre("b/one.png"));
}

TEST_P(ClaimContract, AFileWhereAnotherSourcesFolderStands) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Nameless(Intake({"a/b/c/d.jpg", "a/b.jpg"})), 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("a/b/c/d.jpg"));
}

TEST_P(ClaimContract, AFolderWhereAnotherSourcesFileStands) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Nameless(Intake({"a/b.jpg", "a/b/c/d.jpg", "a/b/e.jpg"})), 2);
  EXPECT_THAT(PendingKeys(), ElementsAre("a/b.jpg"));
}

TEST_P(ClaimContract, FolderClaimsHoldAcrossBatchesAndRuns) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Nameless(Intake({"a/b/c.jpg"})), 0);
  EXPECT_EQ(Nameless(Intake({"a/b.jpg"})), 1);
  EXPECT_EQ(Nameless(Intake({"f.jpg"})), 0);
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Nameless(Intake({"f/g.jpg", "a.jpg"})), 2);
}

TEST_P(ClaimContract, NeighboursOfAFolderAreNotInIt) {
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Nameless(Intake({"a/b/c.jpg", "a/b-2.jpg", "a/b0.jpg", "a/b .jpg", "a/bb.jpg"})), 0);
}

TEST_P(ClaimContract, APlaceThatAFailedClaimOnlyLookedAtStaysFree) {
  Start(WithKeys({"{dir}/{stem}", "t/{stem}"}));
  // x/y/one fails because of t/one. No output is in the folder x/y, so a file x/y is allowed.
  EXPECT_EQ(Intake({"one.jpg", "x/y/one.jpg"}).waiting, 1);
  FinishAll();
  EXPECT_EQ(Nameless(Intake({"x/y.jpg"})), 0);
  EXPECT_EQ(Nameless(Intake({"x/y/two.jpg"})), 1);
}

TEST_P(ClaimContract, WhatAWaitingSourceWantsIsNotForThoseBehindIt) {
  Start(WithKeys({"{dir}/{stem}", "t/{stem}"}));
  EXPECT_EQ(Intake({"one.jpg", "x/y/one.jpg", "x/y.jpg"}).waiting, 2);
  EXPECT_TRUE(Record(SkippedFact(PendingTask("one.jpg"))));
  EXPECT_EQ(ledger().TakePromoted(), SourceId{2});
  EXPECT_THAT(PendingKeys(), ElementsAre("x/y/one.jpg")) << "it has the folder x/y";
  FinishAll();
  EXPECT_EQ(Collided(ledger().Count()), 1);
}

TEST_P(ClaimContract, TheClaimsOfASourceThatIsGoneAreGivenAway) {
  const LedgerOptions options = WithKeys({"{dir}/{stem}.jpg"});
  Start(options);
  Intake({"a.png", "b.jpg"});
  FinishAll();
  Start(options);
  EXPECT_EQ(Intake({"a.jpg", "b.jpg"}).waiting, 1) << "a.png may still be listed";
  const GoneCounts gone = EndScan(true);
  EXPECT_TRUE(gone.applied || gone.deferred);
  if (gone.deferred) Settle();
  EXPECT_EQ(Waiting(), 0);
  const Task task = PendingTask("a.jpg");
  ASSERT_EQ(task.own.size(), 1U) << "the existing file is ours";
  EXPECT_EQ(task.own[0].key, "a.jpg");
  FinishAll();
  EXPECT_EQ(Count(SourceState::kGone), 1);
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(ClaimContract, NewKeyTemplatesAreClaimedAndCollide) {
  Start(WithKeys({"{dir}/{name}"}));
  Intake({"a.jpg", "a.png", "c.jpg"});
  FinishAll();
  // Under this recipe a.jpg and a.png collide.
  Start(WithKeys({"new/{stem}"}));
  const IntakeCounts counts = Intake({"a.jpg", "a.png", "c.jpg"});
  EXPECT_EQ(CountOf(counts, Verdict::kAdopted), 3);
  EXPECT_EQ(Nameless(counts), 1);
  EXPECT_THAT(PendingKeys(), UnorderedElementsAre("a.jpg", "c.jpg"));
  // With the old templates the collision no longer exists.
  Start(WithKeys({"{dir}/{name}"}));
  EXPECT_EQ(Nameless(Intake({"a.jpg", "a.png", "c.jpg"})), 0);
  EXPECT_EQ(Count(SourceState::kDone), 3);
}

TEST_P(ClaimContract, ASourcesOwnOlderKeysAreNotInItsWay) {
  Start(WithKeys({"{dir}/{stem}"}));
  Intake({"a/b.jpg"});
  FinishAll();
  Start(WithKeys({"{dir}/{stem}/small"}));
  EXPECT_EQ(Nameless(Intake({"a/b.jpg"})), 0);
  // For other sources, the file a/b made by the older recipe still does.
  EXPECT_EQ(Nameless(Intake({"a/b/c.jpg"})), 1);
  Start(WithKeys({"{dir}/{stem}"}));
  EXPECT_EQ(Nameless(Intake({"a/b.jpg"})), 0);
  EXPECT_EQ(Nameless(Intake({"a/b/c.jpg"})), 1);
}

TEST_P(ClaimContract, OutputsOfOneSourceThatMeetAreACollision) {
  Start(WithKeys({"{dir}/{name}", "{dir}/{stem}.jpg"}));
  EXPECT_EQ(Intake({"a.jpg", "b.png"}).collisions, 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("b.png"));
}

// --- Keys that are known only when the file exists

TEST_P(ClaimContract, AKeyThatMayBecomeAnotherSourcesCollides) {
  Start(WithKeys({"{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg"}));
  // Names as a blog's software leaves them.
  EXPECT_EQ(Nameless(Intake({"x/sea.jpg", "x/sea-320.jpg", "x/sea-wide.jpg", "x/sea-123456.jpg"})),
            1);
  EXPECT_THAT(PendingKeys(), ElementsAre("x/sea.jpg", "x/sea-wide.jpg", "x/sea-123456.jpg"));
}

TEST_P(ClaimContract, ItCollidesInEitherOrder) {
  Start(WithKeys({"{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg"}));
  EXPECT_EQ(Nameless(Intake({"x/sea-320.jpg", "x/sea-32.jpg"})), 0);
  EXPECT_EQ(Nameless(Intake({"x/sea.jpg"})), 1);
  EXPECT_EQ(Nameless(Intake({"y/sea.jpg"})), 0);
}

TEST_P(ClaimContract, ClaimsOfFieldsOutliveTheRecipeThatMadeThem) {
  Start(WithKeys({"{dir}/{stem}-{width}.jpg"}));
  EXPECT_EQ(Nameless(Intake({"sea.jpg"})), 0);
  FinishAll();
  Start(WithKeys({"{dir}/{name}"}));
  EXPECT_EQ(Nameless(Intake({"sea.jpg", "sea-99999.jpg", "sea-a.jpg"})), 1);
  EXPECT_THAT(PendingKeys(), UnorderedElementsAre("sea.jpg", "sea-a.jpg"));
}

TEST_P(ClaimContract, AFieldMayBeAFolder) {
  Start(WithKeys({"{dir}/{stem}/{width}/{hash}.jpg"}));
  EXPECT_EQ(Intake({"a.jpg"}).collisions, 0);
  FinishAll();
  Start(WithKeys({"{dir}/{name}"}));
  Intake({"a.jpg"});
  FinishAll();
  Intake({"a/320", "a/320/b.jpg", "a/x"});
  EXPECT_THAT(PendingKeys(), ElementsAre("a/320", "a/320/b.jpg", "a/x"));
  EXPECT_TRUE(IsIdentification(PendingTask("a/320")))
      << "a file where the first may need a folder: it gets no name, and is only identified";
  EXPECT_FALSE(IsIdentification(PendingTask("a/320/b.jpg"))) << "other names there are free";
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

// --- The ledger finds every collision

// The names are short and similar, so that they often collide.
std::vector<std::string> AlikeSources(Random& random) {
  const std::vector<std::string> pieces = {"1",       "-1",     "-22",  "-x",
                                           "/1",      "/a",     "/333", ".jpg",
                                           ".png",    "-4.jpg", "x",    ".0123456789abcdef",
                                           "-{width}"};
  std::vector<std::string> sources;
  for (int i = 0; i < 25; ++i) {
    std::string key = random.Below(2) == 0 ? "d/a" : "d";
    for (uint64_t n = 1 + random.Below(3); n > 0; --n) key += pieces[random.Below(pieces.size())];
    if (std::find(sources.begin(), sources.end(), key) == sources.end()) sources.push_back(key);
  }
  return sources;
}

// Every recipe has a field: without one, braces in a source's name are ordinary characters.
LedgerOptions AlikeKeys(Random& random) {
  const std::vector<std::string> templates = {"{dir}/{stem}.jpg", "{dir}/{stem}-{width}.jpg",
                                              "{dir}/{stem}.{hash}", "{dir}/{stem}/{height}"};
  std::vector<std::string> used;
  for (const std::string& one : templates) {
    if (random.Below(2) == 0) used.push_back(one);
  }
  const bool has_field = std::any_of(used.begin(), used.end(),
                                     [&](const std::string& one) { return one != templates[0]; });
  if (!has_field) used.push_back(templates[1]);
  return WithKeys(used);
}

// The sources whose keys collide with none before them: with any source's (`waiting`: a key that
// blocks a waiting source also blocks the sources after it), or only with those that got their
// names.
std::set<std::string> Unhindered(const std::vector<std::string>& sources, const Recipe& recipe,
                                 bool waiting) {
  std::vector<std::string> held;
  std::set<std::string> unhindered;
  for (const std::string& source : sources) {
    const auto claims = ClaimedKeys(recipe, source);
    if (!claims) continue;
    const bool meets = std::any_of(claims->begin(), claims->end(), [&](const auto& claim) {
      return std::any_of(held.begin(), held.end(),
                         [&](const auto& other) { return MayMeet(claim, other); });
    });
    if (!meets) unhindered.insert(source);
    if (!meets || waiting) held.insert(held.end(), claims->begin(), claims->end());
  }
  return unhindered;
}

// The ledger only checks keys that can collide: it must find everything that a check of all pairs
// of claims finds, and the result must not depend on the order of outcomes.
TEST_P(ClaimContract, EveryKeyThatMayMeetAnotherIsFound) {
  Random random(7);
  for (int round = 0; round < 60; ++round) {
    const LedgerOptions options = AlikeKeys(random);
    const std::vector<std::string> sources = AlikeSources(random);
    Forget();
    Start(options);
    Intake(sources);
    const std::vector<std::string> pending = PendingKeys();
    EXPECT_EQ(std::set<std::string>(pending.begin(), pending.end()),
              Unhindered(sources, options.recipe, true))
        << "round " << round << ", " << testing::PrintToString(sources);
    std::set<std::string> made;
    for (std::vector<Task> tasks = Pending(); !tasks.empty(); tasks = Pending()) {
      const Task& task = tasks[random.Below(tasks.size())];
      OutcomeFact fact = DoneFact(task);
      fact.outcome.format = FileFormat::kJpeg;
      ASSERT_TRUE(Record(fact));
      // A source without a name that is not named like an image is only identified.
      if (!IsIdentification(task)) made.insert(task.key);
    }
    EXPECT_EQ(made, Unhindered(sources, options.recipe, false))
        << "round " << round << ", " << testing::PrintToString(sources);
    EXPECT_EQ(Waiting(), 0);
  }
}

}  // namespace
}  // namespace photomill
