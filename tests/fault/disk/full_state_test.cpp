// The ledger's disk fills up during a run: the run pauses, says why, and resumes automatically.
// Nothing is lost either if the user stops it instead of waiting.
#include <signal.h>
#include <unistd.h>

#include "tests/fault/disk/disk_run.h"
#include "tests/fault/disk/small_disk.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

constexpr const char* kTmpfs = "mount -t tmpfs -o size=4m tmpfs \"$0\"";

class OnSmallDisk : public DiskRun {
 protected:
  void TearDown() override {
    disk_.reset();
    DiskRun::TearDown();
  }

  // A copy of the ledger in a folder that this process sees, because SQLite would not follow the
  // path into the other namespace.
  [[nodiscard]] std::string CopyOf(const std::string& state_seen) const {
    std::string copy = folder_.At("copy");
    fs::remove_all(copy);
    fs::create_directory(copy);
    for (const char* name : {"/ledger.db", "/ledger.db-wal"}) {
      if (fs::exists(state_seen + name)) fs::copy_file(state_seen + name, copy + name);
    }
    return copy;
  }

  // The coordinator's log, from its last start on.
  [[nodiscard]] static std::string LastLog(const std::string& state_seen) {
    const std::string log = ReadFile(state_seen + "/coordinator.log");
    const size_t begin = log.rfind("starting photomill ");
    return begin == std::string::npos ? log : log.substr(begin);
  }

  // The same as after an undisturbed run.
  void ExpectAllDone(const std::string& state_seen, const std::string& destination_seen) {
    const std::string finished = CopyOf(state_seen);
    ExpectSound(finished);
    const LedgerView ledger(finished);
    EXPECT_EQ(ledger.CountOf("done"), kPhotos);
    EXPECT_EQ(ledger.Number("SELECT count(*) FROM source"), kPhotos);
    EXPECT_EQ(ledger.Number("SELECT max(attempts) FROM source"), 1) << "a source was charged";
    EXPECT_EQ(CheckEveryOutput(finished, destination_seen), 2 * kPhotos);
    EXPECT_EQ(ContentsOf(destination_seen), FreshRun("undisturbed"));
  }

  std::optional<SmallDisk> disk_;
};

// --- the ledger alone
// -----------------------------------------------------------------------------

class FullState : public OnSmallDisk {
 protected:
  void SetUp() override {
    folder_.MakeFolder("state");
    folder_.MakeFolder("dst");
    disk_.emplace(folder_.At("state"), kTmpfs);
    if (!disk_->mounted()) {
      GTEST_SKIP() << "only root can mount a small disk, if unshare --mount is allowed";
    }
  }

  [[nodiscard]] Arguments CommandThere() const {
    return Command({"--state=" + folder_.At("state"), "--threads=1", "--progress=plain"});
  }

  // A run that waits for room.
  [[nodiscard]] Program PausedRun() const {
    Program run = StartPhotomill(CommandThere(), disk_->inside());
    EXPECT_TRUE(WaitUntil([&] { return FilesBelow(destination_) >= 40 || !run.Running(); }));
    disk_->Fill();
    EXPECT_TRUE(run.Says("paused: storage_full: the ledger " + folder_.At("state") +
                         "/ledger.db cannot grow"))
        << run.Out() << run.Err();
    return run;
  }
};

TEST_F(FullState, InTheMiddleOfARunItPausesTheRunWhichGoesOnByItself) {
  Program run = PausedRun();
  EXPECT_THAT(run.Err(), AllOf(HasSubstr("make room"), HasSubstr("resumes automatically")));
  EXPECT_TRUE(run.Running());
  disk_->MakeRoom();
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(ended.All(), HasSubstr("the run resumes: the ledger has room again"));
  EXPECT_THAT(LastLog(disk_->seen()), AllOf(HasSubstr("the run resumes: the ledger has room again"),
                                            HasSubstr("Finished: nothing is left to do.")));
  ExpectAllDone(disk_->seen(), destination_);
}

TEST_F(FullState, AStopMeanwhileEndsItWithWhatIsRecorded) {
  Program run = PausedRun();
  run.Signal(SIGINT);
  const Ended full = run.Wait();
  EXPECT_TRUE(full.Exited(kStopped)) << full.All();
  EXPECT_THAT(full.out,
              AllOf(HasSubstr(folder_.At("state") + "/ledger.db cannot grow"),
                    HasSubstr("make room"), HasSubstr("run the same command again to resume")));
  const std::string ledger = folder_.At("state") + "/ledger.db cannot grow";
  EXPECT_THAT(LastLog(disk_->seen()),
              AllOf(HasSubstr("the run pauses: storage_full: the ledger " + ledger),
                    HasSubstr("Aborted (the ledger " + ledger), HasSubstr("make room")));
  const std::string kept = CopyOf(disk_->seen());
  ExpectSound(kept);
  const auto attempts = LedgerView(kept).AttemptsOfDone();
  EXPECT_FALSE(attempts.empty());
  EXPECT_LT(attempts.size(), static_cast<size_t>(kPhotos));

  // Still full: it reports this again, with the exit code of a run that may be restarted, and
  // damages nothing.
  const Ended again = RunPhotomill(CommandThere(), disk_->inside());
  EXPECT_TRUE(again.Exited(kStopped)) << again.All();
  EXPECT_THAT(again.All(), AllOf(HasSubstr(folder_.At("state")), HasSubstr("make room")));
  EXPECT_THAT(LastLog(disk_->seen()), HasSubstr("cannot start: the ledger " + ledger));

  disk_->MakeRoom();
  const Ended ended = RunPhotomill(CommandThere(), disk_->inside());
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  ExpectAllDone(disk_->seen(), destination_);
}

// --- the ledger and the outputs
// -------------------------------------------------------------------

struct Kind {
  std::string name;
  std::string mount;
  bool may_stop = false;  // see StopsOnBtrfs
};
void PrintTo(const Kind& kind, std::ostream* out) {
  *out << kind.name;
}

class OneFullDisk : public OnSmallDisk, public testing::WithParamInterface<Kind> {
 protected:
  void SetUp() override {
    folder_.MakeFolder("dst");
    disk_.emplace(destination_, GetParam().mount);
    if (!disk_->mounted()) {
      GTEST_SKIP() << "this needs root, unshare --mount, and a kernel and tools that know "
                   << GetParam().name;
    }
    disk_->LeaveOnly(4'000'000);
  }

  [[nodiscard]] std::string state_seen() const { return disk_->seen() + "/.photomill"; }

  // btrfs may have no room for a page of an existing mapped file (SQLite's -shm): the system kills
  // a program for that, so it cannot wait. The run says so, and the same command resumes.
  bool StopsOnBtrfs(Program& run) {
    if (!GetParam().may_stop || run.Says("paused: storage_full: the ledger ")) return false;
    const Ended stopped = run.Wait();
    EXPECT_TRUE(stopped.Exited(kStopped)) << stopped.All();
    EXPECT_THAT(stopped.All(), HasSubstr("make room"));
    disk_->MakeRoom();
    const Ended again = RunPhotomill(Command({"--threads=1"}), disk_->inside());
    EXPECT_TRUE(again.Exited(kDone)) << again.All();
    ExpectAllDone(state_seen(), disk_->seen());
    return true;
  }
};

TEST_P(OneFullDisk, PausesTheRunWhichGoesOnByItself) {
  Program run = StartPhotomill(Command({"--threads=1", "--progress=plain"}), disk_->inside());
  EXPECT_TRUE(WaitUntil([&] { return FilesBelow(disk_->seen()) >= 40 || !run.Running(); }));
  disk_->Fill();
  if (StopsOnBtrfs(run)) return;
  EXPECT_TRUE(run.Says("paused: storage_full")) << run.Out() << run.Err();
  EXPECT_TRUE(run.Says("the run pauses")) << run.Out() << run.Err();
  disk_->Fill();  // including what was swept
  EXPECT_TRUE(run.Says("paused: storage_full: the ledger ")) << run.Out() << run.Err();
  disk_->MakeRoom();
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(LastLog(state_seen()),
              AllOf(HasSubstr("the run resumes"), HasSubstr("Finished: nothing is left to do.")));
  ExpectAllDone(state_seen(), disk_->seen());
}

constexpr const char* kExt4 =
    "truncate -s 64M \"$1\"; mkfs.ext4 -q -F \"$1\"; mount -o loop \"$1\" \"$0\"; "
    "rmdir \"$0/lost+found\"";
constexpr const char* kXfs =
    "truncate -s 320M \"$1\"; mkfs.xfs -q -f \"$1\"; mount -o loop \"$1\" \"$0\"";
constexpr const char* kBtrfs =
    "truncate -s 128M \"$1\"; mkfs.btrfs -q -f \"$1\" > /dev/null; mount -o loop \"$1\" \"$0\"";

INSTANTIATE_TEST_SUITE_P(On, OneFullDisk,
                         testing::Values(Kind{"tmpfs", "mount -t tmpfs -o size=8m tmpfs \"$0\""},
                                         Kind{"ext4", kExt4}, Kind{"xfs", kXfs},
                                         Kind{"btrfs", kBtrfs, true}),
                         [](const testing::TestParamInfo<Kind>& kind) { return kind.param.name; });

}  // namespace
}  // namespace photomill::test
