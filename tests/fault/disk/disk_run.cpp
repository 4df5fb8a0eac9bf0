#include "tests/fault/disk/disk_run.h"

#include <signal.h>

#include <fstream>

namespace photomill::test {
namespace {

constexpr int kDoneBefore = 5;  // the kill comes when this many are done

}  // namespace

DiskRun::DiskRun() {
  WritePhotos(folder_, "src", kPhotos, 320, 240);
}

void DiskRun::KillARun(const Arguments& extra) const {
  Arguments arguments = {"--threads=1"};
  arguments.insert(arguments.end(), extra.begin(), extra.end());
  Program run = StartPhotomill(Command(arguments));
  EXPECT_TRUE(WaitUntil([&] { return ledger_.CountOf("done") >= kDoneBefore || !run.Running(); }));
  run.Signal(SIGKILL);
  const Ended ended = run.Wait();
  EXPECT_EQ(ended.exit.signal, SIGKILL) << "it was over too soon: " << ended.All();
  EXPECT_EQ(ProcessesLeft(), "");
  EXPECT_TRUE(std::filesystem::exists(Ledger() + "-wal"));
}

void DiskRun::ExpectGoesOn(const std::string& state, const Arguments& extra) {
  RunTo(kDone, extra);
  const LedgerView ledger(state);
  EXPECT_EQ(ledger.CountOf("done"), kPhotos);
  EXPECT_EQ(ledger.Number("SELECT count(*) FROM source"), kPhotos);
  EXPECT_EQ(ledger.Number("SELECT count(*) FROM output"), 2 * kPhotos);
  EXPECT_EQ(CheckEveryOutput(state, destination_), 2 * kPhotos);
  ExpectSound(state);
  if (undisturbed_.empty()) undisturbed_ = FreshRun("undisturbed");
  EXPECT_EQ(ContentsOf(destination_), undisturbed_);
}

void DiskRun::ExpectSound(const std::string& state) {
  EXPECT_EQ(LedgerView(state).Text("PRAGMA integrity_check"), "ok");
}

void DiskRun::ExpectLedgerRefused(const std::vector<std::string>& words) const {
  const std::string before = ReadFile(Ledger());
  ExpectRefused(Command(), words);
  ExpectRefused({"status", "--state=" + state_}, words);
  EXPECT_TRUE(ReadFile(Ledger()) == before) << "it was changed";
}

void PutFile(const std::string& path, std::string_view bytes) {
  std::ofstream file(path, std::ios::binary | std::ios::trunc);
  file << bytes;
  EXPECT_TRUE(file.flush().good()) << path;
}

}  // namespace photomill::test
