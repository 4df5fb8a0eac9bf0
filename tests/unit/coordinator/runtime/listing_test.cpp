#include "coordinator/runtime/listing.h"

#include <gmock/gmock.h>

#include "common/storage/migration_mark.h"
#include "tests/unit/coordinator/runtime/listing_run.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ListingTest, HandsWhatItFindsToTheLedger) {
  ListingRun run;
  run.photos.Write("2019/a.jpg", "a");
  run.photos.Write("b.jpg", "b");
  EXPECT_TRUE(run.ListAll().complete);
  EXPECT_EQ(run.Known()[SourceState::kPending], 2);
  EXPECT_FALSE(run.listing().limited());
  EXPECT_TRUE(run.listing().Ends());
}

TEST(ListingTest, KeepsToTheLimitAndSaysThatThereIsMore) {
  ListingRun run;
  run.photos.Write("a.jpg", "a");
  run.photos.Write("b.jpg", "b");
  run.options.limit = 1;
  EXPECT_FALSE(run.ListAll().complete);
  EXPECT_EQ(run.Known()[SourceState::kPending], 1);
  EXPECT_TRUE(run.listing().limited());
}

TEST(ListingTest, ALimitThatIsNotReachedIsNone) {
  ListingRun run;
  run.photos.Write("a.jpg", "a");
  run.options.limit = 1;
  EXPECT_TRUE(run.ListAll().complete);
  EXPECT_FALSE(run.listing().limited());
}

TEST(ListingTest, CountsWhatTheSelectionLeavesOut) {
  ListingRun run;
  run.photos.Write("a.jpg", "a");
  run.photos.Write("b.tmp", "b");
  run.photos.Write("@eaDir/thumb.jpg", "c");
  run.preparation.filter = *KeyFilter::Make({}, {"*.tmp"});
  run.ListAll();
  EXPECT_EQ(run.Known()[SourceState::kPending], 1);
  EXPECT_THAT(run.listing().left_out().excluded, ElementsAre(LeftOutByRule{"*.tmp", 0, 1}));
  EXPECT_THAT(run.listing().left_out().system, ElementsAre(LeftOutByRule{"@eaDir/", 1, 0}));
}

TEST(ListingTest, LeavesOutOurOwnFolders) {
  ListingRun run;
  run.photos.Write("a.jpg", "a");
  run.photos.Write("new/a.webp", "b");
  run.preparation.leave_out = {"new"};
  run.ListAll();
  EXPECT_EQ(run.Known()[SourceState::kPending], 1);
}

TEST(ListingTest, NamesFoldersWithOutputsOfOtherMigrationsOnce) {
  ListingRun run;
  MigrationMark mark;
  mark.token = "t";
  mark.outputs = {"small"};
  run.photos.Write("exported/" + MarkKey("m1"), RenderMark(mark));
  run.photos.Write("exported/small/a.webp", "a");
  run.photos.Write("b.jpg", "b");
  run.ListAll();
  EXPECT_EQ(run.Known()[SourceState::kPending], 1);
  EXPECT_EQ(run.listing().TakeNote(),
            "left out, because they contain outputs of migrations: \"exported/small\"");
  EXPECT_THAT(run.listing().TakeNote(), IsEmpty());
}

TEST(ListingTest, AListingThatWasStoppedDoesNotEndTheScan) {
  ListingRun run;
  run.listing().Stop();
  run.listing().Start();
  EXPECT_TRUE(run.listing().Ends());
  EXPECT_THAT(run.listing().TakeNote(), IsEmpty());
}

}  // namespace
}  // namespace photomill
