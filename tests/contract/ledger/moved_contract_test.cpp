// Vanished sources: moved ones, which need no confirmation, and photos whose raw files and films
// stayed.
#include <gmock/gmock.h>

#include "tests/contract/ledger/ledger_store.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

class MovedContract : public LedgerContract {
 protected:
  OutcomeFact DoneWith(const Task& task, const std::string& content) {
    OutcomeFact fact = DoneFact(task);
    fact.outcome.content = DigestOf(content);
    return fact;
  }
  // A run that processes `key` with this content.
  void Made(const std::string& key, const std::string& content) {
    Start();
    Intake({key});
    EXPECT_TRUE(Record(DoneWith(PendingTask(key), content)));
    Start();
  }
};
INSTANTIATE_LEDGER_CONTRACT(MovedContract);

TEST_P(MovedContract, ARenamedSourceTakesItsOutputsAlong) {
  Made("a.jpeg", "sea");
  const Tally before = ledger().Count();
  EXPECT_EQ(Intake({"a.jpg"}).waiting, 1) << "a.jpeg may still be listed";
  const GoneCounts open = EndScan();
  EXPECT_TRUE(open.deferred);
  EXPECT_EQ(open.lowest_pending, SourceId{2});
  // It is read to compare it, and processed only if necessary.
  const Task task = PendingTask("a.jpg");
  EXPECT_TRUE(task.lacks.empty());
  EXPECT_TRUE(Record(DoneWith(task, "sea")));
  EXPECT_THAT(PendingKeys(), IsEmpty());
  EXPECT_GT(Waiting(), 0) << "what became of a.jpeg is not decided";

  const SettleCounts counts = Settle();
  EXPECT_TRUE(counts.gone.applied);
  EXPECT_EQ(counts.gone.moved, 1);
  EXPECT_EQ(counts.gone.vanished, 0);
  EXPECT_EQ(counts.waiting, 0);
  EXPECT_THAT(PendingKeys(), IsEmpty());
  const Tally after = ledger().Count();
  EXPECT_EQ(after[SourceState::kDone], 1);
  EXPECT_EQ(after[SourceState::kGone], 1);
  EXPECT_EQ(after.outputs, before.outputs);
  EXPECT_EQ(after.output_bytes, before.output_bytes);
  EXPECT_EQ(after.otherwise, 0);
  Start();
  EXPECT_EQ(CountOf(Intake({"a.jpg"}), Verdict::kUnchanged), 1);
  EXPECT_FALSE(EndScan().deferred);
}

TEST_P(MovedContract, WhatIsToBeSaidOfTheOutputsGoesWithThem) {
  Start();
  Intake({"a.jpeg"});
  OutcomeFact fact = DoneWith(PendingTask("a.jpeg"), "sea");
  fact.outcome.detail = "partly decoded: its end is missing";
  fact.outcome.warnings = Warning::kPartlyDecoded;
  EXPECT_TRUE(Record(fact));
  const Tally before = ledger().Count();
  Start();
  Intake({"a.jpg"});
  EXPECT_TRUE(EndScan().deferred);
  EXPECT_TRUE(Record(DoneWith(PendingTask("a.jpg"), "sea")));
  EXPECT_EQ(Settle().gone.moved, 1);
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(before.warnings[static_cast<size_t>(Warning::kPartlyDecoded)], 1);
  EXPECT_EQ(ledger().Count().warnings, before.warnings);
}

// The vanished source passes on its name while the next source is still being read, to see whether
// it moved there.
TEST_P(MovedContract, WhoGotItsNameWhileItWasReadIsShownAgain) {
  Made("a.jpeg", "sea");
  Intake({"a.jpg"});
  EXPECT_TRUE(EndScan(true).deferred);
  const Task reading = PendingTask("a.jpg");
  EXPECT_TRUE(reading.lacks.empty());
  EXPECT_GT(Settle().lowest_pending.value, 0) << "nobody reads any more";
  (void)ledger().TakePromoted();
  EXPECT_FALSE(Record(DoneWith(reading, "sun"))) << "now it is to be made";
  EXPECT_EQ(ledger().TakePromoted(), SourceId{2});
  EXPECT_EQ(PendingTask("a.jpg").lacks, DerivativeSet{0b11});
}

TEST_P(MovedContract, AnotherPictureOfThatSizeIsMadeInPlaceOfTheOneThatIsGone) {
  Made("a.jpeg", "sea");
  Intake({"a.jpg"});
  EXPECT_TRUE(EndScan(true).deferred);
  EXPECT_TRUE(Record(DoneWith(PendingTask("a.jpg"), "sun")));
  const SettleCounts counts = Settle();
  EXPECT_EQ(counts.gone.moved, 0);
  EXPECT_EQ(counts.gone.vanished, 1);
  EXPECT_EQ(counts.lowest_pending, SourceId{2});
  const Task task = PendingTask("a.jpg");
  EXPECT_EQ(task.lacks, DerivativeSet{0b11});
  EXPECT_EQ(task.own.size(), 2U) << "the files of the one that is gone are ours";
  EXPECT_TRUE(Record(DoneWith(task, "sun")));
  EXPECT_EQ(ledger().Count().outputs, 2);
}

TEST_P(MovedContract, AMovedSourceIsMadeUnderItsNewNamesAndNobodyIsAsked) {
  Made("old/a.jpg", "sea");
  EXPECT_EQ(Intake({"new/a.jpg"}).waiting, 0);
  EXPECT_TRUE(EndScan().deferred);
  EXPECT_TRUE(Record(DoneWith(PendingTask("new/a.jpg"), "sea")));
  const SettleCounts counts = Settle();
  EXPECT_TRUE(counts.gone.applied) << "all that were known are gone, but only moved";
  EXPECT_EQ(counts.gone.moved, 1);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  EXPECT_EQ(Count(SourceState::kDone), 1);
}

TEST_P(MovedContract, AnotherSizeTellsAtOnceThatNothingMoved) {
  Made("old/a.jpg", "sea");
  IntakeObjects({Object("new/a.jpg", 2000)});
  const GoneCounts gone = EndScan();
  EXPECT_FALSE(gone.deferred);
  EXPECT_EQ(gone.vanished, 1);
  EXPECT_FALSE(gone.applied) << "one of one is too many";
}

// The same size and time prove nothing, except in ledgers without content digests.
TEST_P(MovedContract, APhotoWhoseContentIsNotKnownGivesItsOutputsToNobody) {
  Start();
  Intake({"a.jpeg", "b.jpeg"});
  for (const std::string key : {"a.jpeg", "b.jpeg"}) {
    OutcomeFact fact = DoneFact(PendingTask(key));
    fact.outcome.content = {};
    EXPECT_TRUE(Record(fact));
  }
  Start();
  Intake({"a.jpg", "b.jpeg"});
  const GoneCounts gone = EndScan(true);
  EXPECT_FALSE(gone.deferred);
  EXPECT_EQ(gone.moved, 0);
  EXPECT_EQ(gone.vanished, 1);
  EXPECT_EQ(PendingTask("a.jpg").lacks, DerivativeSet{0b11});
}

// Only the first bytes of a film were read.
TEST_P(MovedContract, AFilmIsKnownBySizeAndTime) {
  Start();
  IntakeObjects({Object("old/1.mov", 900'000'000, 7)});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("old/1.mov"), FileFormat::kQuickTime)));
  Start();
  IntakeObjects({Object("new/1.mov", 900'000'000, 7)});
  const GoneCounts gone = EndScan();
  EXPECT_TRUE(gone.applied);
  EXPECT_EQ(gone.moved, 1);
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("new/1.mov"), FileFormat::kQuickTime)));
  Start();
  IntakeObjects({Object("newer/1.mov", 900'000'000, 8)});
  EXPECT_EQ(EndScan().vanished, 1) << "another film of that size";
}

// --- Raw files and films beside photos
// -----------------------------------------------------------------------------------------

TEST_P(MovedContract, ARawFileIsSkippedBesideItsPhotoAndFailsWhenThatIsGone) {
  Start();
  Intake({"a.CR2", "a.JPG"});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a.CR2"), FileFormat::kCr2)));
  EXPECT_EQ(Count(SourceState::kFailed), 1) << "until the photo is done nothing else shows it";
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.JPG"))));
  EXPECT_EQ(Count(SourceState::kFailed), 0);
  EXPECT_EQ(Count(SourceState::kSkipped), 1);
  EXPECT_THAT(ledger().Count().companions, ElementsAre(Pair(FileFormat::kCr2, 1)));
  Start();
  EXPECT_EQ(CountOf(Intake({"a.CR2"}), Verdict::kUnchanged), 1);
  EXPECT_TRUE(EndScan(true).applied);
  EXPECT_EQ(Count(SourceState::kGone), 1);
  EXPECT_EQ(Count(SourceState::kSkipped), 0);
  const Tally tally = ledger().Count();
  EXPECT_EQ(tally.failed[static_cast<size_t>(Reason::kFormatNotAllowed)], 1);
  EXPECT_THAT(tally.companions, IsEmpty());
}

// From Google's phones, and from programs that append their extension to the camera's.
TEST_P(MovedContract, AFilmWhoseNameIsThePhotosStemOrTheOtherWayRoundIsSkipped) {
  const std::vector<std::pair<std::string, std::string>> pairs = {{"PXL_1.MP.jpg", "PXL_1.MP"},
                                                                  {"IMG_2.JPG", "IMG_2.JPG.MOV"}};
  for (const auto& [photo, film] : pairs) {
    for (const bool photo_first : {true, false}) {
      Forget();
      Start();
      Intake({photo, film});
      const Fact filmed = OtherFormatFact(PendingTask(film), FileFormat::kMp4);
      const Fact made = DoneFact(PendingTask(photo));
      EXPECT_TRUE(Record(photo_first ? made : filmed));
      EXPECT_EQ(Count(SourceState::kFailed), photo_first ? 0 : 1) << film << " alone";
      EXPECT_TRUE(Record(photo_first ? filmed : made));
      EXPECT_EQ(Count(SourceState::kSkipped), 1) << film;
      EXPECT_EQ(ledger().Count().companions[FileFormat::kMp4], 1) << film;
    }
  }
}

TEST_P(MovedContract, AFilmBesideAPhotoWithoutExtensionIsSkipped) {
  Start();
  Intake({"IMG_3"});
  FinishAll();
  Intake({"IMG_3.MOV"});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("IMG_3.MOV"), FileFormat::kQuickTime)));
  EXPECT_EQ(Count(SourceState::kSkipped), 1);
}

TEST_P(MovedContract, AFilmOfAnotherNameIsNoCompanion) {
  for (const char* film : {"IMG_1.MOV.MOV", "IMG.MOV", "IMG_1-edited.MOV", "a/IMG_1.MOV"}) {
    Forget();
    Start();
    Intake({"IMG_1.JPG", film});
    EXPECT_TRUE(Record(DoneFact(PendingTask("IMG_1.JPG"))));
    EXPECT_TRUE(Record(OtherFormatFact(PendingTask(film), FileFormat::kQuickTime)));
    EXPECT_EQ(Count(SourceState::kFailed), 1) << film;
  }
}

TEST_P(MovedContract, ARawFileThatGoesWithItsPhotoIsGone) {
  Start();
  Intake({"a.JPG", "a.CR2", "b.JPG"});
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.JPG"))));
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a.CR2"), FileFormat::kCr2)));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kSkipped), 1);
  Start();
  Intake({"b.JPG"});
  EXPECT_TRUE(EndScan(true).applied);
  EXPECT_EQ(Count(SourceState::kGone), 2);
  EXPECT_EQ(Count(SourceState::kSkipped), 0);
  EXPECT_EQ(Count(SourceState::kFailed), 0);
  Start();
  EXPECT_EQ(Count(SourceState::kGone), 2);
}

TEST_P(MovedContract, ARawFileBehindItsPhotoIsSkippedAtOnceAndOneOfAnotherStemIsNot) {
  Start();
  Intake({"a.JPG"});
  FinishAll();
  Intake({"b.NEF", "x/a.NEF", "a.b.NEF"});
  Intake({"a.txt", "a.NEF"});
  EXPECT_TRUE(Record(SkippedFact(PendingTask("a.txt"))));
  for (const Task& task : Pending()) {
    EXPECT_TRUE(Record(OtherFormatFact(task, FileFormat::kNef))) << task.key;
  }
  EXPECT_EQ(Count(SourceState::kFailed), 3);
  EXPECT_THAT(ledger().Count().companions, ElementsAre(Pair(FileFormat::kNef, 1)));
}

TEST_P(MovedContract, AFilmMayBeWithoutAnExtension) {
  Start();
  Intake({"a", "a.jpg"});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a"), FileFormat::kQuickTime)));
  EXPECT_EQ(Count(SourceState::kFailed), 1);
  EXPECT_TRUE(Record(DoneFact(PendingTask("a.jpg"))));
  EXPECT_EQ(Count(SourceState::kSkipped), 1);
  EXPECT_EQ(Count(SourceState::kFailed), 0);
}

TEST_P(MovedContract, AFilmStaysBesideAPhotoThatWasRenamed) {
  Start();
  Intake({"a.JPG", "a.MOV"});
  EXPECT_TRUE(Record(DoneWith(PendingTask("a.JPG"), "sea")));
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a.MOV"), FileFormat::kQuickTime)));
  Start();
  Intake({"a.MOV", "a.jpg"});
  EXPECT_TRUE(EndScan().deferred);
  EXPECT_TRUE(Record(DoneWith(PendingTask("a.jpg"), "sea")));
  EXPECT_EQ(Settle().gone.moved, 1);
  EXPECT_EQ(Count(SourceState::kDone), 1);
  EXPECT_EQ(Count(SourceState::kSkipped), 1);
  EXPECT_EQ(Count(SourceState::kFailed), 0);
}

TEST_P(MovedContract, OtherFormatsBesideAPhotoAreFailures) {
  Start();
  Intake({"a.EPS", "a.JPG"});
  EXPECT_TRUE(Record(OtherFormatFact(PendingTask("a.EPS"), FileFormat::kEps)));
  FinishAll();
  EXPECT_EQ(Count(SourceState::kFailed), 1);
  EXPECT_EQ(Count(SourceState::kSkipped), 0);
}

}  // namespace
}  // namespace photomill
