// Names that several sources want: images get them, whatever the order of outcomes.
#include <gmock/gmock.h>

#include "common/base/random.h"
#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

LedgerOptions WithoutOtherwise() {
  LedgerOptions options = DefaultOptions();
  for (Derivative& derivative : options.recipe.derivatives) derivative.otherwise.clear();
  return options;
}

class NameContract : public LedgerContract {
 protected:
  // What a worker finds in a phone's files.
  OutcomeFact PhoneFact(const Task& task) {
    if (task.key.ends_with(".AAE")) return SkippedFact(task);
    if (task.key.ends_with(".MOV")) return OtherFormatFact(task, FileFormat::kQuickTime);
    return DoneFact(task);
  }

  // Sources that did not get their names when they were listed: they wait, or failed.
  static int64_t WithoutName(const IntakeCounts& counts) {
    return counts.waiting + counts.collisions;
  }

  int64_t Failed(Reason reason) { return ledger().Count().failed[static_cast<size_t>(reason)]; }
};
INSTANTIATE_LEDGER_CONTRACT(NameContract);

TEST_P(NameContract, PhotosHaveTheNamesOfTheirSidecarsInAnyOrderOfOutcomes) {
  std::vector<std::string> keys;
  for (const char* extension : {".AAE", ".MOV", ".JPG"}) {
    for (int i = 1; i <= 6; ++i) keys.push_back("IMG_" + std::to_string(i) + extension);
  }
  Random random(3);
  for (int round = 0; round < 20; ++round) {
    Forget();
    Start();
    EXPECT_EQ(Intake(keys).waiting, 12);
    int64_t made = 0;
    for (std::vector<Task> tasks = Pending(); !tasks.empty(); tasks = Pending()) {
      const Task& task = tasks[random.Below(tasks.size())];
      const OutcomeFact fact = PhoneFact(task);
      EXPECT_TRUE(task.otherwise.empty()) << task.key;
      if (fact.state == SourceState::kDone) ++made;
      ASSERT_TRUE(Record(fact)) << task.key;
    }
    const Tally tally = ledger().Count();
    EXPECT_EQ(made, 6);
    EXPECT_EQ(tally[SourceState::kDone], 6);
    EXPECT_EQ(tally[SourceState::kSkipped], 12);
    EXPECT_EQ(tally.otherwise, 0);
    EXPECT_EQ(Waiting(), 0);
  }
}

TEST_P(NameContract, OfTwoPicturesTheLaterOneIsNamedOtherwise) {
  Start();
  EXPECT_EQ(Intake({"x/1.HEIC", "x/1.JPG"}).waiting, 1);
  EXPECT_TRUE(Record(DoneFact(PendingTask("x/1.HEIC"))));
  EXPECT_EQ(ledger().TakePromoted(), SourceId{2});
  const Task task = PendingTask("x/1.JPG");
  EXPECT_EQ(task.otherwise, kBoth);
  EXPECT_EQ(task.lacks, kBoth);
  const OutcomeFact done = DoneFact(task);
  EXPECT_EQ(done.outcome.outputs[0].key, "x/1.JPG.jpg");
  EXPECT_EQ(done.outcome.outputs[1].key, "thumbs/x/1.JPG.webp");
  OutcomeFact wrong = done;
  wrong.outcome.outputs[0].key = "x/1.jpg";
  EXPECT_FALSE(Record(wrong)) << "that is the first one's";
  EXPECT_EQ(ledger().Count().otherwise, 0);
  EXPECT_TRUE(Record(done));
  EXPECT_EQ(ledger().Count().otherwise, 1);
  Start();
  EXPECT_EQ(ledger().Count().otherwise, 1);
  EXPECT_EQ(CountOf(Intake({"x/1.HEIC", "x/1.JPG"}), Verdict::kUnchanged), 2);
  EXPECT_THAT(PendingKeys(), IsEmpty());
}

TEST_P(NameContract, APictureThatIsDamagedKeepsItsName) {
  Start();
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("1.HEIC"), Reason::kCorrupt)));
  EXPECT_EQ(PendingTask("1.JPG").otherwise, kBoth);
}

TEST_P(NameContract, TheNameOfAFormatThatIsNotTakenIsGivenOn) {
  Start(WithoutOtherwise());
  EXPECT_EQ(Intake({"1.MOV", "1.JPG", "1.PNG"}).waiting, 2);
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("1.MOV"), FileFormat::kQuickTime)));
  EXPECT_THAT(PendingKeys(), ElementsAre("1.JPG"));
  EXPECT_EQ(Waiting(), 1);
  EXPECT_TRUE(Record(DoneFact(PendingTask("1.JPG"))));
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(Failed(Reason::kKeyCollision), 1);
}

TEST_P(NameContract, AWaitingSourceTakesNoOutcome) {
  Start();
  Intake({"1.AAE", "1.JPG"});
  Task waiting = PendingTask("1.AAE");
  waiting.source = SourceId{2};
  waiting.key = "1.JPG";
  EXPECT_FALSE(Record(DoneFact(waiting)));
  EXPECT_FALSE(Record(FailedFact(waiting, Reason::kCorrupt)));
  EXPECT_EQ(Waiting(), 1);
}

TEST_P(NameContract, WhoWaitsForAnUndecidedSourceFailsWhenNothingElseIsLeft) {
  Start(WithoutOtherwise());
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("1.HEIC"), Reason::kStorageUnavailable)));
  EXPECT_TRUE(EndScan().applied);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(Waiting(), 1) << "the next run tries the first one again";
  const SettleCounts counts = Settle();
  EXPECT_EQ(counts.waiting, 0);
  EXPECT_EQ(counts.lowest_pending, SourceId{0});
  EXPECT_EQ(Failed(Reason::kKeyCollision), 1);
  // Then the first one turns out not to be an image.
  Start(WithoutOtherwise());
  EXPECT_EQ(Intake({"1.HEIC", "1.JPG"}).waiting, 1);
  EXPECT_TRUE(Record(SkippedFact(PendingTask("1.HEIC"))));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(Failed(Reason::kKeyCollision), 0);
}

TEST_P(NameContract, WhoWaitsForAnUndecidedSourceTakesNoOtherNameEither) {
  Start();
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_TRUE(Record(FailedFact(PendingTask("1.HEIC"), Reason::kStorageUnavailable)));
  EXPECT_TRUE(EndScan().applied);
  EXPECT_EQ(Settle().waiting, 0);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_EQ(Failed(Reason::kKeyCollision), 1) << "the next run tries it again";
  // The first one turns out not to be an image: the name is free, and the other name was never
  // needed.
  Start();
  EXPECT_EQ(Intake({"1.HEIC", "1.JPG"}).waiting, 1);
  EXPECT_TRUE(Record(SkippedFact(PendingTask("1.HEIC"))));
  EXPECT_TRUE(PendingTask("1.JPG").otherwise.empty());
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(ledger().Count().otherwise, 0);
}

// Recipes that differ only in `otherwise` are the same recipe to the ledger.
TEST_P(NameContract, AnotherNameThatTheRecipeDroppedIsNotTheFirstOnesName) {
  Start();
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("1.HEIC"))));
  EXPECT_EQ(PendingTask("1.JPG").otherwise, kBoth);
  Commit();
  Kill();
  Start(WithoutOtherwise());
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_THAT(PendingKeys(), IsEmpty()) << "it would be made under the name of the first one";
  EXPECT_EQ(Failed(Reason::kKeyCollision), 1);
  Start();
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_EQ(PendingTask("1.JPG").otherwise, kBoth);
}

TEST_P(NameContract, AnotherNameThatTheRecipeChangedIsClaimed) {
  Start();
  Intake({"1.HEIC", "1.JPG"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("1.HEIC"))));
  EXPECT_EQ(PendingTask("1.JPG").otherwise, kBoth);
  Commit();
  Kill();
  LedgerOptions options = DefaultOptions();
  options.recipe.derivatives[0].otherwise = "{dir}/other/{name}.jpg";
  Start(options);
  EXPECT_EQ(Intake({"1.HEIC", "1.JPG"}).waiting, 0);
  EXPECT_EQ(PendingTask("1.JPG").otherwise, kBoth);
  EXPECT_EQ(Intake({"other/1.JPG.png"}).waiting, 1) << "it wants other/1.JPG.jpg, too";
}

TEST_P(NameContract, WhoWaitedInARunThatWasKilledWaitsInTheNext) {
  Start();
  Intake({"1.AAE", "1.JPG"});
  Commit();
  Kill();
  Start();
  EXPECT_EQ(Waiting(), 0) << "it is not listed yet";
  EXPECT_EQ(Intake({"1.AAE", "1.JPG"}).waiting, 1);
  EXPECT_TRUE(Record(SkippedFact(PendingTask("1.AAE"))));
  EXPECT_TRUE(PendingTask("1.JPG").otherwise.empty());
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

// --- Destinations that fold names
// -----------------------------------------------------------------------------------------

LedgerOptions Folded(LedgerOptions options) {
  options.names_folded = true;
  return options;
}

TEST_P(NameContract, TwinsAreTwoNamesWhereTheDestinationKeepsThemApart) {
  Start(WithoutOtherwise());
  EXPECT_EQ(Intake({"A.JPG", "a.jpg"}).waiting, 0);
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 2);
}

TEST_P(NameContract, TwinsAreOneNameWhereTheDestinationFoldsThem) {
  Start(Folded(WithoutOtherwise()));
  EXPECT_THAT(opening().twins, IsEmpty());
  EXPECT_EQ(Intake({"A.JPG", "a.jpg", "b.jpg"}).waiting, 1);
  EXPECT_THAT(PendingKeys(), ElementsAre("A.JPG", "b.jpg"));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(Failed(Reason::kKeyCollision), 1);
}

TEST_P(NameContract, FoldersFoldToo) {
  Start(Folded(WithoutOtherwise()));
  EXPECT_EQ(Intake({"Trip/a.jpg", "trip/A.jpg", "TRIP/b.jpg"}).waiting, 1);
}

TEST_P(NameContract, ALedgerThatTurnsFoldedTellsItsTwinsAndMakesThemAnew) {
  Start();
  Intake({"A.JPG", "a.jpg", "b.jpg"});
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 3);
  Start(Folded(DefaultOptions()));
  EXPECT_THAT(opening().twins, ::testing::UnorderedElementsAre("A.JPG", "a.jpg"));
  EXPECT_EQ(opening().twin_count, 2);
  EXPECT_EQ(Count(SourceState::kPending), 2);
  EXPECT_EQ(Intake({"A.JPG", "a.jpg", "b.jpg"}).waiting, 1);
  const Task task = PendingTask("A.JPG");
  EXPECT_THAT(task.own, ::testing::Contains(::testing::Field(&OwnFile::key, "a.jpg")))
      << "whichever of the two files exists";
  FinishAll();
  EXPECT_EQ(Count(SourceState::kDone), 3);
  EXPECT_EQ(ledger().Count().otherwise, 1);
  EXPECT_EQ(ledger().Count().outputs, 6);
  Start(Folded(DefaultOptions()));
  EXPECT_THAT(opening().twins, IsEmpty());
  EXPECT_EQ(CountOf(Intake({"A.JPG", "a.jpg", "b.jpg"}), Verdict::kUnchanged), 3);
}

TEST_P(NameContract, ALedgerThatTurnsFoldedAndIsKilledAtOnceCountsRight) {
  Start();
  Intake({"A.JPG", "a.jpg", "b.jpg"});
  FinishAll();
  Start(Folded(DefaultOptions()));
  EXPECT_EQ(Count(SourceState::kDone), 1);
  Kill();
  Start(Folded(DefaultOptions()));
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(Count(SourceState::kPending), 2);
}

TEST_P(NameContract, ALedgerThatTurnsFoldedTellsNoTwinsWhereTheRecipeDroppedOtherNames) {
  Start();
  Intake({"1.HEIC", "1.JPG"});
  FinishAll();
  EXPECT_EQ(ledger().Count().otherwise, 1);
  Start(Folded(WithoutOtherwise()));
  EXPECT_THAT(opening().twins, IsEmpty());
  EXPECT_EQ(Count(SourceState::kDone), 2);
  EXPECT_EQ(WithoutName(Intake({"1.JPG.png"})), 1) << "1.JPG.jpg exists";
}

// --- Files that were left behind under names that others claim
// -----------------------------------------------------------------------------------------

LedgerOptions PhotosAt(const std::string& photo) {
  LedgerOptions options = WithoutOtherwise();
  options.recipe.derivatives.resize(1);
  options.recipe.derivatives[0].key = photo;
  return options;
}

TEST_P(NameContract, ANameThatTheRecipeNoLongerGivesIsFreeForOthers) {
  Start(PhotosAt("{dir}/{stem}.jpg"));
  Intake({"A.jpg.heic"});
  FinishAll();
  Start(PhotosAt("{dir}/{name}.jpg"));
  Intake({"A.jpg.heic"});
  FinishAll();
  Start(PhotosAt("{dir}/{name}.jpg"));
  Intake({"A.jpg.heic", "A.jpg"});
  const Task task = PendingTask("A.jpg");
  EXPECT_EQ(task.own.size(), 1U) << "A.jpg.jpg is still there, and ours";
  EXPECT_TRUE(Record(DoneFact(task)));
  EXPECT_EQ(Count(SourceState::kDone), 2);
}

class LeftBehind : public NameContract {
 protected:
  // The vanished "A.JPG" leaves the file "A.jpg" behind, and "a.png" wants its name.
  Task TaskOfTheNext(const LedgerOptions& before, const LedgerOptions& moved,
                     const LedgerOptions& after) {
    for (const LedgerOptions& options : {before, moved}) {
      Start(options);
      Intake({"A.JPG", "z.jpg"});
      FinishAll();
    }
    Start(after);
    EXPECT_EQ(opening().orphans, 2) << "A.jpg and z.jpg";
    IntakeObjects({Object("a.png", 2000), Object("z.jpg")});
    EXPECT_TRUE(EndScan(true).applied);
    return PendingTask("a.png");
  }
  static auto HasFile(const std::string& key) {
    return ::testing::Contains(::testing::Field(&OwnFile::key, key));
  }
};
INSTANTIATE_LEDGER_CONTRACT(LeftBehind);

TEST_P(LeftBehind, AreOursWhereNamesAreFolded) {
  const LedgerOptions first = Folded(PhotosAt("{dir}/{stem}.jpg"));
  const Task task = TaskOfTheNext(first, Folded(PhotosAt("new/{stem}.jpg")), first);
  EXPECT_THAT(task.own, HasFile("A.jpg"));
  FinishAll();
  Start(first);
  EXPECT_EQ(opening().orphans, 2)
      << "new/z.jpg and new/A.jpg, and not A.jpg, which is the file of a live source";
}

TEST_P(LeftBehind, AreOursWhereNamesTurnFolded) {
  const Task task = TaskOfTheNext(PhotosAt("{dir}/{stem}.jpg"), PhotosAt("new/{stem}.jpg"),
                                  Folded(PhotosAt("{dir}/{stem}.jpg")));
  EXPECT_THAT(task.own, HasFile("A.jpg"));
  FinishAll();
  Start(Folded(PhotosAt("{dir}/{stem}.jpg")));
  EXPECT_EQ(opening().orphans, 2) << "new/z.jpg and new/A.jpg";
}

TEST_P(LeftBehind, UnderAnotherSpellingIsTheOutputThatStandsThere) {
  Start(Folded(PhotosAt("{dir}/{stem}.jpg")));
  Intake({"a.png"});
  FinishAll();
  Start(Folded(PhotosAt("{dir}/{stem}.JPG")));
  Intake({"a.png"});
  FinishAll();
  Start(Folded(PhotosAt("{dir}/{stem}.JPG")));
  EXPECT_EQ(opening().orphans, 0);
}

// A user who deletes the files that the ledger lists as left behind must not delete an output; and
// it is not known which of the two files exists.
TEST_P(LeftBehind, AreNoOrphansWhereTheyAreOutputsOnceNamesTurnFolded) {
  Start(PhotosAt("{dir}/{stem}.jpg"));
  Intake({"a.png"});
  FinishAll();
  Start(PhotosAt("{dir}/{stem}.JPG"));
  Intake({"a.png"});
  OutcomeFact fact = DoneFact(PendingTask("a.png"));
  fact.outcome.outputs[0].content = DigestOf("smaller");
  EXPECT_TRUE(Record(fact));
  Start(PhotosAt("{dir}/{stem}.JPG"));
  EXPECT_EQ(opening().orphans, 1);
  Start(Folded(PhotosAt("{dir}/{stem}.JPG")));
  EXPECT_EQ(opening().orphans, 0);
  EXPECT_THAT(opening().twins, ElementsAre("a.png"));
  Intake({"a.png"});
  EXPECT_EQ(PendingTask("a.png").own.size(), 2U);
}

TEST_P(LeftBehind, AreOursUnderKeysWithFieldsToo) {
  const LedgerOptions options = PhotosAt("{dir}/{stem}-{width}.jpg");
  for (const uint32_t width : {20U, 40U}) {
    Start(options);
    IntakeObjects({Object("a.jpg", width)});
    OutcomeFact fact = DoneFact(PendingTask("a.jpg"));
    fact.outcome.outputs[0].width = width;
    fact.outcome.outputs[0].key = "a-" + std::to_string(width) + ".jpg";
    EXPECT_TRUE(Record(fact));
  }
  Start(options);
  EXPECT_EQ(opening().orphans, 1);
  IntakeObjects({Object("a.jpg", 20, 2)});
  EXPECT_THAT(PendingTask("a.jpg").own, HasFile("a-20.jpg")) << "its width may be that again";
}

}  // namespace
}  // namespace photomill
