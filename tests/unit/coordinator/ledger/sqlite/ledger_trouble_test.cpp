// A ledger that cannot be used, or that stops working: each says what is wrong and what to do, and
// nothing that was committed is lost.
#include <gmock/gmock.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/ledger/rules/table_ledger.h"
#include "coordinator/ledger/sqlite/schema.h"
#include "coordinator/ledger/sqlite/sqlite_tables.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class LedgerTrouble : public LedgerOnDisk {
 protected:
  Failure OpenFailure() {
    const Result<OpenedLedger> opened = OpenSqliteLedger(folder(), TestOptions());
    if (opened.ok()) {
      ADD_FAILURE() << "it opened";
      return {};
    }
    EXPECT_THAT(opened.failure().detail, HasSubstr(path()));
    return opened.failure();
  }

  // A ledger of one run, closed.
  void MakeLedger(int sources) {
    Open();
    std::vector<std::string> keys;
    for (int i = 0; i < sources; ++i) keys.push_back("folder/" + std::to_string(i) + ".jpg");
    Intake(keys);
    Close();
  }

  [[nodiscard]] std::string Bytes() const {
    std::ifstream file(path(), std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void SetBytes(const std::string& bytes) const {
    std::ofstream(path(), std::ios::binary | std::ios::trunc) << bytes;
  }
};

TEST_F(LedgerTrouble, AFileThatIsNoDatabase) {
  SetBytes(std::string(10'000, 'x'));
  const Failure failure = OpenFailure();
  EXPECT_EQ(failure.reason, Reason::kCorrupt);
  EXPECT_THAT(failure.detail, AllOf(HasSubstr("damaged"), HasSubstr(".recover")));
  EXPECT_TRUE(Bytes() == std::string(10'000, 'x')) << "it was changed";
}

// Whoever opened it like a file would wait for ever.
TEST_F(LedgerTrouble, APipeInItsPlaceIsNamedAtOnce) {
  ASSERT_EQ(mkfifo(path().c_str(), 0600), 0);
  EXPECT_THAT(OpenFailure().detail, HasSubstr("is not a regular file"));
  EXPECT_THAT(ReadLedgerSummary(folder()).failure().detail, HasSubstr("is not a regular file"));
}

TEST_F(LedgerTrouble, OneByteCutOffTheTail) {
  MakeLedger(500);
  std::string bytes = Bytes();
  bytes.pop_back();
  SetBytes(bytes);
  EXPECT_EQ(OpenFailure().reason, Reason::kCorrupt);
  EXPECT_TRUE(Bytes() == bytes) << "it was changed";
}

TEST_F(LedgerTrouble, HalfOfTheFileIsGone) {
  MakeLedger(500);
  const std::string bytes = Bytes();
  SetBytes(bytes.substr(0, bytes.size() / 2));
  EXPECT_EQ(OpenFailure().reason, Reason::kCorrupt);
}

TEST_F(LedgerTrouble, GarbageInTheMiddle) {
  MakeLedger(500);
  std::string bytes = Bytes();
  for (size_t i = bytes.size() / 2; i < bytes.size() / 2 + 9000; ++i) bytes[i] = '\x5a';
  SetBytes(bytes);
  const Failure failure = OpenFailure();
  EXPECT_EQ(failure.reason, Reason::kCorrupt);
  EXPECT_EQ(failure.detail.find('\n'), std::string::npos) << failure.detail;
}

// Damage that SQLite's checks cannot find: valid pages with content that photomill never writes.
TEST_F(LedgerTrouble, RowsThatCannotBeAreDamage) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"UPDATE run SET id = 9223372036854775807", "the last run's number is 9223372036854775807"},
      {"UPDATE source SET id = 9223372036854775807", "source's id is"},
      {"UPDATE source SET id = -1", "the first source's id is -1"},
      {"UPDATE derivative SET id = 9223372036854775807 WHERE name = 'photo'", "a derivative's id"},
      {"UPDATE derivative SET text = 'a' || char(27) || '[31m'", "is not written in one line"},
      {"UPDATE recipe SET id = 9223372036854775807", "a recipe's id is"},
      {"UPDATE migration SET id = '../../x'", "the migration's id is not valid"},
      {"UPDATE tally SET sources = 9223372036854775807", "a sum in tally"},
      {"UPDATE tally SET bytes = -5", "a sum in tally"},
      {"INSERT INTO warning_tally VALUES('other', -1)", "a sum in tally, warning_tally"},
      {"INSERT INTO output_tally(derivative, outputs, bytes, gone_bytes)"
       " VALUES('photo', 1, 1, 9223372036854775807)",
       "output_tally"},
      {"PRAGMA user_version = -1", "its schema is -1"},
      {"DROP TABLE claim", "no such table"},
  };
  MakeLedger(1);
  const std::string bytes = Bytes();
  for (const auto& [change, words] : cases) {
    SetBytes(bytes);
    SqlReader(path(), SQLITE_OPEN_READWRITE).Rows(change);
    const Failure failure = OpenFailure();
    EXPECT_EQ(failure.reason, Reason::kCorrupt) << change;
    EXPECT_THAT(failure.detail, AllOf(HasSubstr(words), HasSubstr(".recover"))) << change;
  }
}

TEST_F(LedgerTrouble, ATaskThatNoWorkerCouldTakeIsDamage) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"key = '../../etc/passwd'", "source 1: a key must have no"},
      {"key = ''", "source 1: a key must not be empty"},
      {"size = -1", "source 1 has no such size"},
      {"version = hex(zeroblob(200))", "source 1 has no such version"},
      {"lacks = 0", "source 1 is pending and lacks nothing"},
      {"lacks = 4", "source 1 lacks what the recipe does not know"},
  };
  for (const auto& [change, words] : cases) {
    std::filesystem::remove(path());
    Open();
    Intake({"a.jpg"});
    ASSERT_TRUE(ledger().Commit().ok());
    SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("UPDATE source SET " + change);
    const Result<PendingPage> page = ledger().LoadPending(SourceId{0}, 10, 10);
    ASSERT_FALSE(page.ok()) << change;
    EXPECT_EQ(page.failure().reason, Reason::kCorrupt);
    EXPECT_THAT(page.failure().detail, AllOf(HasSubstr(words), HasSubstr(path()))) << change;
    EXPECT_FALSE(ledger().Close(RunEnd::kFailed).ok());
    opened_ = {};
  }
}

TEST_F(LedgerTrouble, CountsThatCannotBeAreNotAddedUp) {
  MakeLedger(1);
  SqlReader(path(), SQLITE_OPEN_READWRITE)
      .Rows(
          "INSERT INTO tally VALUES('done', '', 9223372036854775807, 0),"
          " ('done', 'corrupt', 9223372036854775807, 0)");
  const Result<LedgerSummary> summary = ReadLedgerSummary(folder());
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.failure().reason, Reason::kCorrupt);
  EXPECT_THAT(summary.failure().detail, HasSubstr("its counts are not plausible"));
}

// A reader between the creation of the file and that of its tables.
TEST_F(LedgerTrouble, ALedgerWithoutTablesIsNoneYetForAReader) {
  SetBytes("");
  const Result<LedgerSummary> summary = ReadLedgerSummary(folder());
  ASSERT_FALSE(summary.ok());
  EXPECT_EQ(summary.failure().reason, Reason::kInvalid);
  EXPECT_THAT(summary.failure().detail, HasSubstr("no run has begun in " + folder()));
}

TEST_F(LedgerTrouble, AReaderLeavesNewerLedgersAlone) {
  MakeLedger(1);
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("PRAGMA user_version = 99");
  EXPECT_THAT(ReadLedgerSummary(folder()).failure().detail, HasSubstr("newer version"));
  EXPECT_THAT(ReadFailedSources(folder(), 1).failure().detail, HasSubstr("newer version"));
}

TEST_F(LedgerTrouble, ALogThatWasCutOffIsNoDamage) {
  // As a power failure may leave it: unsynced bytes are missing at the end of the log.
  Open();
  Intake({"a.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  Intake({"b.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  TemporaryFolder copy;
  std::filesystem::copy(path(), copy.path() + "/ledger.db");
  std::filesystem::copy(path() + "-wal", copy.path() + "/ledger.db-wal");
  const std::string log = copy.path() + "/ledger.db-wal";
  std::filesystem::resize_file(log, std::filesystem::file_size(log) - 1);
  const Result<OpenedLedger> opened = OpenSqliteLedger(copy.path(), TestOptions());
  ASSERT_TRUE(opened.ok()) << opened.failure().detail;
  EXPECT_EQ(opened->ledger->Count().known(), 1);
  Close();
}

TEST_F(LedgerTrouble, ADatabaseOfAnotherProgramIsLeftAlone) {
  {
    SqlReader other(path(), SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
    other.Rows("CREATE TABLE bookmarks(url)");
  }
  const std::string bytes = Bytes();
  const Failure failure = OpenFailure();
  EXPECT_EQ(failure.reason, Reason::kInvalid);
  EXPECT_THAT(failure.detail, AllOf(HasSubstr("another program"), HasSubstr("--state")));
  EXPECT_TRUE(Bytes() == bytes) << "it was changed";
}

TEST_F(LedgerTrouble, ALedgerOfANewerPhotomillIsLeftAlone) {
  MakeLedger(1);
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("PRAGMA user_version = 99");
  const std::string bytes = Bytes();
  const Failure failure = OpenFailure();
  EXPECT_EQ(failure.reason, Reason::kInvalid);
  EXPECT_THAT(failure.detail, AllOf(HasSubstr("newer version"), HasSubstr("99")));
  EXPECT_TRUE(Bytes() == bytes) << "it was changed";
}

TEST_F(LedgerTrouble, AStateDirectoryThatIsNotThere) {
  const Result<OpenedLedger> opened = OpenSqliteLedger(folder() + "/missing", TestOptions());
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.failure().reason, Reason::kStorageDenied);
  EXPECT_THAT(opened.failure().detail, HasSubstr("missing/ledger.db"));
}

TEST_F(LedgerTrouble, AnOlderSchemaIsBroughtUpToDate) {
  MakeLedger(3);
  Result<std::unique_ptr<Database>> database = Database::Open(path());
  ASSERT_TRUE(database.ok());
  std::vector<SchemaStep> steps(SchemaSteps().begin(), SchemaSteps().end());
  steps.push_back({"ALTER TABLE source ADD COLUMN colour TEXT NOT NULL DEFAULT 'grey'"});
  steps.push_back({"CREATE TABLE palette(name TEXT)"});
  ASSERT_TRUE(CheckSchema(**database, steps).ok());
  ASSERT_TRUE(BringSchemaUpToDate(**database, steps).ok());
  ASSERT_TRUE(BringSchemaUpToDate(**database, steps).ok());  // nothing remains to be done
  database->reset();
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("PRAGMA user_version"), std::to_string(steps.size()));
  EXPECT_EQ(reader.Value("SELECT colour FROM source"), "grey");
  EXPECT_EQ(reader.Value("SELECT count(*) FROM palette"), "0");
}

TEST_F(LedgerTrouble, ASchemaStepThatFailsChangesNothing) {
  MakeLedger(3);
  Result<std::unique_ptr<Database>> database = Database::Open(path());
  ASSERT_TRUE(database.ok());
  std::vector<SchemaStep> steps(SchemaSteps().begin(), SchemaSteps().end());
  steps.push_back({"CREATE TABLE palette(name TEXT)"});
  steps.push_back({"CREATE TABLE source(name TEXT)"});
  EXPECT_FALSE(BringSchemaUpToDate(**database, steps).ok());
  database->reset();
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("PRAGMA user_version"), std::to_string(SchemaSteps().size()));
  EXPECT_EQ(reader.Value("SELECT count(*) FROM sqlite_schema WHERE name = 'palette'"), "0");
}

// --- a full disk
// ----------------------------------------------------------------------------------

// Adds sources until the ledger fails; `committed` must still be there afterwards.
void FillUp(Ledger& ledger, Failure& failure, Tally& committed) {
  for (int i = 0;; ++i) {
    std::vector<ListedObject> objects;
    for (int j = 0; j < 500; ++j) {
      const std::string key = std::to_string(i) + "/" + std::to_string(j) + ".jpg";
      objects.push_back({key, {1000, 1, ""}});
    }
    const Result<IntakeCounts> counts = ledger.Intake(objects);
    const Status status = counts.ok() ? ledger.Commit() : Status(counts.failure());
    if (!status.ok()) {
      failure = status.failure();
      return;
    }
    committed = ledger.Count();
  }
}

void ExpectBroken(Ledger& ledger, const Failure& failure, const Tally& committed) {
  EXPECT_EQ(failure.reason, Reason::kStorageFull);
  EXPECT_THAT(failure.detail, AllOf(HasSubstr("ledger.db"), HasSubstr("make room")));
  EXPECT_GT(committed.known(), 0);
  EXPECT_EQ(ledger.Count(), committed);
  // Every later verb fails in the same way.
  EXPECT_FALSE(ledger.Record({}).ok());
  EXPECT_FALSE(ledger.Commit().ok());
  EXPECT_FALSE(ledger.LoadPending(SourceId{0}, 1, 1).ok());
}

TEST_F(LedgerTrouble, NoRoomLeftForTheDatabase) {
  MakeLedger(1);
  Failure failure;
  Tally committed;
  {
    Result<std::unique_ptr<Database>> database = Database::Open(path());
    ASSERT_TRUE(database.ok());
    ASSERT_EQ((*database)->Number("PRAGMA max_page_count = 200"), 200);
    Result<OpenedLedger> opened =
        OpenTableLedger(MakeSqliteTables(*std::move(database)), TestOptions(), "");
    ASSERT_TRUE(opened.ok());
    FillUp(*opened->ledger, failure, committed);
    ExpectBroken(*opened->ledger, failure, committed);
    EXPECT_FALSE(opened->ledger->Close(RunEnd::kFailed).ok());
  }
  Open();
  EXPECT_EQ(ledger().Count().known(), committed.known());
  ASSERT_TRUE(ledger().Commit().ok());
  ExpectTalliesAreTrue();
  Close();
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("PRAGMA integrity_check"), "ok");
  // The end of the failed run was still written: one row needs no new page.
  EXPECT_EQ(reader.Value("SELECT ended_as FROM run WHERE id = 2"), "failed");
}

TEST_F(LedgerTrouble, WithRoomAgainItGoesOnWhereItWas) {
  MakeLedger(1);
  Result<std::unique_ptr<Database>> database = Database::Open(path());
  ASSERT_TRUE(database.ok());
  Database& handle = **database;
  ASSERT_EQ(handle.Number("PRAGMA max_page_count = 200"), 200);
  Result<OpenedLedger> opened =
      OpenTableLedger(MakeSqliteTables(*std::move(database)), TestOptions(), "");
  ASSERT_TRUE(opened.ok());
  Ledger& ledger = *opened->ledger;
  Failure failure;
  Tally committed;
  FillUp(ledger, failure, committed);
  ExpectBroken(ledger, failure, committed);
  ASSERT_TRUE(ledger.Recover().ok());
  EXPECT_EQ(ledger.Count(), committed);
  Tally still;
  FillUp(ledger, failure, still);  // which fails again
  ASSERT_TRUE(ledger.Recover().ok());
  ASSERT_EQ(handle.Number("PRAGMA max_page_count = 100000"), 100000);
  const Result<IntakeCounts> counts = ledger.Intake({{"last.jpg", {1000, 1, ""}}});
  ASSERT_TRUE(counts.ok());
  EXPECT_EQ(counts->lowest_pending, SourceId{ledger.Count().known()});
  ASSERT_TRUE(ledger.Commit().ok());
  EXPECT_GT(ledger.Count().known(), committed.known());
  EXPECT_TRUE(ledger.Close(RunEnd::kFinished).ok());
  EXPECT_EQ(SqlReader(path()).Value("PRAGMA integrity_check"), "ok");
}

TEST_F(LedgerTrouble, WhatIsNoLackOfRoomIsFinal) {
  Open();
  Intake({"a.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("UPDATE source SET lacks = 4");
  const Result<PendingPage> page = ledger().LoadPending(SourceId{0}, 10, 10);
  ASSERT_FALSE(page.ok());
  const Status recovered = ledger().Recover();
  ASSERT_FALSE(recovered.ok());
  EXPECT_EQ(recovered.failure(), page.failure());
  opened_ = {};
}

TEST_F(LedgerTrouble, NoRoomLeftOnTheDisk) {
  const std::string disk = folder() + "/disk";
  std::filesystem::create_directory(disk);
  if (mount("none", disk.c_str(), "tmpfs", 0, "size=2m") != 0) {
    GTEST_SKIP() << "mounting a small tmpfs needs root";
  }
  Failure failure;
  Tally committed;
  {
    Result<OpenedLedger> opened = OpenSqliteLedger(disk, TestOptions());
    EXPECT_TRUE(opened.ok());
    if (opened.ok()) {
      FillUp(*opened->ledger, failure, committed);
      ExpectBroken(*opened->ledger, failure, committed);
      (void)opened->ledger->Close(RunEnd::kFailed).ok();
    }
  }
  // When there is room again, everything that was committed is there.
  EXPECT_EQ(mount("none", disk.c_str(), "tmpfs", MS_REMOUNT, "size=64m"), 0);
  {
    const Result<OpenedLedger> again = OpenSqliteLedger(disk, TestOptions());
    EXPECT_TRUE(again.ok());
    if (again.ok()) {
      EXPECT_EQ(again->ledger->Count().known(), committed.known());
      EXPECT_TRUE(again->ledger->Close(RunEnd::kFinished).ok());
    }
  }
  EXPECT_EQ(umount(disk.c_str()), 0);
}

}  // namespace
}  // namespace photomill
