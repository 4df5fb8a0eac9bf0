// How a start handles what it finds: a ledger with a recipe, older ledgers, stores that are not
// mounted or have moved, sources without a photo, destinations among the originals.
#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

#include <ctime>
#include <fstream>

#include "tests/integration/local/local_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class Starts : public LocalRun {
 protected:
  static constexpr int kPhotos = 8;

  Starts() { WritePhotos(folder_, "src", kPhotos); }

  // Without --recipe.
  [[nodiscard]] Arguments Bare(const Arguments& extra = {}) const {
    Arguments command = {"run", source_, destination_};
    command.insert(command.end(), extra.begin(), extra.end());
    return command;
  }
  static Ended RunTo(const Arguments& command, int exit_code) {
    Ended ended = RunPhotomill(command);
    EXPECT_TRUE(ended.Exited(exit_code)) << ended.All();
    return ended;
  }
};

// The ledger and the mark as programs left them before ledgers held whole recipes (schema 3).
void MakeOlder(const std::string& state) {
  sqlite3* ledger = nullptr;
  ASSERT_EQ(sqlite3_open((state + "/ledger.db").c_str(), &ledger), SQLITE_OK);
  const char* const sql = R"sql(
    ALTER TABLE migration DROP COLUMN names;
    ALTER TABLE run DROP COLUMN selection;
    ALTER TABLE run DROP COLUMN revision;
    ALTER TABLE recipe DROP COLUMN full_text;
    ALTER TABLE source DROP COLUMN content;
    ALTER TABLE source DROP COLUMN format;
    ALTER TABLE source DROP COLUMN revision;
    ALTER TABLE source DROP COLUMN otherwise;
    ALTER TABLE source DROP COLUMN waits;
    ALTER TABLE source DROP COLUMN outputs;
    ALTER TABLE source DROP COLUMN first_scan;
    ALTER TABLE source DROP COLUMN decided;
    ALTER TABLE source DROP COLUMN warnings;
    ALTER TABLE worker DROP COLUMN standing;
    DROP VIEW orphan;
    ALTER TABLE output DROP COLUMN revision;
    ALTER TABLE output DROP COLUMN found;
    ALTER TABLE replaced DROP COLUMN digest;
    CREATE VIEW orphan(key, source_id, derivative, run) AS
      SELECT key, source_id, derivative, run FROM replaced;
    ALTER TABLE run DROP COLUMN alive_at;
    ALTER TABLE output_tally DROP COLUMN done_outputs;
    ALTER TABLE output_tally DROP COLUMN done_bytes;
    ALTER TABLE output_tally DROP COLUMN gone_outputs;
    ALTER TABLE output_tally DROP COLUMN gone_bytes;
    DROP TABLE run_tally;
    DROP TABLE waiter;
    DROP TABLE wish;
    DROP TABLE own_file;
    DROP TABLE note_tally;
    DROP TABLE attempt;
    DROP TABLE progress;
    ALTER TABLE source DROP COLUMN decided_at;
    ALTER TABLE source DROP COLUMN queue_us;
    ALTER TABLE source DROP COLUMN fetch_us;
    ALTER TABLE source DROP COLUMN decode_us;
    ALTER TABLE source DROP COLUMN derive_us;
    ALTER TABLE source DROP COLUMN encode_us;
    ALTER TABLE source DROP COLUMN publish_us;
    PRAGMA user_version = 3;
  )sql";
  EXPECT_EQ(sqlite3_exec(ledger, sql, nullptr, nullptr, nullptr), SQLITE_OK)
      << sqlite3_errmsg(ledger);
  sqlite3_close(ledger);
  for (const auto& mark : fs::directory_iterator(state + "/migrations")) {
    const std::string text = ReadFile(mark.path());
    std::ofstream(mark.path(), std::ios::trunc) << text.substr(0, text.find('\n'));
  }
}

// --- The recipe ---

TEST_F(Starts, AForgottenRecipeIsTheLedgers) {
  LocalRun::RunTo(kDone);
  const Tree before = TreeOf(destination_);
  const Ended ended = RunTo(Bare(), kDone);
  EXPECT_THAT(ended.All(), AllOf(HasSubstr("recipe: the same as in the last run"),
                                 Not(HasSubstr("The recipe changed"))));
  EXPECT_EQ(TreeOf(destination_), before);
  // It is also written to a file, for commands that reproduce a single photo.
  EXPECT_THAT(ReadFile(state_ + "/recipe.textproto"), HasSubstr("width: 48"));
  EXPECT_THAT(RunTo(Bare({"--recipe=default"}), kDone).out, HasSubstr("The recipe changed"));
}

TEST_F(Starts, AnOlderLedgerOfTheDefaultRecipeGoesOn) {
  RunTo(Bare(), kDone);
  const Tree before = TreeOf(destination_);
  MakeOlder(state_);
  EXPECT_THAT(RunTo(Bare(), kDone).All(), Not(HasSubstr("recipe")));
  EXPECT_EQ(TreeOf(destination_), before) << "nothing is made again";
  EXPECT_THAT(ledger_.Text("SELECT full_text FROM recipe"), HasSubstr("otherwise"));
}

TEST_F(Starts, AnOlderLedgerOfAPublishedRecipeGoesOn) {
  const std::string recipe = std::string(PHOTOMILL_RECIPES) + "/recipes/webp-thumbnails.textproto";
  RunTo(Bare({"--recipe=" + recipe}), kDone);
  const Tree before = TreeOf(destination_);
  MakeOlder(state_);
  EXPECT_THAT(RunTo(Bare(), kDone).All(), HasSubstr("docs/recipes/webp-thumbnails.textproto"));
  EXPECT_EQ(TreeOf(destination_), before);
}

TEST_F(Starts, AnOlderLedgerOfAnotherRecipeAsksForItOnce) {
  LocalRun::RunTo(kDone);
  const Tree before = TreeOf(destination_);
  MakeOlder(state_);
  ExpectRefused(Bare(), {"--recipe=FILE", "--recipe=default"});
  EXPECT_EQ(ledger_.Number("PRAGMA user_version"), 3) << "nothing is changed";
  LocalRun::RunTo(kDone);
  RunTo(Bare(), kDone);
  EXPECT_EQ(TreeOf(destination_), before);
}

// --- The selection ---

TEST_F(Starts, AnotherSelectionIsToldAndWhatFallsOutOfItStays) {
  const Ended first = LocalRun::RunTo(kDone, {"--limit=3"});
  EXPECT_THAT(first.out,
              HasSubstr("Finished the selected part (--limit=3): the source has more files."));
  EXPECT_THAT(LocalRun::RunTo(kDone).All(),
              HasSubstr("selection: everything; in the last run: --limit=3."));
  const auto states = ledger_.States();
  const Tree before = TreeOf(destination_);
  const Ended ended = LocalRun::RunTo(kDone, {"--exclude=*0.jpg"});
  EXPECT_THAT(ended.All(), AllOf(HasSubstr("in the last run: everything"),
                                 HasSubstr("1 known file is no longer selected"),
                                 HasSubstr("1 other file is not selected")));
  EXPECT_EQ(ledger_.States(), states);
  EXPECT_EQ(TreeOf(destination_), before);
  EXPECT_THAT(LocalRun::RunTo(kDone, {"--exclude=*0.jpg"}).All(), Not(HasSubstr("selection:")));
}

// --- Leftovers of killed processes in folders that all users share ---

TEST_F(Starts, FoldersOfKilledRunsAreSwept) {
  folder_.MakeFolder("tmp");
  const auto leave = [&](const std::string& name, const std::string& file) {
    const std::string path = folder_.At("tmp/" + name);
    folder_.Write("tmp/" + name + "/" + file, "left");
    fs::permissions(path, fs::perms::owner_all);
    const timespec hour_ago = {time(nullptr) - 3600, 0};
    const timespec times[2] = {hour_ago, hour_ago};
    EXPECT_EQ(utimensat(AT_FDCWD, path.c_str(), times, 0), 0);
    return path;
  };
  const std::string run = leave("photomill-AbCd12", "workers");
  const std::string other = leave("photomill-AbCd34", "notes.txt");
  const Ended ended = RunPhotomill(
      Command(), {.environment = {"TMPDIR=" + folder_.At("tmp"), "XDG_RUNTIME_DIR=nowhere"}});
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_FALSE(fs::exists(run));
  EXPECT_TRUE(fs::exists(other + "/notes.txt")) << "somebody else's";
  EXPECT_EQ(std::distance(fs::directory_iterator(folder_.At("tmp")), fs::directory_iterator()), 1)
      << "and nothing of this run and its workers is left";
}

// --- The destination ---

TEST_F(Starts, ADestinationThatIsNotMountedIsNotTakenForAnEmptyOne) {
  const std::string state = folder_.At("state");
  const Arguments elsewhere = {"--state=" + state};
  LocalRun::RunTo(kDone, elsewhere);
  const Tree before = TreeOf(destination_);
  fs::rename(destination_, folder_.At("away"));
  ExpectRefused(Command(elsewhere), {destination_, "is it mounted?", "--new_destination"});
  EXPECT_FALSE(fs::exists(destination_)) << "nothing is made";
  fs::create_directory(destination_);
  ExpectRefused(Command(elsewhere), {destination_, "is it mounted?", "--new_destination"});
  EXPECT_TRUE(fs::is_empty(destination_));
  fs::remove(destination_);
  fs::rename(folder_.At("away"), destination_);
  LocalRun::RunTo(kDone, elsewhere);
  EXPECT_EQ(TreeOf(destination_), before);
}

TEST_F(Starts, ADestinationWithItsLedgerInsideIsRememberedOutsideOfIt) {
  LocalRun::RunTo(kDone);
  fs::rename(destination_, folder_.At("away"));
  ExpectRefused(Command(), {destination_, "is it mounted?", "--new_destination"});
  fs::create_directory(destination_);
  ExpectRefused(Command(), {destination_, "is it mounted?", "--new_destination"});
  EXPECT_TRUE(fs::is_empty(destination_));
  LocalRun::RunTo(kDone, {"--new_destination"});
  LocalRun::RunTo(kDone);
}

// The mark in it is real, but of an earlier start: a backup, or the folder below a mount point.
TEST_F(Starts, AnOlderCopyOfTheDestinationIsNotTakenForIt) {
  const Arguments elsewhere = {"--state=" + folder_.At("state")};
  LocalRun::RunTo(kDone, elsewhere);
  fs::copy(destination_, folder_.At("older"), fs::copy_options::recursive);
  WriteSource("later.jpg", SmallJpeg(77));
  LocalRun::RunTo(kDone, elsewhere);
  const Tree whole = TreeOf(destination_);
  fs::rename(destination_, folder_.At("away"));
  fs::rename(folder_.At("older"), destination_);
  ExpectRefused(Command(elsewhere), {destination_, "Is it mounted?", "--new_destination"});
  LocalRun::RunTo(kDone, {elsewhere[0], "--new_destination"});
  EXPECT_EQ(TreeOf(destination_).size(), whole.size());
  // By now the other one is the older one.
  fs::rename(destination_, folder_.At("restored"));
  fs::rename(folder_.At("away"), destination_);
  ExpectRefused(Command(elsewhere), {destination_, "Is it mounted?", "--new_destination"});
}

TEST_F(Starts, WhatTheSelectionLeftOutOfALostDestinationIsMadeLater) {
  LocalRun::RunTo(kDone);
  for (int i = 0; i < 2; ++i) fs::remove(destination_ + "/" + OutputKey(PhotoKey(i), "thumb"));
  LocalRun::RunTo(kDone, {"--new_destination", "--include=" + PhotoKey(0)});
  const Ended ended = LocalRun::RunTo(kDone);
  EXPECT_THAT(ended.out, HasSubstr("1 with lost outputs"));
}

// A start that fails after it was told of the loss.
TEST_F(Starts, ALostDestinationIsRememberedByTheNextStart) {
  LocalRun::RunTo(kDone);
  fs::remove(destination_ + "/" + OutputKey(PhotoKey(0), "thumb"));
  const std::string tmp = destination_ + "/.photomill/tmp";
  fs::remove_all(tmp);
  folder_.Write("dst/.photomill/tmp", "in the way");
  const Ended failed = LocalRun::Run({"--new_destination"});
  EXPECT_FALSE(failed.Exited(kDone)) << failed.All();
  fs::remove(tmp);
  EXPECT_THAT(LocalRun::RunTo(kDone).out, HasSubstr("1 with lost outputs"));
}

// Photos that the listing leaves out are not gone.
TEST_F(Starts, PhotosBehindLinksAndAmongOutputsAreNotGone) {
  WriteSource("made/in.jpg", SmallJpeg(71));
  WriteSource("kept/out.jpg", SmallJpeg(72));
  fs::create_directory_symlink(source_ + "/kept", source_ + "/linked");
  LocalRun::RunTo(kDone, {"--follow_links"});
  folder_.Write("others/x.jpg", SmallJpeg(73));
  RunTo({"run", folder_.At("others"), source_ + "/made", "--into_existing"}, kDone);
  const Ended ended = LocalRun::RunTo(kDone);
  EXPECT_EQ(SummaryCount(ended.out, "gone"), 0) << ended.out;
}

TEST_F(Starts, OfALostDestinationOnlyWhatIsMissingIsMade) {
  LocalRun::RunTo(kDone);
  const Tree before = TreeOf(destination_);
  const std::string lost = OutputKey(PhotoKey(0), "thumb");
  fs::remove(destination_ + "/" + lost);
  const Ended blind = LocalRun::RunTo(kDone);
  EXPECT_EQ(SummaryCount(blind.out, "made"), 0) << "nothing is checked unless requested";
  const Ended ended = LocalRun::RunTo(kDone, {"--new_destination"});
  EXPECT_THAT(ended.out, HasSubstr("7 unchanged, 1 with lost outputs"));
  EXPECT_THAT(ended.out, HasSubstr("in this run: 1 file, "));
  Tree after = TreeOf(destination_);
  for (const auto& [key, facts] : before) {
    EXPECT_EQ(after[key].content, facts.content) << key;
    EXPECT_TRUE(key == lost || after[key].mtime_ns == facts.mtime_ns) << key << " is made again";
  }
  EXPECT_EQ(after.size(), before.size());
}

TEST_F(Starts, ADestinationThatMovedIsKnownByItsMark) {
  LocalRun::RunTo(kDone);
  const Tree before = TreeOf(destination_);
  const std::string moved = folder_.At("moved");
  fs::rename(destination_, moved);
  const Ended ended = RunTo(CommandInto(moved), kDone);
  EXPECT_THAT(ended.All(), HasSubstr("the destination has moved from \"" + destination_ + "\""));
  EXPECT_EQ(TreeOf(moved), before);
  EXPECT_EQ(LedgerView(moved + "/.photomill").Text("SELECT destination_url FROM migration"), moved);
  EXPECT_THAT(RunTo(CommandInto(moved), kDone).All(), Not(HasSubstr("has moved")));
}

TEST_F(Starts, TheDestinationTellsWhoWritesThere) {
  const std::string state = folder_.At("state");
  LocalRun::RunTo(kDone, {"--state=" + state});
  for (const auto& mark : fs::directory_iterator(state_ + "/migrations")) {
    EXPECT_THAT(ReadFile(mark.path()),
                AllOf(HasSubstr("\nsource " + source_ + "\n"), HasSubstr("\nstate " + state + "\n"),
                      HasSubstr("\nhost "), HasSubstr("\noutputs .\n")));
  }
  folder_.Write("other/b.jpg", SmallJpeg(2));
  const Arguments other = {"run", folder_.At("other"), destination_, "--recipe=" + recipe_};
  ExpectRefused(other, {"the migration of \"" + source_ + "\"", state, "--into_existing"});
  Arguments joining = other;
  joining.emplace_back("--into_existing");
  EXPECT_THAT(RunTo(joining, kDone).All(), HasSubstr("also belongs to the migration of"));
}

// --- The source ---

TEST_F(Starts, ASourceThatMovedIsTakenByWordAndComparedFirst) {
  LocalRun::RunTo(kDone);
  const Tree before = TreeOf(destination_);
  const std::string moved = folder_.At("photos");
  fs::rename(source_, moved);
  Arguments command = {"run", moved, destination_};
  ExpectRefused(command, {source_, moved, "--source_moved"});
  command.emplace_back("--source_moved");
  EXPECT_THAT(RunTo(command, kDone).All(), HasSubstr("the source has moved from"));
  EXPECT_EQ(TreeOf(destination_), before);
  EXPECT_EQ(ledger_.Text("SELECT source_url FROM migration"), moved);
  EXPECT_EQ(ledger_.CountOf("done"), kPhotos);

  folder_.Write("strangers/a.jpg", SmallJpeg(9));
  ExpectRefused({"run", folder_.At("strangers"), destination_, "--source_moved"},
                {folder_.At("strangers"), "none is the same", "does not exist"});
  EXPECT_EQ(ledger_.Text("SELECT source_url FROM migration"), moved);
}

TEST_F(Starts, NothingFoundIsNoSuccess) {
  folder_.MakeFolder("empty");
  const std::string out = folder_.At("out");
  for (int i = 0; i < 2; ++i) {
    const Ended ended = RunTo({"run", folder_.At("empty"), out}, kCannotStart);
    EXPECT_THAT(ended.err, AllOf(HasSubstr("there are no files in " + folder_.At("empty")),
                                 HasSubstr("mounted")));
    EXPECT_THAT(ended.out, Not(HasSubstr("nothing is left to do")));
  }
  const Ended patterns = RunTo(Bare({"--include=*.tiff"}), kCannotStart);
  EXPECT_THAT(patterns.out, AllOf(HasSubstr("none of the 8 files"), HasSubstr("--include")));
  EXPECT_THAT(patterns.err, Not(HasSubstr("none of the 8 files"))) << "once is enough";
  // If the ledger knows photos, they may all be done.
  LocalRun::RunTo(kDone);
  EXPECT_THAT(LocalRun::RunTo(kDone, {"--include=*.tiff"}).out,
              HasSubstr("Finished the selected part"));
}

TEST_F(Starts, FailuresOutsideOfTheSelectionDoNotCount) {
  WriteSource("z/bad.jpg", "not a photo");
  LocalRun::RunTo(kWithFailures);
  for (const char* part : {"--exclude=z", "--limit=2"}) {
    const Ended ended = LocalRun::RunTo(kDone, {part});
    EXPECT_THAT(ended.out, HasSubstr("Finished the selected part")) << part;
    EXPECT_EQ(SummaryCount(ended.out, "failed"), 0) << part;
    EXPECT_EQ(SummaryCount(ended.out, "failed before"), 1) << part;
  }
  const Ended all = LocalRun::RunTo(kWithFailures);
  EXPECT_EQ(SummaryCount(all.out, "failed"), 1);
  EXPECT_EQ(SummaryCount(all.out, "failed before"), 0);
}

// --- Next to the originals ---

class BesideOriginals : public Starts {
 protected:
  const std::string beside_ =
      "--recipe=" + std::string(PHOTOMILL_RECIPES) + "/recipes/thumbnails-beside.textproto";
  const Arguments command_ = {"run", source_, source_, beside_};
};

TEST_F(BesideOriginals, ThumbnailsStandInAFolderOfTheirOwn) {
  const Tree originals = TreeOf(source_);
  for (int i = 0; i < 2; ++i) {
    const Ended ended = RunTo(command_, kDone);
    EXPECT_EQ(SummaryCount(ended.out, "found"), kPhotos);
  }
  Tree now = TreeOf(source_);
  EXPECT_EQ(Below(now, ".thumbs/").size(), static_cast<size_t>(kPhotos));
  EXPECT_TRUE(now.contains(".thumbs/" + PhotoKey(0) + ".webp"));
  std::erase_if(now, [](const auto& file) { return file.first.starts_with(".thumbs/"); });
  EXPECT_EQ(now, originals) << "the originals are as they were";
  // If --recipe is forgotten, the ledger's recipe is used.
  RunTo({"run", source_, source_}, kDone);
}

TEST_F(BesideOriginals, ThumbnailsAreNoPhotosOfAnotherMigration) {
  RunTo(command_, kDone);
  const Ended other = LocalRun::RunTo(kDone);
  EXPECT_EQ(SummaryCount(other.out, "found"), kPhotos);
  EXPECT_THAT(other.All(), HasSubstr("outputs of migrations: \".thumbs\""));
  // Also if the library is a part of the migrated folder.
  const Ended whole =
      RunTo({"run", folder_.path(), folder_.At("whole"), "--include=src/*", "--recipe=" + recipe_},
            kDone);
  EXPECT_EQ(SummaryCount(whole.out, "found"), kPhotos);
}

TEST_F(BesideOriginals, AFolderWithFilesOfOthersIsRefused) {
  WriteSource(".thumbs/mine.jpg", SmallJpeg(5));
  ExpectRefused(command_, {source_ + "/.thumbs", "move them away"});
  EXPECT_FALSE(fs::exists(source_ + "/.photomill")) << "nothing is left behind";
}

TEST_F(BesideOriginals, KeysThatCouldMeetOriginalsAreRefused) {
  ExpectRefused({"run", source_, source_, "--recipe=" + recipe_},
                {"the same folder", "{dir}/{stem}.jpg", "thumbnails-beside.textproto"});
  RunTo(command_, kDone);
  ExpectRefused({"run", source_, source_, "--recipe=default"}, {"the same folder"});
}

}  // namespace
}  // namespace photomill::test
