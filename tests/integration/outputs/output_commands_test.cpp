// What `photomill verify`, `manifest` and `orphans` say about a destination, and what they change.
#include <sqlite3.h>

#include <filesystem>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// SIGINT waits for the command from its start.
const Launch kStopAtOnce = {.behind = {"/usr/bin/env", "--block-signal=INT", "/bin/sh", "-c",
                                       "kill -INT $$; exec \"$@\"", "sh"}};

class OutputCommands : public LocalRun {
 protected:
  static constexpr int kPhotos = 30;

  void MakeAll() const {
    WritePhotos(folder_, "src", kPhotos);
    RunTo(kDone);
  }
  [[nodiscard]] Ended Call(const std::string& command, Arguments arguments = {},
                           const Launch& launch = {}) const {
    arguments.insert(arguments.begin(), {command, "--state=" + state_});
    return RunPhotomill(arguments, launch);
  }
  Ended VerifyTo(int exit_code, const Arguments& arguments = {}) const {
    Ended ended = Call("verify", arguments);
    EXPECT_TRUE(ended.Exited(exit_code)) << ended.All();
    return ended;
  }
  [[nodiscard]] std::string PhotoOf(int i) const { return OutputKey(PhotoKey(i), "photo"); }
  [[nodiscard]] std::string At(const std::string& key) const { return destination_ + "/" + key; }
  void Edit(const std::string& key, std::string_view bytes) const {
    folder_.Write("dst/" + key, bytes);
  }
  // As a bug or a damaged disk could have left it.
  void ChangeLedger(const std::string& sql) const {
    sqlite3* handle = nullptr;
    ASSERT_EQ(sqlite3_open((state_ + "/ledger.db").c_str(), &handle), SQLITE_OK);
    EXPECT_EQ(sqlite3_exec(handle, sql.c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
        << sqlite3_errmsg(handle);
    sqlite3_close(handle);
  }
};

TEST_F(OutputCommands, ADestinationAsTheRunLeftItIsRight) {
  MakeAll();
  const Ended verified = VerifyTo(kDone);
  EXPECT_EQ(SummaryCount(verified.out, "checked"), 2 * kPhotos);
  EXPECT_EQ(SummaryCount(verified.out, "right"), 2 * kPhotos);
  EXPECT_THAT(verified.out, Not(HasSubstr("unknown")));
  EXPECT_TRUE(VerifyTo(kDone, {"--deep"}).err.empty());
}

TEST_F(OutputCommands, NamesWhatIsMissingChangedAndUnknown) {
  MakeAll();
  const std::string missing = PhotoOf(1);
  const std::string changed = PhotoOf(2);
  fs::remove(At(missing));
  Edit(changed, "edited");
  Edit("notes/readme.txt", "mine");
  const Ended verified = VerifyTo(kWithFailures);
  EXPECT_THAT(
      verified.out,
      AllOf(HasSubstr("missing     " + missing), HasSubstr("changed     " + changed),
            HasSubstr("unknown     notes/readme.txt"), HasSubstr("photo of " + PhotoKey(1))));
  EXPECT_EQ(SummaryCount(verified.out, "right"), 2 * kPhotos - 2);
  const Ended json = VerifyTo(kWithFailures, {"--json", "--threads=3"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("{\"type\":\"missing\",\"key\":\"" + missing + "\""),
                              HasSubstr("\"present_bytes\":6"), HasSubstr("{\"type\":\"end\""),
                              HasSubstr("\"unknown\":1,\"unknown_bytes\":4")));
  const Ended later = VerifyTo(kDone, {"--after=" + std::max(missing, changed)});
  EXPECT_GT(SummaryCount(later.out, "passed"), 0);
}

TEST_F(OutputCommands, NamesDonePhotosThatLackAnOutput) {
  MakeAll();
  ChangeLedger("DELETE FROM output WHERE source_id = 3 AND derivative = 'thumb'");
  const Ended verified = VerifyTo(kWithFailures);
  EXPECT_THAT(verified.out, AllOf(HasSubstr("lacking     "), HasSubstr("unknown     thumbs/")));
}

TEST_F(OutputCommands, DeepFindsFilesThatDoNotDecode) {
  MakeAll();
  const std::string broken = PhotoOf(4);
  const std::string small = PhotoOf(5);
  const std::string bytes = ReadFile(At(broken));
  const std::string cut = bytes.substr(0, bytes.size() / 2);
  Edit(broken, cut);
  ChangeLedger("UPDATE output SET bytes = " + std::to_string(cut.size()) + ", digest = '" +
               ToHex(DigestOf(cut)) + "' WHERE key = '" + broken + "'");
  ChangeLedger("UPDATE output SET width = 7 WHERE key = '" + small + "'");
  VerifyTo(kDone);
  const Ended deep = VerifyTo(kWithFailures, {"--deep"});
  EXPECT_THAT(deep.out, AllOf(HasSubstr("undecodable " + broken), HasSubstr("undecodable " + small),
                              HasSubstr("but 7 x ")));
  EXPECT_THAT(deep.out, HasSubstr("\n  undecodable 2 outputs"));
}

TEST_F(OutputCommands, RepairsWhatIsMissingAndKeepsEdits) {
  MakeAll();
  const Contents before = ContentsOf(destination_);
  const std::string missing = PhotoOf(1);
  const std::string changed = PhotoOf(2);
  fs::remove(At(missing));
  Edit(changed, "edited");
  EXPECT_THAT(VerifyTo(kWithFailures, {"--repair"}).out,
              AllOf(HasSubstr("1 output is pending again"), HasSubstr("1 changed")));
  EXPECT_EQ(ledger_.CountOf("pending"), 1);
  RunTo(kDone);
  EXPECT_TRUE(fs::exists(At(missing)));
  EXPECT_EQ(ReadFile(At(changed)), "edited");
  const Ended again = VerifyTo(kWithFailures, {"--repair", "--replace_changed"});
  EXPECT_THAT(again.out, Not(HasSubstr("missing")));
  RunTo(kDone);
  EXPECT_EQ(ContentsOf(destination_), before);
  VerifyTo(kDone, {"--deep"});
}

TEST_F(OutputCommands, ALinkInPlaceOfAnOutputIsNeitherFollowedNorReplaced) {
  MakeAll();
  const std::string key = PhotoOf(1);
  fs::rename(At(key), folder_.At("moved.jpg"));
  fs::create_symlink(folder_.At("moved.jpg"), At(key));
  EXPECT_THAT(VerifyTo(kWithFailures).out,
              AllOf(HasSubstr("changed     " + key), HasSubstr("is a symbolic link")));
  EXPECT_THAT(VerifyTo(kWithFailures, {"--repair", "--replace_changed"}).out,
              AllOf(HasSubstr("0 outputs are pending again"), HasSubstr("remove it")));
  RunTo(kDone);
  EXPECT_TRUE(fs::is_symlink(At(key)));
  EXPECT_THAT(VerifyTo(kWithFailures, {"--after=" + key.substr(0, 1)}).out,
              HasSubstr("is a symbolic link"));
}

TEST_F(OutputCommands, ADestinationAndFoldersThatAreLinksAreRight) {
  MakeAll();
  fs::rename(destination_, folder_.At("real"));
  fs::create_directory_symlink(folder_.At("real"), destination_);
  fs::rename(At("thumbs"), folder_.At("thumbs"));
  fs::create_directory_symlink(folder_.At("thumbs"), At("thumbs"));
  EXPECT_EQ(SummaryCount(VerifyTo(kDone).out, "right"), 2 * kPhotos);
}

// A photo that fails can have outputs: here the recipe has got another derivative since.
TEST_F(OutputCommands, RepairsFailedPhotosThatLostAnOutput) {
  const std::string recipe = SmallRecipe();
  WriteRecipe(recipe.substr(0, recipe.rfind("derivative")));
  MakeAll();
  const std::string taken = "thumbs/" + PhotoOf(1).substr(0, PhotoOf(1).rfind('.')) + ".webp";
  WriteRecipe(recipe);
  Edit(taken, "mine");
  RunTo(kWithFailures);
  const std::string missing = PhotoOf(1);
  fs::remove(At(missing));
  EXPECT_THAT(VerifyTo(kWithFailures).out, HasSubstr("missing     " + missing));
  const Ended repaired = VerifyTo(kWithFailures, {"--repair", "--json"});
  EXPECT_THAT(repaired.out,
              HasSubstr("{\"type\":\"repair\",\"reopened\":1,\"retried\":1,\"kept\":0}"));
  EXPECT_EQ(ledger_.CountOf("pending"), 1);
  EXPECT_EQ(ledger_.CountOf("failed"), 0);
  fs::remove(At(taken));
  RunTo(kDone);
  VerifyTo(kDone);
  EXPECT_TRUE(fs::exists(At(missing)));
}

// If it fails again, nothing is expected of it.
TEST_F(OutputCommands, AFailedPhotoThatFailsAgainIsShownByStatusOnly) {
  const std::string recipe = SmallRecipe();
  WriteRecipe(recipe.substr(0, recipe.rfind("derivative")));
  MakeAll();
  const std::string missing = PhotoOf(1);
  WriteRecipe(recipe);
  Edit("thumbs/" + missing.substr(0, missing.rfind('.')) + ".webp", "mine");
  RunTo(kWithFailures);
  fs::remove(At(missing));
  EXPECT_THAT(VerifyTo(kWithFailures, {"--repair"}).out, HasSubstr("had failed"));
  RunTo(kWithFailures);
  VerifyTo(kDone);
  EXPECT_TRUE(Call("status", {"--check"}).Exited(kWithFailures));
}

TEST_F(OutputCommands, AFileThatIsEditedAfterTheRepairStays) {
  MakeAll();
  const std::string changed = PhotoOf(2);
  Edit(changed, "edited");
  VerifyTo(kWithFailures, {"--repair", "--replace_changed"});
  Edit(changed, "edited again");
  RunTo(kWithFailures);
  EXPECT_EQ(ReadFile(At(changed)), "edited again");
}

TEST_F(OutputCommands, ManyMissingOutputsAreOnlyRepairedIfAccepted) {
  MakeAll();
  fs::remove_all(destination_ + "/thumbs");
  const Ended refused = VerifyTo(kCannotStart, {"--repair"});
  EXPECT_THAT(refused.err, HasSubstr("--accept_missing"));
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);
  VerifyTo(kWithFailures, {"--repair", "--accept_missing"});
  EXPECT_EQ(ledger_.CountOf("pending"), kPhotos);
  RunTo(kDone);
  VerifyTo(kDone);
}

TEST_F(OutputCommands, ADestinationThatIsNotMountedIsNotFullOfMissingOutputs) {
  const std::string state = folder_.At("state");
  WritePhotos(folder_, "src", 3);
  RunTo(kDone, {"--state=" + state});
  fs::rename(destination_, destination_ + "-away");
  fs::create_directory(destination_);
  for (const char* command : {"verify", "orphans"}) {
    ExpectRefused({command, "--state=" + state}, {"is it mounted?", destination_});
  }
}

TEST_F(OutputCommands, ADestinationThatMovedWithItsLedgerIsFound) {
  MakeAll();
  fs::rename(destination_, folder_.At("moved"));
  const Ended verified = RunPhotomill({"verify", "--state=" + folder_.At("moved/.photomill")});
  EXPECT_TRUE(verified.Exited(kDone)) << verified.All();
  EXPECT_THAT(verified.out, HasSubstr(folder_.At("moved")));
}

TEST_F(OutputCommands, DuringARunItOnlyReads) {
  WritePhotos(folder_, "src", 400, 300, 200);
  Program run = StartPhotomill(Command({"--threads=1"}));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= 5 || !run.Running(); }));
  const Ended verified = Call("verify");
  EXPECT_TRUE(verified.Exited(kDone)) << verified.All();
  EXPECT_THAT(verified.out, Not(HasSubstr("unknown")));
  if (run.Running()) {
    EXPECT_THAT(Call("verify", {"--repair"}).err, HasSubstr("is in use by"));
    EXPECT_THAT(Call("orphans", {"--delete", "--yes"}).err, HasSubstr("is in use by"));
  }
  EXPECT_TRUE(run.Wait().Exited(kDone));
}

TEST_F(OutputCommands, TheManifestIsWholeOrNotThere) {
  MakeAll();
  const std::string file = folder_.At("manifest.csv");
  const Ended written = Call("manifest", {"--format=csv", "--output=" + file});
  EXPECT_TRUE(written.Exited(kDone)) << written.All();
  const std::string text = ReadFile(file);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 * kPhotos + 1);
  EXPECT_THAT(text, HasSubstr(PhotoKey(0) + ","));
  EXPECT_EQ(Call("manifest", {"--format=csv"}).out, text);
  const std::string nowhere = folder_.At("no/folder.csv");
  ExpectRefused({"manifest", "--state=" + state_, "--format=csv", "--output=" + nowhere},
                {nowhere});
  ExpectRefused({"manifest", "--state=" + state_, "--format=xml"}, {"xml", "xxh128"});
  ExpectRefused({"manifest", "--state=" + folder_.At("src"), "--format=csv"}, {"no ledger"});
}

TEST_F(OutputCommands, StopsWhileTheLedgerIsSorted) {
  MakeAll();
  const Ended stopped = Call("verify", {}, kStopAtOnce);
  EXPECT_TRUE(stopped.Exited(kCannotStart)) << stopped.All();
  EXPECT_THAT(stopped.err, AllOf(HasSubstr("stopped; no output was checked yet"),
                                 HasSubstr("run the command again")));
  EXPECT_THAT(stopped.out, HasSubstr("of 0 outputs")) << "the ledger was sorted to the end";
  const Ended repair = Call("verify", {"--repair"}, kStopAtOnce);
  EXPECT_TRUE(repair.Exited(kCannotStart)) << repair.All();
  EXPECT_THAT(repair.err, HasSubstr("stopped: nothing was repaired; no output"));
}

TEST_F(OutputCommands, AStoppedManifestLeavesNoFile) {
  MakeAll();
  folder_.MakeFolder("lists");
  folder_.Write("lists/old.csv", "old");
  const std::string file = folder_.At("lists/old.csv");
  const Ended stopped = Call("manifest", {"--format=csv", "--output=" + file}, kStopAtOnce);
  EXPECT_TRUE(stopped.Exited(kCannotStart)) << stopped.All();
  EXPECT_THAT(stopped.err, HasSubstr("stopped: \"" + file + "\" was not written"));
  EXPECT_EQ(ReadFile(file), "old");
  EXPECT_EQ(ContentsOf(folder_.At("lists")).size(), 1U) << "an incomplete file is left";
}

TEST_F(OutputCommands, TheManifestInSqlIsATable) {
  MakeAll();
  const Ended sql = Call("manifest", {"--format=sql"});
  ASSERT_TRUE(sql.Exited(kDone)) << sql.All();
  sqlite3* handle = nullptr;
  ASSERT_EQ(sqlite3_open(":memory:", &handle), SQLITE_OK);
  const std::string create =
      "CREATE TABLE manifest(old TEXT, old_bytes BIGINT, old_xxh128 TEXT, state TEXT, reason TEXT,"
      " derivative TEXT, new TEXT, new_bytes BIGINT, width INTEGER, height INTEGER,"
      " new_xxh128 TEXT, standing TEXT);";
  EXPECT_EQ(sqlite3_exec(handle, (create + sql.out).c_str(), nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(handle);
  EXPECT_EQ(sqlite3_total_changes(handle), 2 * kPhotos);
  sqlite3_close(handle);
}

TEST_F(OutputCommands, TheDigestsAreThoseOfTheFiles) {
  MakeAll();
  const Ended listed = Call("manifest", {"--format=xxh128"});
  EXPECT_TRUE(listed.Exited(kDone)) << listed.All();
  std::string expected;
  std::map<std::string, std::string> lines;
  for (const auto& [key, digest] : ContentsOf(destination_)) lines[key] = ToHex(digest);
  for (const auto& [key, digest] : lines) EXPECT_THAT(listed.out, HasSubstr(digest + "  " + key));
  EXPECT_EQ(std::count(listed.out.begin(), listed.out.end(), '\n'), 2 * kPhotos);
}

class OrphansCommand : public OutputCommands {
 protected:
  // Afterwards the thumbs are orphans.
  void MakeOrphans() const {
    MakeAll();
    const std::string recipe = SmallRecipe();
    WriteRecipe(recipe.substr(0, recipe.rfind("derivative")));
    RunTo(kDone);
  }
};

TEST_F(OrphansCommand, ListsThemAndThoseThatAreGone) {
  MakeOrphans();
  const std::string gone = OutputKey(PhotoKey(3), "thumb");
  fs::remove(At(gone));
  const Ended listed = Call("orphans");
  EXPECT_TRUE(listed.Exited(kDone)) << listed.All();
  EXPECT_THAT(listed.out, HasSubstr("gone        " + gone));
  EXPECT_THAT(listed.out, HasSubstr("\n  there       29 files"));
  const Ended json = Call("orphans", {"--json"});
  EXPECT_THAT(json.out, AllOf(HasSubstr("\"fate\":\"gone\",\"key\":\"" + gone + "\""),
                              HasSubstr("{\"type\":\"end\"")));
  VerifyTo(kDone);
}

TEST_F(OrphansCommand, RemovesThemButNoEditsAndNothingElse) {
  MakeOrphans();
  const std::string edited = OutputKey(PhotoKey(3), "thumb");
  Edit(edited, "edited");
  ExpectRefused({"orphans", "--state=" + state_, "--delete"}, {"--yes"});
  const Ended removed = Call("orphans", {"--delete", "--yes"});
  EXPECT_TRUE(removed.Exited(kWithFailures)) << removed.All();
  EXPECT_THAT(removed.out, HasSubstr("\n  removed     29 files"));
  EXPECT_THAT(removed.out, HasSubstr("changed     " + edited));
  EXPECT_EQ(ReadFile(At(edited)), "edited");
  EXPECT_EQ(ContentsOf(destination_).size(), static_cast<size_t>(kPhotos) + 1);
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM orphan"), 1);
  EXPECT_EQ(ledger_.Number("SELECT sum(outputs) FROM output_tally WHERE derivative = 'thumb'"), 1);
  VerifyTo(kDone);
  // The names are free again: the older recipe makes all of them.
  WriteRecipe(SmallRecipe());
  fs::remove(At(edited));
  EXPECT_TRUE(Call("orphans", {"--delete", "--yes"}).Exited(kDone));
  RunTo(kDone);
  EXPECT_EQ(ContentsOf(destination_).size(), 2 * static_cast<size_t>(kPhotos));
  VerifyTo(kDone);
}

TEST_F(OrphansCommand, FilesOfGonePhotosAreRemoved) {
  MakeAll();
  RemoveSource(PhotoKey(0));
  RunTo(kDone);
  const Ended removed = Call("orphans", {"--delete", "--yes", "--json"});
  EXPECT_TRUE(removed.Exited(kDone)) << removed.All();
  EXPECT_THAT(removed.out, HasSubstr("\"removed\":{\"files\":2,"));
  EXPECT_EQ(ledger_.Number("SELECT count(*) FROM orphan"), 0);
  EXPECT_EQ(ledger_.Number("SELECT sum(gone_outputs) FROM output_tally"), 0);
  VerifyTo(kDone);
}

// The other migration found the thumbs there, and has them in its own ledger only.
TEST_F(OrphansCommand, FilesThatAnotherMigrationMayCountOnNeedAWordOfTheirOwn) {
  MakeAll();
  const Ended other = RunPhotomill({"run", source_, destination_, "--recipe=" + recipe_,
                                    "--state=" + folder_.At("other"), "--into_existing"});
  EXPECT_TRUE(other.Exited(kDone)) << other.All();
  const std::string photo = PhotoOf(0);  // the ledger forgets it
  RemoveSource(PhotoKey(0));
  RunTo(kDone);
  const Ended refused = Call("orphans", {"--delete", "--yes"});
  EXPECT_TRUE(refused.Exited(kCannotStart)) << refused.All();
  EXPECT_THAT(refused.err, HasSubstr("--accept_shared"));
  EXPECT_TRUE(fs::exists(At(photo)));
  const Ended removed = Call("orphans", {"--delete", "--yes", "--accept_shared"});
  EXPECT_TRUE(removed.Exited(kDone)) << removed.All();
  EXPECT_FALSE(fs::exists(At(photo))) << removed.All();
}

}  // namespace
}  // namespace photomill::test
