// Outputs of real ledgers as commands read them: wanted, to be replaced, orphans, and what is lacking.
#include "coordinator/ledger/output_reader.h"

#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cerrno>
#include <cstdlib>

#include "tests/unit/common/os/temp_folder.h"
#include "tests/unit/coordinator/ledger/sqlite/failing_vfs.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class OutputReader : public LedgerOnDisk {
 protected:
  void FinishListed(const std::vector<std::string>& keys, const LedgerOptions& options) {
    Intake(keys);
    for (const Task& task : PendingTasks(ledger())) {
      EXPECT_TRUE(Record(DoneFact(task, options.recipe)));
    }
  }
  void Write(const std::string& sql) {
    SqlReader writer(path(), SQLITE_OPEN_READWRITE);
    writer.Rows(sql);
  }
  // "KEY STANDING", in the index's order.
  std::vector<std::string> Indexed() {
    std::vector<std::string> files;
    const Result<std::unique_ptr<OutputIndex>> index = MakeOutputIndex(folder());
    EXPECT_TRUE(index.ok()) << index.failure().detail;
    for (auto next = (*index)->Next(); next && *next; next = (*index)->Next()) {
      files.push_back((*next)->key + " " + std::string(StandingWord((*next)->standing)));
    }
    return files;
  }
  std::vector<std::string> Lacking() {
    std::vector<std::string> lacking;
    const Status visited = VisitSourceOutputs(folder(), [&](const SourceOutputs& source) {
      for (const std::string& name : source.lacking) lacking.push_back(source.key + " " + name);
      return true;
    });
    EXPECT_TRUE(visited.ok());
    return lacking;
  }
  std::vector<std::string> Orphans() {
    std::vector<std::string> orphans;
    const Status visited = VisitOrphans(folder(), [&](const OrphanFile& orphan) {
      orphans.push_back(orphan.key + (orphan.taken ? " taken" : "") +
                        (orphan.source_gone ? " gone" : ""));
      return true;
    });
    EXPECT_TRUE(visited.ok());
    return orphans;
  }
};

TEST_F(OutputReader, ReadsAllFilesInTheByteOrderOfTheirKeys) {
  Open();
  FinishListed({"b.jpg", "a/x.jpg", "a.jpg", "\xff.jpg"}, TestOptions());
  Close();
  EXPECT_THAT(Indexed(),
              ElementsAre("a.jpg current", "a/x.jpg current", "b.jpg current",
                          "thumbs/a.webp current", "thumbs/a/x.webp current",
                          "thumbs/b.webp current", "thumbs/\xff.webp current", "\xff.jpg current"));
  const Result<std::unique_ptr<OutputIndex>> index = MakeOutputIndex(folder());
  EXPECT_EQ((*index)->expected(), 8);
  EXPECT_TRUE(Lacking().empty());
  EXPECT_TRUE(Orphans().empty());
}

TEST_F(OutputReader, TellsWantedOutputsFromOthers) {
  Open();
  FinishListed({"a.jpg", "b.jpg", "c.jpg"}, TestOptions());
  Close();
  LedgerOptions other = TestOptions();
  other.recipe.derivatives.pop_back();
  other.recipe.derivatives[0].quality = 11;
  Open(other);
  Intake({"a.jpg", "b.jpg"});
  EXPECT_TRUE(Record(DoneFact(PendingTasks(ledger()).front(), other.recipe)));
  Close(RunEnd::kStopped);
  // a: made again; b: to be made; c: not selected by the run.
  EXPECT_THAT(Indexed(),
              ElementsAre("a.jpg current", "b.jpg stale", "c.jpg older", "thumbs/a.webp orphan",
                          "thumbs/b.webp orphan", "thumbs/c.webp orphan"));
  EXPECT_THAT(Orphans(), ElementsAre("thumbs/a.webp", "thumbs/b.webp", "thumbs/c.webp"));
}

TEST_F(OutputReader, FindsDonePhotosWithoutAnOutput) {
  Open();
  FinishListed({"a.jpg", "b.jpg"}, TestOptions());
  Close();
  Write("DELETE FROM output WHERE key = 'thumbs/b.webp'");
  Write("UPDATE output SET made_by = 0 WHERE key = 'a.jpg'");
  EXPECT_THAT(Lacking(), ElementsAre("a.jpg photo", "b.jpg thumb"));
}

TEST_F(OutputReader, KeepsUnknownFilesUntilTheLedgerHasThem) {
  Open();
  FinishListed({"a.jpg"}, TestOptions());
  ASSERT_TRUE(ledger().Commit().ok());
  const Result<std::unique_ptr<OutputIndex>> index = MakeOutputIndex(folder());
  ASSERT_TRUE(index.ok()) << index.failure().detail;
  for (const char* key : {"b.jpg", "strange.jpg", "noted.jpg"}) {
    EXPECT_TRUE((*index)->AddUnknown(key, 5).ok());
  }
  FinishListed({"b.jpg"}, TestOptions());
  ASSERT_TRUE(ledger().Commit().ok());
  EXPECT_TRUE((*index)->ForgetUnknown("noted.jpg").ok());
  EXPECT_TRUE((*index)->ForgetRecorded().ok());
  std::vector<std::string> unknown;
  EXPECT_TRUE((*index)
                  ->VisitUnknown([&](std::string_view key, uint64_t) { unknown.emplace_back(key); })
                  .ok());
  EXPECT_THAT(unknown, ElementsAre("strange.jpg"));
  Close();
}

TEST_F(OutputReader, AFoldedNameIsTheSameFile) {
  LedgerOptions folded = TestOptions();
  folded.names_folded = true;
  Open(folded);
  FinishListed({"A.jpg"}, folded);
  Close();
  const Result<std::unique_ptr<OutputIndex>> index = MakeOutputIndex(folder());
  EXPECT_TRUE((*index)->AddUnknown("a.JPG", 5).ok());
  EXPECT_TRUE((*index)->ForgetRecorded().ok());
  EXPECT_TRUE((*index)->VisitUnknown([](std::string_view key, uint64_t) { FAIL() << key; }).ok());
}

TEST_F(OutputReader, OrphansWhoseNameIsWantedAreTaken) {
  Open();
  FinishListed({"a.jpg", "b.jpg"}, TestOptions());
  Close();
  Write(
      "INSERT INTO replaced(key, source_id, derivative, run, digest)"
      " VALUES('a.jpg', 2, 'photo', 1, ''), ('old.jpg', 2, 'photo', 1, '')");
  Write("UPDATE source SET state = 'gone' WHERE key = 'b.jpg'");
  EXPECT_THAT(Orphans(),
              ElementsAre("a.jpg taken gone", "b.jpg gone", "old.jpg gone", "thumbs/b.webp gone"));
}

TEST_F(OutputReader, AFolderWithoutALedgerIsRefused) {
  const Status visited = VisitSourceOutputs(folder(), [](const SourceOutputs&) { return true; });
  EXPECT_FALSE(visited.ok());
  EXPECT_FALSE(MakeOutputIndex(folder()).ok());
}

TEST_F(OutputReader, SortingTheOutputsCanBeStopped) {
  Open();
  std::vector<std::string> keys;
  for (int i = 0; i < 300; ++i) keys.push_back(std::to_string(i) + ".jpg");
  FinishListed(keys, TestOptions());
  Close();
  int asked = 0;
  const Result<std::unique_ptr<OutputIndex>> index =
      MakeOutputIndex(folder(), [&] { return ++asked == 2; });
  ASSERT_FALSE(index.ok());
  EXPECT_THAT(index.failure().detail, HasSubstr("stopped"));
  EXPECT_EQ(asked, 2);
}

// More than SQLite sorts in memory.
TEST_F(OutputReader, AFullTemporaryFolderIsNamed) {
  Open();
  FinishListed({"a.jpg"}, TestOptions());
  Close();
  Write(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
      " INSERT INTO replaced(source_id, derivative, key, run)"
      " SELECT 1, 'thumb', hex(randomblob(4)) || hex(zeroblob(300)) || i, 1 FROM n");
  const TempFolder temporary;
  setenv("SQLITE_TMPDIR", temporary.path().c_str(), 1);
  FailingVfs vfs;
  vfs.Fail(FailingVfs::Call::kWrite, SQLITE_FULL, ENOSPC);
  const Status visited = VisitOrphans(folder(), [](const OrphanFile&) { return true; });
  vfs.Mend();
  unsetenv("SQLITE_TMPDIR");
  ASSERT_FALSE(visited.ok());
  EXPECT_EQ(visited.failure().reason, Reason::kStorageFull);
  EXPECT_THAT(visited.failure().detail,
              AllOf(HasSubstr(temporary.path()), HasSubstr("SQLITE_TMPDIR")));
  EXPECT_THAT(visited.failure().detail, Not(HasSubstr(path())));
}

}  // namespace
}  // namespace photomill
