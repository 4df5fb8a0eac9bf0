// Tasks on their way through the real pipeline: real stores, real images, real threads.
#include "worker/runtime/pipeline_runner.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>

#include "common/os/files.h"
#include "tests/support/pictures.h"
#include "tests/unit/worker/runtime/pipeline_fixture.h"

namespace photomill {
namespace {

using std::string_literals::operator""s;

TEST_F(PipelineRunnerTest, PublishesEveryDerivativeOfEveryTask) {
  for (uint64_t i = 1; i <= 8; ++i) {
    folder_.Write("source/a/" + std::to_string(i) + ".jpg", test::MakeJpeg(400, 300, 85, 1, i));
  }
  Welcome();
  for (uint64_t i = 1; i <= 8; ++i) runner_->Start(Listed(i, "a/" + std::to_string(i) + ".jpg"));
  for (const auto& [attempt, outcome] : WaitFor(8)) {
    ASSERT_EQ(outcome.kind, Outcome::Kind::kDone) << outcome.detail;
    ASSERT_EQ(outcome.outputs.size(), 2U);
    for (const Output& output : outcome.outputs) {
      EXPECT_EQ(std::filesystem::file_size(folder_.At("destination/" + output.key)), output.bytes);
    }
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder_.At("destination/.photomill/tmp")));
  EXPECT_TRUE(running_->Running().empty());
}

TEST_F(PipelineRunnerTest, WorksOnAsManyTasksAsItIsToldAndCountsItsThreads) {
  for (uint64_t i = 1; i <= 24; ++i) {
    folder_.Write("source/" + std::to_string(i) + ".jpg", test::MakeJpeg(400, 300, 85, 1, i));
  }
  Welcome();
  const auto produced_at_once = [&](uint64_t first, uint64_t last) {
    for (uint64_t i = first; i <= last; ++i) runner_->Start(Listed(i, std::to_string(i) + ".jpg"));
    size_t most = 0;
    std::map<uint64_t, Outcome> outcomes;
    while (outcomes.size() < last - first + 1) {
      most = std::max(most, running_->Running().size());
      for (EndedTask& ended : runner_->ended().TakeAll()) {
        outcomes[ended.attempt.value] = std::move(ended.outcome);
      }
    }
    for (const auto& [attempt, outcome] : outcomes) EXPECT_EQ(outcome.kind, Outcome::Kind::kDone);
    return most;
  };
  const RunnerSize more = runner_->Resize(6);
  EXPECT_EQ(more.slots, 6U);
  EXPECT_GT(more.pipeline_tasks, 6U);
  EXPECT_EQ(runner_->Load().cpu_threads, 6U);
  produced_at_once(1, 12);
  EXPECT_EQ(runner_->Resize(1).slots, 1U);
  EXPECT_EQ(runner_->Load().cpu_threads, 1U);
  // Fetch threads are in the table too while they parse a header.
  EXPECT_LE(produced_at_once(13, 24), 1U + PipelineOptions().fetch_threads);
}

TEST_F(PipelineRunnerTest, SomebodyElsesFileStaysAndOnlyItsSourceFails) {
  folder_.Write("destination/2.jpg", "a precious file");
  for (uint64_t i = 1; i <= 3; ++i) {
    folder_.Write("source/" + std::to_string(i) + ".jpg", test::MakeJpeg(64, 48, 85, 1, i));
  }
  Welcome();
  for (uint64_t i = 1; i <= 3; ++i) runner_->Start(Listed(i, std::to_string(i) + ".jpg"));
  std::map<uint64_t, Outcome> outcomes = WaitFor(3);
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::kDone) << outcomes[1].detail;
  EXPECT_EQ(outcomes[3].kind, Outcome::Kind::kDone) << outcomes[3].detail;
  EXPECT_EQ(outcomes[2].kind, Outcome::Kind::kFailed);
  EXPECT_EQ(outcomes[2].reason, Reason::kDestinationTaken);
  EXPECT_NE(outcomes[2].detail.find("destination/2.jpg"), std::string::npos) << outcomes[2].detail;
  EXPECT_EQ(*ReadWholeFile(folder_.At("destination/2.jpg"), 100), "a precious file");
}

TEST_F(PipelineRunnerTest, WhatTheTaskOwnsIsReplaced) {
  folder_.Write("destination/a.jpg", "made of an older source");
  folder_.Write("source/a.jpg", test::MakeJpeg(64, 48));
  Welcome();
  Assignment assignment = Listed(1, "a.jpg");
  assignment.task.own = {{"a.jpg", DigestOf("made of an older source")}};
  runner_->Start(assignment);
  const Outcome outcome = WaitFor(1)[1];
  ASSERT_EQ(outcome.kind, Outcome::Kind::kDone) << outcome.detail;
  EXPECT_EQ(std::filesystem::file_size(folder_.At("destination/a.jpg")), outcome.outputs[0].bytes);
}

// A dead engine published it, and it was not recorded.
TEST_F(PipelineRunnerTest, WhatANoteNamesIsReplacedButNoFileOfAnotherMigration) {
  auto store = OpenStore(folder_.At("destination"));
  const auto publish = [&](const std::string& key, const std::string& bytes,
                           const std::string& note) {
    StagedObject staged = *(*store)->Stage(key, bytes, note);
    staged.content = DigestOf(bytes);
    ASSERT_TRUE((*store)->WriteNote(note, {staged}).ok());
    ASSERT_TRUE((*store)->Commit({staged}).ok());
  };
  publish("a.jpg", "of a dead engine", "m1-5-1");
  publish("b.jpg", "of another migration", "m2-5-1");
  publish("c.jpg", "of a dead engine, too", "m1-5-2");
  std::filesystem::remove(folder_.At("destination/c.jpg"));
  folder_.Write("destination/c.jpg", "somebody put this here since");
  for (const char* key : {"source/a.jpg", "source/b.jpg", "source/c.jpg"}) {
    folder_.Write(key, test::MakeJpeg(64, 48));
  }
  Welcome();
  runner_->Start(Listed(1, "a.jpg"));
  runner_->Start(Listed(2, "b.jpg"));
  runner_->Start(Listed(3, "c.jpg"));
  std::map<uint64_t, Outcome> outcomes = WaitFor(3);
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::kDone) << outcomes[1].detail;
  EXPECT_EQ(outcomes[2].reason, Reason::kDestinationTaken);
  EXPECT_EQ(outcomes[3].reason, Reason::kDestinationTaken);
  EXPECT_EQ(*ReadWholeFile(folder_.At("destination/b.jpg"), 100), "of another migration");
  EXPECT_EQ(*ReadWholeFile(folder_.At("destination/c.jpg"), 100), "somebody put this here since");
}

TEST_F(PipelineRunnerTest, ANoteStaysUntilItsResultsAreRecorded) {
  for (const char* key : {"source/a.jpg", "source/b.jpg"}) {
    folder_.Write(key, test::MakeJpeg(64, 48));
  }
  Welcome();
  runner_->Start(Listed(1, "a.jpg"));
  const Outcome first = WaitFor(1)[1];
  auto store = OpenStore(folder_.At("destination"));
  std::vector<OwnFile> noted = (*store)->ReadNotes({"m1-", seconds(0), {}})->files;
  ASSERT_EQ(noted.size(), 2U);
  EXPECT_EQ(noted[0], (OwnFile{first.outputs[0].key, first.outputs[0].content}));
  runner_->Start(Listed(2, "b.jpg"));
  WaitFor(1);
  runner_->Settle({AttemptId{1}}, true);
  runner_->Settle({AttemptId{2}}, false);
  runner_.reset();
  noted = (*store)->ReadNotes({"m1-", seconds(0), {}})->files;
  ASSERT_EQ(noted.size(), 2U);
  EXPECT_EQ(noted[0].key, "b.jpg");
}

TEST_F(PipelineRunnerTest, WhatTheLedgerKnowsForOursNeedsNoNote) {
  folder_.Write("source/a.jpg", test::MakeJpeg(64, 48));
  Welcome();
  runner_->Start(Listed(1, "a.jpg"));
  const Outcome first = WaitFor(1)[1];
  runner_->Settle({AttemptId{1}}, true);
  Assignment again = Listed(2, "a.jpg");
  for (const Output& output : first.outputs) again.task.own.push_back({output.key, output.content});
  std::filesystem::remove(folder_.At("destination/a.jpg"));
  runner_->Start(again);
  EXPECT_EQ(WaitFor(1)[2].kind, Outcome::Kind::kDone);
  runner_.reset();
  EXPECT_TRUE(std::filesystem::is_empty(folder_.At("destination/.photomill/notes")));
}

// Its first output exists but is not recorded: the note says whose it is.
TEST_F(PipelineRunnerTest, OfAJobThatFailedHalfWayTheNoteStays) {
  folder_.Write("source/a.jpg", test::MakeJpeg(640, 480));
  Welcome();
  runner_->Start(Listed(1, "a.jpg"));
  const Outcome whole = WaitFor(1)[1];
  runner_->Settle({AttemptId{1}}, true);
  ASSERT_EQ(whole.outputs.size(), 2U);
  std::filesystem::remove(folder_.At("destination/" + whole.outputs[0].key));
  folder_.Write("destination/" + whole.outputs[1].key, "theirs");
  runner_->Start(Listed(2, "a.jpg"));
  EXPECT_EQ(WaitFor(1)[2].reason, Reason::kDestinationTaken);
  EXPECT_TRUE(std::filesystem::exists(folder_.At("destination/" + whole.outputs[0].key)));
  runner_->Settle({AttemptId{2}}, true);
  runner_.reset();
  auto store = OpenStore(folder_.At("destination"));
  EXPECT_EQ((*store)->ReadNotes({"m1-", seconds(0), {whole.outputs[0].key}})->files.size(), 1U);
}

TEST_F(PipelineRunnerTest, EachBadSourceEndsWithItsReasonAndHurtsNoOther) {
  folder_.Write("source/good.jpg", test::MakeJpeg(64, 48));
  folder_.Write("source/text.jpg", "this is no picture");
  folder_.Write("source/half.jpg", test::MakeJpeg(640, 480).substr(0, 4000));
  folder_.Write("source/changed.jpg", test::MakeJpeg(64, 48));
  Welcome();
  const Assignment changed = Listed(4, "changed.jpg");
  folder_.Write("source/changed.jpg", test::MakeJpeg(65, 48));
  runner_->Start(Listed(1, "good.jpg"));
  runner_->Start(Listed(2, "text.jpg"));
  runner_->Start(Listed(3, "half.jpg"));
  runner_->Start(changed);
  runner_->Start(Listed(5, "vanished.jpg"));
  std::map<uint64_t, Outcome> outcomes = WaitFor(5);
  EXPECT_EQ(outcomes[1].kind, Outcome::Kind::kDone);
  EXPECT_EQ(outcomes[2].kind, Outcome::Kind::kFailed) << "it is named like a photo";
  EXPECT_EQ(outcomes[2].reason, Reason::kNotAnImage);
  EXPECT_EQ(outcomes[3].reason, Reason::kCorrupt);
  EXPECT_EQ(outcomes[4].reason, Reason::kSourceChanged);
  EXPECT_EQ(outcomes[5].reason, Reason::kSourceVanished);
}

TEST_F(PipelineRunnerTest, EveryOutcomeTellsWhatTheSourceIs) {
  const std::string film =
      "\0\0\0\x14"
      "ftypqt  \0\0\0\0qt  "s;
  const std::map<std::string, std::string> files = {
      {"good.jpg", test::MakeJpeg(64, 48)},
      {"half.jpg", test::MakeJpeg(640, 480).substr(0, 4000)},
      {"empty.jpg", ""},
      {"notes.txt", "this is no picture"},
      {"film.jpg", film},
      {"._good.jpg", "\0\x05\x16\x07 and so on"s},
      {"a.nef", "II*\0\x08\0\0\0"s}};
  for (const auto& [name, bytes] : files) folder_.Write("source/" + name, bytes);
  Welcome();
  std::map<uint64_t, std::string> names;
  for (const auto& [name, bytes] : files) {
    const uint64_t attempt = names.size() + 1;
    names[attempt] = name;
    runner_->Start(Listed(attempt, name));
  }
  std::map<std::string, std::string> told;
  for (const auto& [attempt, outcome] : WaitFor(files.size())) {
    const std::string& name = names.at(attempt);
    EXPECT_EQ(outcome.content, DigestOf(files.at(name))) << name;
    const bool done = outcome.kind == Outcome::Kind::kDone;
    told[name] = std::string(FileFormatWord(outcome.format)) + " " +
                 (done ? "done"
                       : (outcome.kind == Outcome::Kind::kSkipped ? "skipped " : "failed ") +
                             std::string(ReasonWord(outcome.reason)));
  }
  const std::map<std::string, std::string> expected = {
      {"good.jpg", "jpeg done"},
      {"half.jpg", "jpeg failed corrupt"},
      {"empty.jpg", "empty failed not_an_image"},
      {"notes.txt", "text skipped not_an_image"},
      {"film.jpg", "quicktime failed format_not_allowed"},
      {"._good.jpg", "apple_double skipped not_an_image"},
      {"a.nef", "nikon_nef failed format_not_allowed"}};
  EXPECT_EQ(told, expected);
}

TEST_F(PipelineRunnerTest, AnIdentificationReadsAndWritesNothing) {
  const std::string jpeg = test::MakeJpeg(64, 48);
  folder_.Write("source/good.jpg", jpeg);
  folder_.Write("source/notes.txt", "words");
  Welcome();
  for (const uint64_t attempt : {1U, 2U}) {
    Assignment assignment = Listed(attempt, attempt == 1 ? "good.jpg" : "notes.txt");
    assignment.task.lacks = {};
    runner_->Start(assignment);
  }
  const std::map<uint64_t, Outcome> outcomes = WaitFor(2);
  for (const auto& [attempt, outcome] : outcomes) {
    EXPECT_EQ(outcome.kind, Outcome::Kind::kDone);
    EXPECT_TRUE(outcome.outputs.empty());
    EXPECT_EQ(FileFormatWord(outcome.format), attempt == 1 ? "jpeg" : "text");
  }
  EXPECT_EQ(outcomes.at(1).content, DigestOf(jpeg));
}

TEST_F(PipelineRunnerTest, NothingIsPublishedBeforeTheLeaseHolds) {
  folder_.Write("source/a.jpg", test::MakeJpeg(64, 48));
  photomill::Welcome welcome;
  welcome.migration_id = "m1";
  welcome.recipe = DefaultRecipe();
  welcome.source_url = folder_.At("source");
  welcome.destination_url = folder_.At("destination");
  (void)runner_->Prove(welcome);
  runner_->Start(Listed(1, "a.jpg"));
  EXPECT_FALSE(std::filesystem::exists(folder_.At("destination/a.jpg")));
  runner_->ExtendLease(clock_.Now() + seconds(3600));
  EXPECT_EQ(WaitFor(1)[1].kind, Outcome::Kind::kDone);
  EXPECT_TRUE(std::filesystem::exists(folder_.At("destination/a.jpg")));
}

TEST_F(PipelineRunnerTest, WhatWasAbandonedIsNeitherPublishedNorTold) {
  folder_.Write("source/old.jpg", test::MakeJpeg(64, 48));
  folder_.Write("source/new.jpg", test::MakeJpeg(64, 48));
  photomill::Welcome welcome;
  welcome.migration_id = "m1";
  welcome.recipe = DefaultRecipe();
  welcome.source_url = folder_.At("source");
  welcome.destination_url = folder_.At("destination");
  (void)runner_->Prove(welcome);
  runner_->Start(Listed(1, "old.jpg"));  // waits for a lease
  runner_->Abandon();
  runner_->Start(Listed(2, "new.jpg"));
  runner_->ExtendLease(clock_.Now() + seconds(3600));
  const std::map<uint64_t, Outcome> outcomes = WaitFor(1);
  EXPECT_EQ(outcomes.begin()->first, 2U);
  EXPECT_FALSE(std::filesystem::exists(folder_.At("destination/old.jpg")));
}

TEST_F(PipelineRunnerTest, OnlyWhatATaskLacksIsMade) {
  folder_.Write("source/a.jpg", test::MakeJpeg(640, 480));
  Welcome();
  Assignment assignment = Listed(1, "a.jpg");
  assignment.task.lacks = {};
  assignment.task.lacks.Add(1);
  runner_->Start(assignment);
  const Outcome outcome = WaitFor(1)[1];
  ASSERT_EQ(outcome.outputs.size(), 1U);
  EXPECT_EQ(outcome.outputs.front().derivative, 1U);
  EXPECT_FALSE(std::filesystem::exists(folder_.At("destination/a.jpg")));
}

TEST_F(PipelineRunnerTest, APictureOverTheBudgetIsRefusedBeforeItIsDecoded) {
  PipelineOptions options;
  options.memory_bytes = 1 << 20;
  runner_.emplace(options, running_.value(), clock_);
  folder_.Write("source/large.png", test::MakePng(1200, 900));
  Welcome();
  runner_->Start(Listed(1, "large.png"));
  const Outcome outcome = WaitFor(1)[1];
  EXPECT_EQ(outcome.reason, Reason::kOutOfMemory);
  EXPECT_NE(outcome.detail.find("--memory"), std::string::npos) << outcome.detail;
}

}  // namespace
}  // namespace photomill
