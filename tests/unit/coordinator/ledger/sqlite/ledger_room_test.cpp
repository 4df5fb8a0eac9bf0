// Errors that SQLite reports as I/O errors, but that are a lack of room: a quota, a sync, an index
// that cannot grow. A ledger that had no room is in the state of its last commit, and resumes when
// there is room.
#include <gmock/gmock.h>
#include <sqlite3.h>

#include <cerrno>

#include "tests/unit/coordinator/ledger/sqlite/failing_vfs.h"
#include "tests/unit/coordinator/ledger/sqlite/ledger_run.h"

namespace photomill {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

struct Fullness {
  std::string name;
  FailingVfs::Call call;
  int code;
  int error_number;
  std::string words;
  int objects = 100;
};

// Long keys, so that few of them fill many pages.
std::vector<ListedObject> Batch(const std::string& folder, int count) {
  std::vector<ListedObject> objects;
  for (int i = 0; i < count; ++i) {
    const std::string name = std::to_string(i) + std::string(200, 'n');
    objects.push_back({folder + "/" + name + "/" + name + ".jpg", {1000, 1, ""}});
  }
  return objects;
}

Status TakeIn(Ledger& ledger, const std::vector<ListedObject>& objects) {
  const Result<IntakeCounts> counts = ledger.Intake(objects);
  return counts.ok() ? ledger.Commit() : Status(counts.failure());
}

class LedgerRoom : public LedgerOnDisk, public testing::WithParamInterface<Fullness> {
 protected:
  void TearDown() override { opened_ = {}; }

  FailingVfs vfs_;
};

TEST_P(LedgerRoom, IsMissingForAWhileAndNothingIsLost) {
  Open();
  ASSERT_TRUE(TakeIn(ledger(), Batch("a", 10)).ok());
  const Tally committed = ledger().Count();
  const std::vector<ListedObject> many = Batch("b", GetParam().objects);
  for (int times = 0; times < 2; ++times) {
    vfs_.Fail(GetParam().call, GetParam().code, GetParam().error_number);
    const Status status = TakeIn(ledger(), many);
    vfs_.Mend();
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.failure().reason, Reason::kStorageFull);
    EXPECT_THAT(status.failure().detail,
                AllOf(HasSubstr(path()), HasSubstr(GetParam().words), HasSubstr("make room")));
    EXPECT_EQ(ledger().Count(), committed);
    ASSERT_TRUE(ledger().Recover().ok());
  }
  ASSERT_TRUE(TakeIn(ledger(), many).ok());
  EXPECT_EQ(ledger().Count().known(), 10 + GetParam().objects);
  ExpectTalliesAreTrue();
  Close();
  EXPECT_EQ(SqlReader(path()).Value("PRAGMA integrity_check"), "ok");
}

// Enough sources that one page of the log's index cannot hold their pages.
constexpr int kManyPages = 10'000;

INSTANTIATE_TEST_SUITE_P(
    Of, LedgerRoom,
    testing::Values(
        Fullness{"Disk", FailingVfs::Call::kWrite, SQLITE_FULL, ENOSPC, "full"},
        Fullness{"Quota", FailingVfs::Call::kWrite, SQLITE_IOERR_WRITE, EDQUOT, "quota"},
        Fullness{"Sync", FailingVfs::Call::kSync, SQLITE_IOERR_FSYNC, ENOSPC, ""},
        Fullness{"SyncUnderQuota", FailingVfs::Call::kSync, SQLITE_IOERR_FSYNC, EDQUOT, "quota"},
        Fullness{"Index", FailingVfs::Call::kGrowIndex, SQLITE_IOERR_SHMSIZE, ENOSPC, "",
                 kManyPages}),
    [](const auto& kind) { return kind.param.name; });

using LedgerErrors = LedgerOnDisk;

TEST_F(LedgerErrors, ADiskThatFailsIsNotFull) {
  FailingVfs vfs;
  Open();
  vfs.Fail(FailingVfs::Call::kWrite, SQLITE_IOERR_WRITE, EIO);
  const Status status = TakeIn(ledger(), Batch("a", 10));
  vfs.Mend();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.failure().reason, Reason::kStorageUnavailable);
  EXPECT_FALSE(ledger().Recover().ok());
  opened_ = {};
}

}  // namespace
}  // namespace photomill
