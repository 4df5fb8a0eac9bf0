// Shows what a group notes before it publishes. The notes are read whenever the store says that a
// part of its work is done: what stands there then is what a kill would leave.
#include "worker/pipeline/publish.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "common/os/clock.h"
#include "tests/unit/common/os/temp_folder.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

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

  // The names in the group's own notes.
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

TEST_F(PublishTest, NeverNotesTheVeryBytesThatStoodThere) {
  folder_.Write("destination/a.jpg", "one");
  AddOutput("a.jpg", "one");
  AddOutput("b.jpg", "two");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kDone);
  EXPECT_THAT(noted_, ElementsAre("b.jpg"));
  EXPECT_THAT(Found(published), ElementsAre(true, false));
}

TEST_F(PublishTest, NotesNothingWhereAllStoodThere) {
  folder_.Write("destination/a.jpg", "one");
  AddOutput("a.jpg", "one");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.note, "");
  EXPECT_THAT(noted_, IsEmpty());
  EXPECT_THAT(Found(published), ElementsAre(true));
}

TEST_F(PublishTest, WhatAnotherEngineNotedIsOurs) {
  ASSERT_TRUE(destination().WriteNote("m1-dead-1", {{"a.jpg", DigestOf("one")}}).ok());
  folder_.Write("destination/a.jpg", "one");
  AddOutput("a.jpg", "one");
  const PublishedGroup published = Publish();
  EXPECT_EQ(published.outcomes.front().kind, Outcome::Kind::kDone);
  EXPECT_THAT(noted_, ElementsAre("a.jpg")) << "the other note may be removed before this is recorded";
  EXPECT_THAT(Found(published), ElementsAre(false));
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
