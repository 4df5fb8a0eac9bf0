// A damaged ledger is refused with a remedy and left as it is. After a copy is restored, the same
// command resumes.
#include "tests/fault/disk/disk_run.h"

namespace photomill::test {
namespace {

using DamagedLedger = DiskRun;

TEST_F(DamagedLedger, WithItsLastBytesCutOff) {
  RunTo(kDone);
  const std::string whole = ReadFile(Ledger());
  for (const size_t missing : {size_t{1}, size_t{1000}, size_t{4096}, whole.size() / 2}) {
    const std::string cut = whole.substr(0, whole.size() - missing);
    PutFile(Ledger(), cut);
    ExpectRefused(Command(), {Ledger(), "is damaged", ".recover", "--into_existing"});
    EXPECT_TRUE(ReadFile(Ledger()) == cut) << "it was changed";
    // Shows the data that can still be read, or why nothing can.
    const Ended status = RunPhotomill({"status", "--state=" + state_});
    EXPECT_TRUE(status.Exited(kDone) || status.Exited(kCannotStart)) << status.All();
  }
  PutFile(Ledger(), whole);
  RemoveSource(PhotoKey(3));
  folder_.Write("src/" + PhotoKey(3), SmallJpeg(77));  // so that there is work to do
  ExpectGoesOn();
}

TEST_F(DamagedLedger, CutOffBelowTheLogOfAKilledRun) {
  KillARun();
  const std::string ledger = ReadFile(Ledger());
  const std::string log = ReadFile(Ledger() + "-wal");
  PutFile(Ledger(), ledger.substr(0, ledger.size() / 2));
  const Ended run = Run();
  // The log may hold every page that was truncated; then nothing is lost.
  if (!run.Exited(kDone)) {
    EXPECT_TRUE(run.Exited(kCannotStart)) << run.All();
    EXPECT_THAT(run.err, testing::HasSubstr("is damaged"));
  }
  PutFile(Ledger(), ledger);
  PutFile(Ledger() + "-wal", log);
  std::filesystem::remove(Ledger() + "-shm");
  ExpectGoesOn();
}

TEST_F(DamagedLedger, OfGarbage) {
  KillARun();
  const std::string ledger = ReadFile(Ledger());
  const std::string log = ReadFile(Ledger() + "-wal");
  std::filesystem::remove(Ledger() + "-wal");
  std::filesystem::remove(Ledger() + "-shm");
  PutFile(Ledger(), std::string(20'000, '?'));
  ExpectLedgerRefused({Ledger(), "is damaged", ".recover"});
  std::string holes = ledger;
  for (size_t i = 100; i < holes.size(); i += 7) holes[i] = '?';
  if (holes.size() > 4096) {
    PutFile(Ledger(), holes);
    ExpectRefused(Command(), {Ledger(), "is damaged", ".recover"});
  }
  PutFile(Ledger(), ledger);
  PutFile(Ledger() + "-wal", log);
  ExpectGoesOn();
}

// The remedy's promise: without the ledger every source is processed again, into the same tree.
TEST_F(DamagedLedger, ThatIsMovedAwayStartsAnew) {
  KillARun();
  std::filesystem::rename(state_, folder_.At("moved-away"));
  ExpectRefused(Command(), {destination_, "--into_existing"});
  ExpectGoesOn(state_, {"--into_existing"});
}

TEST_F(DamagedLedger, OfANewerPhotomill) {
  RunTo(kDone);
  const std::string ours = ReadFile(Ledger());
  std::string newer = ours;
  newer[63] = '\x63';  // the last byte of user_version
  PutFile(Ledger(), newer);
  ExpectLedgerRefused({Ledger(), "newer version", "schema 99"});
  PutFile(Ledger(), ours);
  ExpectGoesOn();
}

TEST_F(DamagedLedger, ThatIsEmptyIsANewOne) {
  folder_.MakeFolder("dst/.photomill");
  PutFile(Ledger(), "");
  ExpectRefused({"status", "--state=" + state_}, {"no run has begun", state_});
  ExpectGoesOn();
}

}  // namespace
}  // namespace photomill::test
