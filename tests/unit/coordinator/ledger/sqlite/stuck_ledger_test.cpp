// In ledgers from before claims belonged to images, a sidecar or a vanished photo can hold the name
// of a photo. The next run repairs them.
#include <gmock/gmock.h>

#include "common/model/key_template.h"
#include "coordinator/ledger/sqlite/database.h"
#include "coordinator/ledger/sqlite/schema.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

class StuckLedgerTest : public LedgerOnDisk {
 protected:
  // One source of schema 3, and its claims if it holds its names.
  void Source(Database& database, int id, const std::string& key, const std::string& state,
              const std::string& reason, bool holds) {
    const std::string row = std::to_string(id) + ", '" + key + "', 1000, " + std::to_string(id);
    database.Run(("INSERT INTO source VALUES(" + row + ", '', '" + state + "', 1, 0, '" + reason +
                  "', '', 'w', 0, 1, 1)")
                     .c_str());
    if (!holds) return;
    for (const Derivative& derivative : DefaultRecipe().derivatives) {
      const std::string claim = ClaimedKey(derivative.key, key).value();
      database.Run(
          ("INSERT INTO claim VALUES('" + claim + "', " + std::to_string(id) + ")").c_str());
    }
  }

  // As a run of that time left it.
  void Make() {
    Result<std::unique_ptr<Database>> database = Database::Open(path());
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(BringSchemaUpToDate(**database, SchemaSteps().first(3)).ok());
    (*database)->Run("INSERT INTO migration VALUES('0a', '/photos', '/new', 1)");
    (*database)->Run("INSERT INTO run VALUES(1, 1, 2, 'finished', 1, 'h', 1, 0, 0, 0, 0, 0, 0)");
    Source(**database, 1, "IMG_1.AAE", "skipped", "not_an_image", true);
    Source(**database, 2, "IMG_1.JPG", "failed", "key_collision", false);
    Source(**database, 3, "IMG_2.JPG", "gone", "", true);
    Source(**database, 4, "IMG_2.jpg", "failed", "key_collision", false);
    Source(**database, 5, "a.JPG", "done", "", true);
    Source(**database, 6, "a.heic", "failed", "key_collision", false);
    (*database)->Run("INSERT INTO tally VALUES('skipped', 'not_an_image', 1, 1000)");
    (*database)->Run("INSERT INTO tally VALUES('failed', 'key_collision', 3, 3000)");
    (*database)->Run("INSERT INTO tally VALUES('gone', '', 1, 1000)");
    (*database)->Run("INSERT INTO tally VALUES('done', '', 1, 1000)");
    ASSERT_FALSE((*database)->failure().has_value()) << (*database)->failure()->detail;
  }

  static ListedObject Listed(const std::string& key, int id) { return {key, {1000, id, ""}}; }
};

TEST_F(StuckLedgerTest, GivesTheNamesToThePhotos) {
  Make();
  Open();
  ASSERT_TRUE(ledger()
                  .Intake({Listed("IMG_1.AAE", 1), Listed("IMG_1.JPG", 2), Listed("IMG_2.jpg", 4),
                           Listed("a.JPG", 5), Listed("a.heic", 6)})
                  .ok());
  const Result<GoneCounts> gone =
      ledger().EndScan(true, false, [](std::string_view) { return true; });
  ASSERT_TRUE(gone.ok() && gone->applied);
  std::map<std::string, uint32_t> otherwise;
  for (int turn = 0; turn < 10; ++turn) {
    for (const Task& task : PendingTasks(ledger())) {
      otherwise[task.key] = task.otherwise.bits;
      EXPECT_TRUE(Record(task.key == "IMG_1.AAE"
                             ? FailedFact(task, SourceState::kSkipped, Reason::kNotAnImage)
                             : FailedFact(task, SourceState::kFailed, Reason::kCorrupt)));
    }
    const bool waits = ledger().LoadPending(SourceId{0}, 1, 100)->waiting > 0;
    ASSERT_TRUE(!waits || ledger().Settle().ok());
  }
  EXPECT_THAT(otherwise, ::testing::Contains(std::pair("IMG_1.JPG", 0U)));
  EXPECT_THAT(otherwise, ::testing::Contains(std::pair("IMG_2.jpg", 0U)));
  EXPECT_THAT(otherwise, ::testing::Contains(std::pair("a.heic", 3U)))
      << "its twin keeps the names";
  EXPECT_EQ(ledger().Count().failed[static_cast<size_t>(Reason::kKeyCollision)], 0);
  ExpectTalliesAreTrue();
}

}  // namespace
}  // namespace photomill
