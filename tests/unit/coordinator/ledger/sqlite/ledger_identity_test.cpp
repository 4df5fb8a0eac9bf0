// What a start reads from a ledger before it opens it, for ledgers of every schema.
#include <gmock/gmock.h>

#include <filesystem>

#include "coordinator/ledger/ledger_reader.h"
#include "coordinator/ledger/sqlite/database.h"
#include "coordinator/ledger/sqlite/schema.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

using ::testing::HasSubstr;
using ::testing::UnorderedElementsAre;

using LedgerIdentityTest = LedgerOnDisk;

std::vector<WantedDefinition> DefaultDefinitions() {
  const Recipe recipe = DefaultRecipe();
  return {{"photo", DerivativeDigest(recipe, 0)}, {"thumb", DerivativeDigest(recipe, 1)}};
}

TEST_F(LedgerIdentityTest, IsNothingWhereThereIsNoLedger) {
  const Result<std::optional<LedgerIdentity>> identity = ReadLedgerIdentity(folder());
  ASSERT_TRUE(identity.ok());
  EXPECT_FALSE(identity->has_value());
  EXPECT_FALSE(std::filesystem::exists(path()));
}

TEST_F(LedgerIdentityTest, IsThatOfTheLastRun) {
  LedgerOptions options = TestOptions();
  options.recipe_text = "first";
  options.selection = "limit=2";
  Open(options);
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  Close();
  options.recipe_text = "second";  // the same definitions
  options.selection = "";
  Open(options);
  Close();
  const Result<std::optional<LedgerIdentity>> identity = ReadLedgerIdentity(folder());
  ASSERT_TRUE(identity.ok() && identity->has_value());
  const LedgerIdentity& found = **identity;
  EXPECT_EQ(found.migration_id, SqlReader(path()).Value("SELECT id FROM migration"));
  EXPECT_EQ(found.source_url, "/photos");
  EXPECT_EQ(found.destination_url, "/new");
  EXPECT_EQ(found.recipe_text, "second");
  EXPECT_EQ(found.selection, "");
  EXPECT_EQ(found.known, 3);
  EXPECT_EQ(found.ever_known, 3);
  EXPECT_EQ(found.wanted, DefaultDefinitions());
  EXPECT_EQ(SqlReader(path()).Value("SELECT count(*) FROM recipe"), "1");
  using Runs = std::vector<std::pair<int64_t, std::string>>;
  EXPECT_EQ(*ReadSelections(folder()), (Runs{{2, ""}, {1, "limit=2"}})) << "the newest first";
}

TEST_F(LedgerIdentityTest, OfOlderLedgersTellsWhatTheyHold) {
  const std::string digest = ToHex(DerivativeDigest(DefaultRecipe(), 0));
  for (size_t version = 1; version < SchemaSteps().size(); ++version) {
    std::filesystem::remove(path());
    {
      Result<std::unique_ptr<Database>> database = Database::Open(path());
      ASSERT_TRUE(database.ok());
      ASSERT_TRUE(BringSchemaUpToDate(**database, SchemaSteps().first(version)).ok());
      (*database)->Run(
          "INSERT INTO migration(id, source_url, destination_url, created_at)"
          " VALUES('m1', '/photos', '/new', 1)");
      (*database)->Run(
          ("INSERT INTO derivative VALUES(1, 'photo', '" + digest + "', '', 1, 1)").c_str());
      (*database)->Run("INSERT INTO derivative VALUES(2, 'old', '00', '', 0, 1)");
      (*database)->Run("INSERT INTO tally VALUES('done', '', 5, 9)");
      (*database)->Run("INSERT INTO tally VALUES('gone', '', 2, 9)");
      ASSERT_FALSE((*database)->failure().has_value()) << (*database)->failure()->detail;
    }
    const Result<std::optional<LedgerIdentity>> identity = ReadLedgerIdentity(folder());
    ASSERT_TRUE(identity.ok() && identity->has_value()) << version;
    EXPECT_EQ((*identity)->migration_id, "m1");
    EXPECT_EQ((*identity)->recipe_text, "");
    EXPECT_EQ((*identity)->selection, std::nullopt);
    EXPECT_EQ((*identity)->known, 5);
    EXPECT_EQ((*identity)->ever_known, 7);
    EXPECT_EQ((*identity)->wanted,
              (std::vector<WantedDefinition>{{"photo", DerivativeDigest(DefaultRecipe(), 0)}}));
    EXPECT_TRUE(ReadSelections(folder()).ok()) << version;
    EXPECT_EQ(SqlReader(path()).Value("PRAGMA user_version"), std::to_string(version));
  }
}

// Readers must not roll back the incomplete transaction of a killed run: the next run does.
TEST_F(LedgerIdentityTest, IsReadAfterAKilledRunWasRolledBack) {
  Open();
  Intake({"a.jpg", "b.jpg"});
  Close();
  const TemporaryFolder killed;
  {
    SqlReader writer(path(), SQLITE_OPEN_READWRITE);
    writer.Rows("PRAGMA cache_size = 1");
    writer.Rows("BEGIN IMMEDIATE");
    writer.Rows("UPDATE source SET detail = hex(randomblob(20000))");
    for (const char* file : {"/ledger.db", "/ledger.db-journal"}) {
      ASSERT_TRUE(std::filesystem::copy_file(folder() + file, killed.path() + file)) << file;
    }
    writer.Rows("ROLLBACK");
  }
  ASSERT_TRUE(RollBackKilledRun(killed.path()).ok());
  const Result<std::optional<LedgerIdentity>> identity = ReadLedgerIdentity(killed.path());
  ASSERT_TRUE(identity.ok() && identity->has_value());
  EXPECT_EQ((*identity)->known, 2);
  EXPECT_EQ(SqlReader(killed.path() + "/ledger.db").Value("SELECT max(detail) FROM source"), "");
  EXPECT_TRUE(RollBackKilledRun(folder()).ok()) << "nothing to roll back";
}

TEST_F(LedgerIdentityTest, ASampleIsSpreadOverAllSources) {
  Open();
  std::vector<std::string> keys;
  for (int i = 0; i < 100; ++i) keys.push_back("p" + std::to_string(1000 + i) + ".jpg");
  Intake(keys);
  Close();
  const Result<std::vector<KnownFile>> sample = ReadSourceSample(folder(), 4);
  ASSERT_TRUE(sample.ok());
  ASSERT_EQ(sample->size(), 4U);
  EXPECT_EQ((*sample)[0].key, "p1000.jpg");
  EXPECT_EQ((*sample)[0].version.size, 1000U);
  EXPECT_EQ((*sample)[0].content, std::nullopt);
  EXPECT_GE((*sample)[3].key, "p1070.jpg");
  EXPECT_EQ(ReadSourceSample(folder(), 500)->size(), 100U) << "each once";
}

TEST_F(LedgerIdentityTest, EverySourceThatIsNotGoneIsVisited) {
  Open();
  Intake({"a.jpg", "b.jpg", "c.jpg"});
  Close();
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("UPDATE source SET format = 'png' WHERE id = 1");
  SqlReader(path(), SQLITE_OPEN_READWRITE).Rows("UPDATE source SET state = 'gone' WHERE id = 2");
  std::vector<std::pair<std::string, FileFormat>> visited;
  ASSERT_TRUE(VisitSources(folder(), [&](std::string_view key, FileFormat format) {
                visited.emplace_back(key, format);
              }).ok());
  EXPECT_THAT(visited, UnorderedElementsAre(std::pair("a.jpg", FileFormat::kPng),
                                            std::pair("c.jpg", FileFormat::kUnknown)));
}

TEST_F(LedgerIdentityTest, StoresThatMovedAreNoted) {
  Open();
  Close();
  LedgerOptions options = TestOptions();
  options.source_url = "/elsewhere";
  options.destination_url = "/newer";
  options.source_moved = true;
  const Result<OpenedLedger> refused = OpenSqliteLedger(folder(), options);
  ASSERT_FALSE(refused.ok());
  EXPECT_THAT(refused.failure().detail, HasSubstr("destination '/new'"));
  options.destination_moved = true;
  Open(options);
  Close();
  SqlReader reader(path());
  EXPECT_EQ(reader.Value("SELECT source_url || destination_url FROM migration"),
            "/elsewhere/newer");
  EXPECT_EQ(reader.Value("SELECT count(*) FROM migration"), "1");
}

}  // namespace
}  // namespace photomill
