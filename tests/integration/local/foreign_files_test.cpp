// Files in the destination that photomill did not write are never replaced. It recognises the files
// that it wrote itself, also after a crash between publishing and recording.
#include <signal.h>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

class ForeignFiles : public LocalRun {
 protected:
  static constexpr int kPhotos = 6;

  // The output "photo" of a source, below the folder of the test.
  [[nodiscard]] std::string Photo(int i) const {
    return "dst/" + fs::path(PhotoKey(i)).replace_extension(".jpg").string();
  }

  void WriteForeign(const std::string& below, std::string_view bytes) const {
    fs::create_directories(fs::path(folder_.At(below)).parent_path());
    folder_.Write(below, bytes);
  }
};

TEST_F(ForeignFiles, AFileUnderAnOutputsNameStaysAndItsSourceFails) {
  WritePhotos(folder_, "src", kPhotos);
  WriteForeign(Photo(2), "a file of the user's");
  const Ended ended = RunTo(kWithFailures, {"--into_existing"});
  EXPECT_EQ(SummaryCount(ended.out, "done"), kPhotos - 1) << ended.All();
  EXPECT_EQ(SummaryCount(ended.out, "destination_taken"), 1) << ended.All();
  EXPECT_EQ(ledger_.States().at(PhotoKey(2)), "failed destination_taken");
  EXPECT_THAT(ledger_.DetailOf(PhotoKey(2)),
              AllOf(HasSubstr(folder_.At(Photo(2))), HasSubstr("did not write"),
                    HasSubstr("Move it away"), HasSubstr("--retry_failed")));
  EXPECT_EQ(ReadFile(folder_.At(Photo(2))), "a file of the user's");
  EXPECT_TRUE(fs::is_empty(state_ + "/tmp"));

  RunTo(kWithFailures, {"--retry_failed"});
  EXPECT_EQ(ReadFile(folder_.At(Photo(2))), "a file of the user's");
  fs::rename(folder_.At(Photo(2)), folder_.At("moved away"));
  RunTo(kDone, {"--retry_failed"});
  CheckEveryOutput(state_, destination_);
}

TEST_F(ForeignFiles, TheVerySameBytesCountAsMade) {
  WritePhotos(folder_, "src", kPhotos);
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  fs::remove_all(state_);
  RunTo(kDone, {"--into_existing"});
  EXPECT_EQ(TreeOf(destination_), before) << "files were written again";
  CheckEveryOutput(state_, destination_);
}

TEST_F(ForeignFiles, ALinkUnderAnOutputsNameIsNotFollowed) {
  WritePhotos(folder_, "src", kPhotos);
  folder_.Write("precious.jpg", "precious");
  fs::create_directories(fs::path(folder_.At(Photo(1))).parent_path());
  fs::create_symlink(folder_.At("precious.jpg"), folder_.At(Photo(1)));
  RunTo(kWithFailures, {"--into_existing"});
  EXPECT_EQ(ledger_.States().at(PhotoKey(1)), "failed destination_taken");
  EXPECT_TRUE(fs::is_symlink(folder_.At(Photo(1))));
  EXPECT_EQ(ReadFile(folder_.At("precious.jpg")), "precious");
}

// Another library with the same names, and a separate ledger.
TEST_F(ForeignFiles, ASecondMigrationReplacesNothingOfTheFirst) {
  WritePhotos(folder_, "src", kPhotos);
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  for (int i = 0; i < kPhotos; ++i) WriteSource(PhotoKey(i), SmallJpeg(1000 + i));
  WriteSource("of the second alone.jpg", SmallJpeg(7));
  const std::string state = folder_.At("state");
  const Ended ended = RunTo(kWithFailures, {"--into_existing", "--state=" + state});
  EXPECT_EQ(SummaryCount(ended.out, "destination_taken"), kPhotos) << ended.All();
  EXPECT_EQ(SummaryCount(ended.out, "done"), 1) << ended.All();
  Tree after = TreeOf(destination_);
  for (const auto& [key, facts] : before) EXPECT_EQ(after[key], facts) << key;
  CheckEveryOutput(state_, destination_);
  CheckEveryOutput(state, destination_);
}

// A second migration of the same library: its outputs are the first migration's files, and stay as
// they are for the first migration when a photo changes or vanishes between its runs.
TEST_F(ForeignFiles, ASecondMigrationCountsFilesOfTheFirstAndNeverReplacesThem) {
  WritePhotos(folder_, "src", kPhotos);
  RunTo(kDone);
  const Tree before = TreeOf(destination_);
  const std::string state = folder_.At("state");
  const Arguments second = {"--into_existing", "--state=" + state, "--accept_gone"};
  Ended ended = RunTo(kDone, second);
  EXPECT_EQ(SummaryCount(ended.out, "done"), kPhotos) << ended.All();
  const LedgerView ledger(state);
  EXPECT_EQ(ledger.Number("SELECT count(*) FROM output WHERE found = 1"), 2 * kPhotos);

  WriteSource(PhotoKey(2), SmallJpeg(1002));
  RemoveSource(PhotoKey(4));
  ended = RunTo(kWithFailures, second);
  EXPECT_EQ(ledger.States().at(PhotoKey(2)), "failed destination_taken");
  EXPECT_EQ(ledger.States().at(PhotoKey(4)), "gone");
  EXPECT_EQ(ledger.Number("SELECT count(*) FROM orphan"), 0);
  Tree after = TreeOf(destination_);
  for (const auto& [key, facts] : before) EXPECT_EQ(after[key], facts) << key;
  CheckEveryOutput(state_, destination_);
}

TEST_F(ForeignFiles, AnOutputThatSomebodyEditedIsTheirs) {
  WritePhotos(folder_, "src", kPhotos);
  RunTo(kDone);
  WriteForeign(Photo(3), "edited");
  for (int i = 0; i < kPhotos; ++i) WriteSource(PhotoKey(i), SmallJpeg(2000 + i));
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos - 1);
  EXPECT_EQ(ledger_.States().at(PhotoKey(3)), "failed destination_taken");
  EXPECT_EQ(ReadFile(folder_.At(Photo(3))), "edited");
}

// The coordinator is suspended, so that the outputs that the worker then publishes are not
// recorded; then all processes are killed.
class KilledBeforeRecording : public ForeignFiles {
 protected:
  static constexpr int kMany = 120;

  void SetUp() override {
    WritePhotos(folder_, "src", kMany, 320, 240);
    Program run = StartPhotomill(Command({"--threads=1"}));
    EXPECT_TRUE(WaitUntil([&] { return Published() > 0 || !run.Running(); }));
    run.Signal(SIGSTOP);
    EXPECT_TRUE(WaitUntil([&] { return Published() > ledger_.CountOf("done"); }));
    run.Signal(SIGKILL);
    (void)run.Wait();
    EXPECT_EQ(ProcessesLeft(), "");
    ASSERT_GT(Published(), ledger_.CountOf("done"));
    ASSERT_LT(Published(), kMany);
  }

  int64_t Published() {
    int64_t published = 0;
    for (int i = 0; i < kMany; ++i) published += fs::exists(folder_.At(Photo(i))) ? 1 : 0;
    return published;
  }
};

TEST_F(KilledBeforeRecording, ItsOwnFilesAreReplacedWhenTheSourcesChange) {
  for (int i = 0; i < kMany; ++i) WriteSource(PhotoKey(i), SmallJpeg(3000 + i));
  const Ended ended = RunTo(kDone);
  EXPECT_EQ(SummaryCount(ended.out, "done"), kMany) << ended.All();
  EXPECT_EQ(ContentsOf(destination_), FreshRun("undisturbed"));
  CheckEveryOutput(state_, destination_);
}

TEST_F(KilledBeforeRecording, ItsOwnFilesAreReplacedWhenTheRecipeChanges) {
  std::string recipe = SmallRecipe();
  const size_t quality = recipe.find("quality: ");
  ASSERT_NE(quality, std::string::npos) << recipe;
  recipe.replace(quality, recipe.find_first_not_of("0123456789", quality + 9) - quality,
                 "quality: 31");
  WriteRecipe(recipe);
  RunTo(kDone);
  EXPECT_EQ(ContentsOf(destination_), FreshRun("undisturbed"));
}

TEST_F(KilledBeforeRecording, AForeignFileUnderAPendingSourcesNameStays) {
  int pending = kMany - 1;
  while (pending > 0 && fs::exists(folder_.At(Photo(pending)))) --pending;
  WriteForeign(Photo(pending), "put here since");
  // And another one in place of a file that was published but not recorded.
  const auto states = ledger_.States();
  int unrecorded = 0;
  while (!fs::exists(folder_.At(Photo(unrecorded))) ||
         (states.contains(PhotoKey(unrecorded)) && states.at(PhotoKey(unrecorded)) == "done")) {
    ASSERT_LT(++unrecorded, kMany);
  }
  WriteForeign(Photo(unrecorded), "put here since, too");
  RunTo(kWithFailures);
  EXPECT_EQ(ledger_.CountOf("done"), kMany - 2);
  EXPECT_EQ(ledger_.States().at(PhotoKey(pending)), "failed destination_taken");
  EXPECT_EQ(ReadFile(folder_.At(Photo(pending))), "put here since");
  EXPECT_EQ(ledger_.States().at(PhotoKey(unrecorded)), "failed destination_taken");
  EXPECT_EQ(ReadFile(folder_.At(Photo(unrecorded))), "put here since, too");
}

}  // namespace
}  // namespace photomill::test
