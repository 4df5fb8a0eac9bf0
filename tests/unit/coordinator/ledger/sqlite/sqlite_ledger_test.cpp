// What the contract suite cannot see: rows as users read them, and the file's state during and
// after a run.
#include <gmock/gmock.h>

#include <filesystem>

#include "common/base/random.h"
#include "common/model/revision.h"
#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/ledger/sqlite/schema.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"
#include "tests/unit/coordinator/ledger/sqlite/older_schema.h"

namespace photomill {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Row = SqlReader::Row;

using SqliteLedger = LedgerOnDisk;

TEST_F(SqliteLedger, RowsSayWhatHappened) {
  Open();
  Intake({"x/a.jpg", "x/a.png", "x/b.jpg", "x/c.jpg"});
  const std::vector<Task> tasks = PendingTasks(ledger());
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_TRUE(Record(SetbackFact{tasks[0].source, "w0", {Reason::kCrashed, "signal 11"}, true}));
  OutcomeFact done = DoneFact(tasks[0], DefaultRecipe());
  done.outcome.detail = "premature end, repaired";
  EXPECT_TRUE(Record(done));
  EXPECT_TRUE(Record(FailedFact(tasks[1], SourceState::kFailed, Reason::kCorrupt)));
  EXPECT_TRUE(
      Record(SetbackFact{tasks[2].source, "w3", {Reason::kStorageUnavailable, "gone"}, false}));
  Close(RunEnd::kFinishedWithFailures);

  SqlReader reader(path());
  EXPECT_THAT(
      reader.Rows("SELECT id, key, size, mtime_ns, version, state, attempts, crashes, reason,"
                  " detail, worker, lacks, recipe, scan FROM source WHERE id <> 2 ORDER BY id"),
      ElementsAre(Row{"1", "x/a.jpg", "1000", "1", "", "done", "2", "1", "",
                      "premature end, repaired", "w1", "0", "1", "1"},
                  Row{"3", "x/b.jpg", "1000", "1", "", "failed", "1", "0", "corrupt", "because",
                      "w2", "3", "1", "1"},
                  Row{"4", "x/c.jpg", "1000", "1", "", "pending", "1", "0", "storage_unavailable",
                      "gone", "w3", "3", "1", "1"}));
  EXPECT_THAT(reader.Rows("SELECT state, otherwise, waits, first_scan FROM source WHERE id = 2"),
              ElementsAre(Row{"pending", "3", "", "1"}))
      << "it may be made under its other names";
  EXPECT_THAT(
      reader.Rows("SELECT source_id, derivative, key, bytes, width, height, digest, made_by,"
                  " revision FROM output ORDER BY derivative"),
      ElementsAre(Row{"1", "photo", "x/a.jpg", "100", "20", "10", ToHex(DigestOf("x/a.jpg")), "1",
                      std::to_string(kRevision)},
                  Row{"1", "thumb", "thumbs/x/a.webp", "101", "20", "10",
                      ToHex(DigestOf("thumbs/x/a.webp")), "2", std::to_string(kRevision)}));
  EXPECT_THAT(reader.Rows("SELECT id, started_at, ended_at, ended_as, recipe, host, process,"
                          " queue_us, fetch_us, decode_us, derive_us, encode_us, publish_us"
                          " FROM run"),
              ElementsAre(Row{"1", "1700000000000", "1700000060000", "finished_with_failures", "1",
                              "here", "4711", "1", "2", "3", "4", "5", "6"}));
  EXPECT_EQ(reader.Value("SELECT source_url || ' ' || destination_url FROM migration"),
            "/photos /new");
}

TEST_F(SqliteLedger, WhoWaitsForAnotherIsToldInRows) {
  LedgerOptions options = TestOptions();
  for (Derivative& derivative : options.recipe.derivatives) derivative.otherwise.clear();
  Open(options);
  Intake({"a.png", "a.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  {
    SqlReader reader(path());
    EXPECT_THAT(reader.Rows("SELECT state, waits FROM source WHERE id = 2"),
                ElementsAre(Row{"pending", "name"}));
    EXPECT_THAT(reader.Rows("SELECT source_id, holder FROM waiter"), ElementsAre(Row{"2", "1"}));
    EXPECT_THAT(reader.Rows("SELECT key, source_id FROM wish ORDER BY key"),
                ElementsAre(Row{"a.jpg", "2"}, Row{"thumbs/a.webp", "2"}));
  }
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger())[0], options.recipe)));
  Close();
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT state, reason, waits FROM source WHERE id = 2"),
              ElementsAre(Row{"failed", "key_collision", ""}));
  EXPECT_THAT(reader.Value("SELECT detail FROM source WHERE id = 2"), HasSubstr("'a.png'"));
  EXPECT_THAT(reader.Rows("SELECT * FROM waiter"), IsEmpty());
  EXPECT_THAT(reader.Rows("SELECT * FROM wish"), IsEmpty());
}

TEST_F(SqliteLedger, KeysAreTextWhateverTheirBytes) {
  Open();
  Intake({"\xff.jpg", "a'b.jpg"});
  Close();
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT typeof(key), hex(key) FROM source ORDER BY id"),
              ElementsAre(Row{"text", "FF2E6A7067"}, Row{"text", "6127622E6A7067"}));
  EXPECT_EQ(reader.Value("SELECT id FROM source WHERE key = 'a''b.jpg'"), "2");
}

TEST_F(SqliteLedger, LongTextsAreCutBetweenCharacters) {
  Open();
  Intake({"a.jpg"});
  OutcomeFact fact = FailedFact(PendingTasks(ledger())[0], SourceState::kFailed, Reason::kCorrupt);
  fact.outcome.detail.clear();
  for (int i = 0; i < 1000; ++i) fact.outcome.detail += "\xe2\x82\xac";  // three bytes each
  EXPECT_TRUE(Record(fact));
  Close();
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("SELECT length(CAST(detail AS BLOB)) FROM source"), "1023");
}

TEST_F(SqliteLedger, CanBeReadWhileTheRunGoesOn) {
  Open();
  Intake({"a.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("SELECT state FROM source"), "pending");
  EXPECT_EQ(reader.Value("SELECT ended_as FROM run"), "NULL");
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger())[0], DefaultRecipe())));
  EXPECT_EQ(reader.Value("SELECT state FROM source"), "pending");  // not committed
  ASSERT_TRUE(ledger().Commit().ok());
  EXPECT_EQ(reader.Value("SELECT state FROM source"), "done");
  EXPECT_EQ(reader.Value("SELECT sources FROM tally WHERE state = 'done'"), "1");
  Close();
}

TEST_F(SqliteLedger, ACleanEndLeavesOnePlainFile) {
  Open();
  Intake({"a.jpg"});
  Close();
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
  EXPECT_FALSE(std::filesystem::exists(path() + "-shm"));
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(reader.Value("PRAGMA user_version"), std::to_string(SchemaSteps().size()));
  EXPECT_EQ(reader.Value("PRAGMA application_id"), std::to_string(kApplicationId));
  EXPECT_EQ(reader.Value("PRAGMA integrity_check"), "ok");
}

TEST_F(SqliteLedger, AReaderAtTheEndIsNoFailure) {
  Open();
  Intake({"a.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  SqlReader reader(path());
  reader.Rows("BEGIN");
  EXPECT_EQ(reader.Value("SELECT count(*) FROM source"), "1");
  Close();
  reader.Rows("COMMIT");
  Open();
  EXPECT_EQ(ledger().Count().known(), 1);
  Close();
}

TEST_F(SqliteLedger, WhatAReaderAtTheEndKeptIsMended) {
  Open();
  Intake({"a.jpg"});
  ASSERT_TRUE(ledger().Commit().ok());
  {
    SqlReader reader(path());
    reader.Rows("BEGIN");
    EXPECT_EQ(reader.Value("SELECT count(*) FROM source"), "1");
    Close();
    ASSERT_TRUE(MendLedger(folder()).ok()) << "a blocking reader is not a failure";
    EXPECT_EQ(reader.Value("SELECT count(*) FROM source"), "1");
  }
  ASSERT_TRUE(std::filesystem::exists(path() + "-wal"));
  ASSERT_TRUE(MendLedger(folder()).ok());
  EXPECT_FALSE(std::filesystem::exists(path() + "-wal"));
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("PRAGMA journal_mode"), "delete");
  EXPECT_EQ(reader.Value("SELECT count(*) FROM source"), "1");
}

TEST_F(SqliteLedger, TheLogDoesNotGrowWithTheRun) {
  Open();
  std::vector<std::string> keys;
  for (int i = 0; i < 2000; ++i) keys.push_back(std::to_string(i) + ".jpg");
  Intake(keys);
  const std::vector<Task> tasks = PendingTasks(ledger());
  for (int round = 0; round < 60; ++round) {
    std::vector<Fact> facts;
    for (const Task& task : tasks) {
      const Failure failure{Reason::kStorageUnavailable, std::string(1000, 'x')};
      facts.push_back(SetbackFact{task.source, "w", failure, false});
    }
    ASSERT_TRUE(ledger().Record(facts).ok());
    ASSERT_TRUE(ledger().Commit().ok());  // more than 2 MB of pages each time
  }
  EXPECT_LT(std::filesystem::file_size(path() + "-wal"), 48U << 20U);
  Close();
}

TEST_F(SqliteLedger, TalliesAreTrueAfterRunsOfEverything) {
  Random random(20'240'501);
  LedgerOptions options = TestOptions();
  for (int run = 0; run < 8; ++run) {
    // Each run has another recipe, sees other sources, and ends some of them in various ways.
    options.recipe = DefaultRecipe();
    if (random.Below(2) == 0)
      options.recipe.derivatives[1].width = 100U + static_cast<uint32_t>(run) % 3;
    if (random.Below(3) == 0) options.recipe.derivatives[1].key = "t/{dir}/{stem}.webp";
    if (random.Below(3) == 0) options.recipe.derivatives.pop_back();
    options.rules.retry_failed = random.Below(2) == 0;
    Open(options);
    std::vector<std::string> keys;
    for (int i = 0; i < 100; ++i) {
      keys.push_back(std::to_string(random.Below(80)) + (random.Below(4) == 0 ? ".png" : ".jpg"));
    }
    Intake(keys, 1000 + random.Below(2));
    const SourceState states[] = {SourceState::kFailed, SourceState::kSkipped,
                                  SourceState::kQuarantined};
    for (const Task& task : PendingTasks(ledger())) {
      const auto reason = static_cast<Reason>(random.Below(kReasonCount));
      if (random.Below(5) == 0) {
        EXPECT_TRUE(Record(SetbackFact{task.source, "w", {reason, "x"}, random.Below(2) == 0}));
      }
      if (random.Below(2) == 0) {
        OutcomeFact done = DoneFact(task, options.recipe);
        if (random.Below(2) == 0) {
          done.outcome.detail = "partly decoded: premature end";
          done.outcome.warnings = Warning::kPartlyDecoded;
        }
        EXPECT_TRUE(Record(done));
      } else if (random.Below(2) == 0) {
        EXPECT_TRUE(Record(FailedFact(task, states[random.Below(3)], reason)));
      }
    }
    EXPECT_TRUE(ledger().EndScan(true, true, [](std::string_view) { return true; }).ok());
    ASSERT_TRUE(ledger().Commit().ok());
    ExpectTalliesAreTrue();
    const Tally tally = ledger().Count();
    Close();
    // A done source has every output of the recipe, made by the recipe's definitions.
    SqlReader reader(path());
    EXPECT_THAT(
        reader.Rows("SELECT source.key FROM source JOIN recipe ON recipe.id = source.recipe"
                    " WHERE state = 'done' AND (SELECT count(*) FROM output WHERE source_id ="
                    " source.id AND instr(',' || definitions || ',', ',' || made_by || ',') > 0)"
                    " <> length(definitions) - length(replace(definitions, ',', '')) + 1"),
        IsEmpty());
    EXPECT_EQ(reader.Value("SELECT count(*) FROM source"), std::to_string(tally.known()));
  }
}

// The rows of these ledgers do not say how many outputs they have.
TEST_F(SqliteLedger, PhotosOfOlderLedgersHadOutputsWhereRowsSaySo) {
  Open();
  Intake({"changed.jpg", "corrupt.jpg", "left.jpg"});
  for (const Task& task : PendingTasks(ledger())) {
    if (task.key == "left.jpg") continue;
    EXPECT_TRUE(Record(task.key == "changed.jpg"
                           ? DoneFact(task, DefaultRecipe())
                           : FailedFact(task, SourceState::kFailed, Reason::kCorrupt)));
  }
  Close();
  ReturnToSecondSchema(path());

  LedgerOptions options = TestOptions();
  options.rules.retry_failed = true;
  Open(options);
  Intake({"corrupt.jpg", "left.jpg"});
  Intake({"changed.jpg"}, 2000);
  for (const Task& task : PendingTasks(ledger())) {
    EXPECT_TRUE(Record(DoneFact(task, DefaultRecipe())));
  }
  EXPECT_EQ(ledger().Count()[RunCount::kMade].count, 3);
  EXPECT_EQ(ledger().Count()[RunCount::kMadeAgain].count, 1);
  Close();
}

TEST_F(SqliteLedger, WhatIsMadeAgainByARuleMayNotBeWrongAnyLonger) {
  const auto counted = [&](const std::string& remake) {
    LedgerOptions options = TestOptions();
    options.rules.remake = {remake};
    Open(options);
    const std::vector<ListedObject> objects = {{"a.ico", {1000, 1, ""}}, {"b.nef", {1000, 1, ""}}};
    const Result<IntakeCounts> counts = ledger().Intake(objects);
    EXPECT_TRUE(counts.ok());
    for (const Task& task : PendingTasks(ledger())) {
      EXPECT_TRUE(Record(DoneFact(task, DefaultRecipe())));
    }
    const int64_t remade = ledger().Count()[Listed(Verdict::kRemade)].count;
    Close();
    int64_t mended = 0;
    for (const auto& [rule, count] : counts->mended) mended += count;
    return std::pair(mended, remade);
  };
  counted("");
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("UPDATE source SET revision = 1");
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("UPDATE output SET revision = 1");
  EXPECT_EQ(counted(""), std::pair(int64_t{1}, int64_t{0})) << "b.nef may be wrong";
  EXPECT_EQ(counted("raw_previews"), std::pair(int64_t{0}, int64_t{1}));
  EXPECT_EQ(counted("raw_previews"), std::pair(int64_t{0}, int64_t{0})) << "made once";
  EXPECT_EQ(counted(""), std::pair(int64_t{0}, int64_t{0}));
}

TEST_F(SqliteLedger, OrphansAreListedForPeople) {
  Open();
  Intake({"x/a.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger())[0], DefaultRecipe())));
  Close();
  LedgerOptions moved = TestOptions();
  moved.recipe.derivatives[1].key = "small/{dir}/{stem}.webp";
  Open(moved);
  Intake({"x/a.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger())[0], moved.recipe)));
  Close();
  LedgerOptions photo_only = TestOptions();
  photo_only.recipe.derivatives.pop_back();
  Open(photo_only);
  EXPECT_EQ(opened_.opening.orphans, 2);
  Close();
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT key, source_id, derivative, run FROM orphan ORDER BY key"),
              ElementsAre(Row{"small/x/a.webp", "1", "thumb", "3"},
                          Row{"thumbs/x/a.webp", "1", "thumb", "2"}));
}

TEST_F(SqliteLedger, OutputsOfAnEarlierVersionAreMarked) {
  Open();
  Intake({"a.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger())[0], DefaultRecipe())));
  Intake({"a.jpg"}, 2000);
  EXPECT_TRUE(
      Record(FailedFact(PendingTasks(ledger())[0], SourceState::kFailed, Reason::kCorrupt)));
  Close();
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT derivative, made_by FROM output"),
              ElementsAre(Row{"photo", "0"}, Row{"thumb", "0"}));
  ExpectTalliesAreTrue();
}

TEST_F(SqliteLedger, WorkersAndScanErrorsAreRows) {
  Open();
  WorkerRow worker{"w1", "far", 7, 4, WorkerStanding::kSetAside, "set aside: x", 10, 1, 100, 200};
  ASSERT_TRUE(ledger().ShowWorkers({worker, worker}).ok());
  ASSERT_TRUE(ledger().ShowWorkers({worker}).ok());
  ASSERT_TRUE(ledger().AddScanErrors({{"locked", {Reason::kStorageDenied, "no"}}}).ok());
  ASSERT_TRUE(ledger().Commit().ok());
  SqlReader reader(path());
  EXPECT_THAT(reader.Rows("SELECT * FROM worker"),
              ElementsAre(Row{"w1", "far", "7", "4", "set aside: x", "10", "1", "100", "200",
                              "set_aside"}));
  const Result<LedgerSummary> summary = ReadLedgerSummary(folder());
  ASSERT_TRUE(summary.ok()) << summary.failure().detail;
  ASSERT_EQ(summary->workers.size(), 1U);
  EXPECT_EQ(summary->workers[0].standing, WorkerStanding::kSetAside);
  EXPECT_EQ(summary->workers[0].state, "set aside: x");
  EXPECT_THAT(reader.Rows("SELECT * FROM scan_error"),
              ElementsAre(Row{"locked", "storage_denied", "no", "1"}));
  Close();
}

}  // namespace
}  // namespace photomill
