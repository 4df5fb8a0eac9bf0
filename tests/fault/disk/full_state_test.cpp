// The state folder's disk fills up while a run goes on.
#include <signal.h>
#include <unistd.h>

#include <fstream>

#include "tests/fault/disk/disk_run.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::HasSubstr;

// A process holds a namespace in which the state folder is a small disk of its own.
class FullState : public DiskRun {
 protected:
  void SetUp() override {
    folder_.MakeFolder("state");
    folder_.MakeFolder("dst");
    holder_.emplace(
        StartCommand({"/usr/bin/unshare", "--mount", "/bin/sh", "-ec",
                      "mount -t tmpfs -o size=4m tmpfs \"$0\"; echo mounted; exec sleep infinity",
                      folder_.At("state")}));
    if (geteuid() != 0 || !holder_->Says("mounted")) {
      GTEST_SKIP() << "only root can mount a small disk, where unshare --mount is allowed";
    }
    const std::string holder = "/proc/" + std::to_string(holder_->pid());
    state_seen_ = holder + "/root" + folder_.At("state");
    inside_.behind = {"/usr/bin/nsenter", "--mount=" + holder + "/ns/mnt", "--"};
  }
  void TearDown() override {
    if (holder_->Running()) holder_->Signal(SIGKILL);
    (void)holder_->Wait();
    DiskRun::TearDown();
  }

  [[nodiscard]] Arguments CommandThere() const {
    return Command({"--state=" + folder_.At("state"), "--threads=1"});
  }

  void Fill() const {
    std::ofstream filler(state_seen_ + "/filler", std::ios::binary);
    const std::string block(4096, 'x');
    while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  void MakeRoom() const { fs::remove(state_seen_ + "/filler"); }

  // The ledger as it is now, in a folder that this process sees: SQLite would not follow the way
  // into the other namespace.
  [[nodiscard]] std::string CopyOfState() const {
    std::string copy = folder_.At("copy");
    fs::remove_all(copy);
    fs::create_directory(copy);
    for (const char* name : {"/ledger.db", "/ledger.db-wal"}) {
      if (fs::exists(state_seen_ + name)) fs::copy_file(state_seen_ + name, copy + name);
    }
    return copy;
  }

  std::string state_seen_;  // the small disk, from here
  Launch inside_;

 private:
  std::optional<Program> holder_;
};

TEST_F(FullState, InTheMiddleOfARunItEndsTheRunAndKeepsWhatIsRecorded) {
  Program run = StartPhotomill(CommandThere(), inside_);
  EXPECT_TRUE(WaitUntil([&] { return TreeOf(destination_).size() >= 40 || !run.Running(); }));
  Fill();
  const Ended full = run.Wait();
  EXPECT_TRUE(full.Exited(kStopped)) << full.All();
  EXPECT_THAT(full.out,
              AllOf(HasSubstr(folder_.At("state") + "/ledger.db cannot grow"),
                    HasSubstr("make room"), HasSubstr("the same command goes on from here")));
  const std::string kept = CopyOfState();
  ExpectSound(kept);
  const auto attempts = LedgerView(kept).AttemptsOfDone();
  EXPECT_FALSE(attempts.empty());
  EXPECT_LT(attempts.size(), static_cast<size_t>(kPhotos));

  // Still full: it says so again, and spoils nothing.
  const Ended again = RunPhotomill(CommandThere(), inside_);
  EXPECT_TRUE(again.Exited(kCannotStart) || again.Exited(kStopped)) << again.All();
  EXPECT_THAT(again.All(), AllOf(HasSubstr(folder_.At("state")), HasSubstr("make room")));

  MakeRoom();
  const Ended ended = RunPhotomill(CommandThere(), inside_);
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  const std::string finished = CopyOfState();
  ExpectSound(finished);
  EXPECT_EQ(LedgerView(finished).CountOf("done"), kPhotos);
  const auto after = LedgerView(finished).AttemptsOfDone();
  for (const auto& [key, count] : attempts) EXPECT_EQ(after.at(key), count) << key;
  EXPECT_EQ(CheckEveryOutput(finished, destination_), 2 * kPhotos);
  EXPECT_EQ(ContentsOf(destination_), FreshRun("undisturbed"));
}

}  // namespace
}  // namespace photomill::test
