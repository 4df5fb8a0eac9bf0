// The notes that a group writes before it publishes. They are read whenever the store reports that
// a part of its work is done, which is what a kill at that moment would leave.
#include "worker/pipeline/publish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/os/clock.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;

constexpr const char* kMigration = "m1";
constexpr const char* kNote = "m1-engine-1";

class PublishTest : public testing::Test {
 protected:
  PublishTest() {
    folder_.MakeFolder("destination");
    auto workplace = std::make_shared<Workplace>();
    workplace->migration_id = kMigration;
    workplace->tag_prefix = "engine";
    Result<std::unique_ptr<ObjectStore>> store = OpenStore(folder_.At("destination"));
    PHOTOMILL_CHECK(store.ok());
    workplace->destination = *std::move(store);
    workplace->destination->TellAnswers([this] { LookAtNotes(); });
    job_.workplace = std::move(workplace);
  }

  ObjectStore& destination() { return *job_.workplace->destination; }

  void AddOutput(const std::string& key, const std::string& bytes) {
    const auto derivative = static_cast<uint32_t>(job_.outputs.size());
    job_.outputs.push_back({derivative, key, bytes, 1, 1, DigestOf(bytes)});
  }

  PublishedGroup Publish() { return PublishJobs({&job_}, kNote, SystemClock()); }

  // Records the names that the group's own notes prove to be ours.
  void LookAtNotes() {
    if (looking_) return;
    looking_ = true;
    const Result<Notes> notes = destination().ReadNotes({kNote});
    if (notes) {
      for (const OwnFile& file : notes->files) noted_.insert(file.key);
    }
    looking_ = false;
  }

  static std::vector<bool> Found(const PublishedGroup& published) {
    std::vector<bool> found;
    for (const Output& output : published.outcomes.front().outputs) found.push_back(output.found);
    return found;
  }

  TempFolder folder_;
  Job job_;
  std::set<std::string> noted_;  // at any moment
  bool looking_ = false;
};

TEST_F(PublishTest, NotesWhatIsNew) {
  AddOutput("a.jpg", "one");
  AddOutput("b.jpg", "two");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kDone);
  EXPECT_THAT(noted_, ElementsAre("a.jpg", "b.jpg"));
  EXPECT_THAT(Found(published), ElementsAre(false, false));
}

TEST_F(PublishTest, TheVeryBytesThatStoodThereAreSomebodyElsesAtEveryMoment) {
  folder_.Write("destination/a.jpg", "one");
  AddOutput("a.jpg", "one");
  AddOutput("b.jpg", "two");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kDone);
  EXPECT_THAT(noted_, ElementsAre("b.jpg"));
  EXPECT_THAT(Found(published), ElementsAre(true, false));
}

TEST_F(PublishTest, WhatAnotherEnginePublishedIsOurs) {
  StagedObject staged = *destination().Stage("a.jpg", "one", "dead");
  staged.content = DigestOf("one");
  ASSERT_TRUE(destination().WriteNote("m1-dead-1", {staged}).ok());
  ASSERT_TRUE(destination().Commit({staged}).ok());
  AddOutput("a.jpg", "one");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kDone);
  EXPECT_THAT(Found(published), ElementsAre(false));
}

// The engine noted the file and died; another program put the same bytes there since.
TEST_F(PublishTest, WhatAnotherEngineOnlyMeantToPublishIsNotOurs) {
  StagedObject staged = *destination().Stage("a.jpg", "one", "dead");
  staged.content = DigestOf("one");
  ASSERT_TRUE(destination().WriteNote("m1-dead-1", {staged}).ok());
  ASSERT_EQ(*destination().Sweep("dead", seconds(0)), 1U);
  folder_.Write("destination/a.jpg", "one");
  AddOutput("a.jpg", "one");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kDone);
  EXPECT_THAT(Found(published), ElementsAre(true));
}

// The second output is barred, so the job fails; only its published outputs stay noted.
TEST_F(PublishTest, OfAJobThatFailedTheNoteNamesWhatStands) {
  folder_.Write("destination/b.jpg", "theirs");
  AddOutput("a.jpg", "one");
  AddOutput("b.jpg", "two");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().reason, Reason::kDestinationTaken);
  EXPECT_TRUE(published.note_stays);
  std::filesystem::remove(folder_.At("destination/b.jpg"));
  folder_.Write("destination/b.jpg", "two");  // by another program
  const Result<Notes> notes = destination().ReadNotes({kNote});
  EXPECT_THAT(notes->files, ElementsAre(OwnFile{"a.jpg", DigestOf("one")}));
}

TEST_F(PublishTest, OtherBytesOfTheSameSizeStay) {
  folder_.Write("destination/a.jpg", "eno");
  AddOutput("a.jpg", "one");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kFailed);
  EXPECT_EQ(published.outcomes.front().reason, Reason::kDestinationTaken);
  EXPECT_EQ(destination().Read("a.jpg", 100)->bytes, "eno");
}

}  // namespace
}  // namespace photomill
