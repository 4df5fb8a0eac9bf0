// Stores that hang: a mount whose server is stopped (bindfs, a FUSE file system), like a mount
// whose server is gone. Every display says who waits, for which store and for how long; no photo
// fails because of it, and everything resumes when the server does.
#include <signal.h>
#include <unistd.h>

#include <filesystem>
#include <sstream>

#include "tests/fault/disk/disk_run.h"
#include "tests/fault/disk/small_disk.h"
#include "tests/support/pictures.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::AnyOf;
using testing::HasSubstr;

// Moves the folder "$0" to "$1", which is served at "$0"; the server's pid is in "$1.pid".
const std::string kServe = R"(mv "$0" "$1" && mkdir "$0"
  setpriv --pdeathsig=KILL bindfs -f "$1" "$0" >/dev/null 2>&1 &
  echo $! >"$1.pid"
  for try in $(seq 200); do mountpoint --quiet "$0" && break || sleep 0.05; done
  mountpoint --quiet "$0")";

// The same; next to it the library is at SRC, of which only SRC/nas is served.
const std::string kServeAPart = kServe + R"(
  mount --bind "$1" "${0%/*}/src"
  mount --bind "$0/nas" "${0%/*}/src/nas")";

// A served folder in a separate namespace, whose server can be stopped.
class Served {
 public:
  Served(const std::string& folder, const std::string& mount) : disk_(folder, mount) {
    if (!disk_.mounted()) return;
    std::istringstream(ReadFile(folder + ".image.pid")) >> server_;
  }
  // Nobody should wait forever.
  ~Served() { Resume(); }
  Served(const Served&) = delete;
  Served& operator=(const Served&) = delete;

  [[nodiscard]] bool mounted() const { return server_ > 0; }
  [[nodiscard]] const Launch& inside() const { return disk_.inside(); }
  [[nodiscard]] const std::string& seen() const { return disk_.seen(); }

  void Stop() const { Signal(SIGSTOP); }
  void Resume() const { Signal(SIGCONT); }

 private:
  void Signal(int signal) const {
    if (server_ > 0) kill(server_, signal);
  }

  const SmallDisk disk_;
  pid_t server_ = 0;
};

constexpr const char* kWhyNot =
    "only root can mount a folder with bindfs, where it is installed, /dev/fuse is there and "
    "unshare --mount is allowed";

size_t CountOf(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

class SilentStore : public DiskRun {
 protected:
  void TearDown() override {
    served_.reset();
    DiskRun::TearDown();
  }

  // The output of `photomill status` once it contains `text`.
  std::string StatusWith(const std::string& text) const {
    std::string status;
    EXPECT_TRUE(WaitUntil([&] {
      status = RunPhotomill({"status", "--state=" + state_there_}).out;
      return status.find(text) != std::string::npos;
    })) << status;
    return status;
  }
  [[nodiscard]] std::string Log(const std::string& name) const {
    return ReadFile(state_there_ + "/" + name);
  }

  // Moves the library to a served folder. SRC is the same without the server, except for SRC/nas.
  [[nodiscard]] bool ServeAPart() {
    WriteSource("nas/z.jpg", MakeJpeg(80, 60, 85, 1));
    fs::rename(source_, seen_);
    folder_.MakeFolder("src");
    served_.emplace(seen_, kServeAPart);
    return served_->mounted();
  }

  const std::string seen_ = folder_.At("seen");
  const std::string state_there_ = folder_.At("state");
  const LedgerView ledger_there_{state_there_};
  std::optional<Served> served_;
};

// Which store is served, by its folder in the test's folder.
struct Store {
  std::string name;
  std::string folder;
};

class SilentAtAWorker : public SilentStore, public testing::WithParamInterface<Store> {};

TEST_P(SilentAtAWorker, IsToldEverywhereAndTheRunGoesOnAfterwards) {
  const std::string& store = GetParam().name;
  folder_.MakeFolder(GetParam().folder);
  served_.emplace(folder_.At(GetParam().folder), kServe);
  if (!served_->mounted()) GTEST_SKIP() << kWhyNot;

  Program run = StartPhotomill(
      Command({"--state=" + state_there_, "--threads=1", "--progress=plain"}), served_->inside());
  // The listing has finished, and the work has not.
  EXPECT_TRUE(WaitUntil([&] {
    return !run.Running() || (ledger_there_.CountOf("done") >= 5 &&
                              ledger_there_.Number("SELECT count(*) FROM source") == kPhotos);
  }));
  served_->Stop();
  EXPECT_TRUE(run.Says("no answer from the " + store + " at local-1 for "))
      << run.Out() << run.Err();
  EXPECT_TRUE(run.Says("time left unknown")) << run.Out();
  EXPECT_THAT(StatusWith("no answer from the " + store + " for "),
              HasSubstr("a store does not answer: check its disk, mount or server"));
  const std::string begins = "the " + store + " " + folder_.At(GetParam().folder) +
                             " has not answered worker local-1 for ";
  EXPECT_THAT(Log("coordinator.log"), HasSubstr(begins));
  EXPECT_THAT(Log("logs/worker-1.log"), HasSubstr("the " + store + " has not answered for "));
  EXPECT_TRUE(run.Running());
  EXPECT_EQ(ledger_there_.CountOf("failed"), 0);

  served_->Resume();
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_EQ(CountOf(Log("coordinator.log"), begins), 1U) << "one line, not one for each photo";
  // The worker may finish before it says so.
  EXPECT_THAT(Log("coordinator.log"),
              AnyOf(HasSubstr(" answers worker local-1 again, after "),
                    HasSubstr("worker local-1 is gone and no longer waits for the " + store)));
  EXPECT_THAT(Log("logs/worker-1.log"), HasSubstr("the " + store + " answers again, after "));
  EXPECT_EQ(ledger_there_.CountOf("done"), kPhotos);
  EXPECT_EQ(ledger_there_.Number("SELECT max(attempts) FROM source"), 1);
}

INSTANTIATE_TEST_SUITE_P(Either, SilentAtAWorker,
                         testing::Values(Store{"source", "src"}, Store{"destination", "dst"}),
                         [](const testing::TestParamInfo<Store>& store) {
                           return store.param.name;
                         });

// A part of the library is on a mount that hangs when the run begins; for the worker, all of it
// hangs.
TEST_F(SilentStore, IsToldOfAListingAndOfAWorkerThatIsNotAdmittedYet) {
  if (!ServeAPart()) GTEST_SKIP() << kWhyNot;
  served_->Stop();

  Arguments command = Command({"--state=" + state_there_, "--listen=tcp://127.0.0.1:0",
                               "--exit_when_done", "--progress=plain"});
  command.front() = "coordinator";
  Program coordinator = StartPhotomill(command, served_->inside());
  const std::string endpoint = AwaitEndpoint(coordinator);
  ASSERT_NE(endpoint, "") << coordinator.Err();
  Program worker = StartPhotomill(
      {"worker", "--connect=" + endpoint, "--name=w1", "--threads=1", "--source_root=" + seen_},
      served_->inside());

  EXPECT_TRUE(worker.Says("the source has not answered for ")) << worker.Err();
  EXPECT_TRUE(coordinator.Says("no answer from the source at ")) << coordinator.Out();
  EXPECT_TRUE(coordinator.Says("time left unknown")) << coordinator.Out();
  StatusWith("the coordinator: no answer from the source for ");
  EXPECT_THAT(StatusWith("): no answer from the source for "), HasSubstr("  w1 ("));
  const std::string begins = "the source " + source_ + " has not answered ";
  EXPECT_THAT(Log("coordinator.log"), AllOf(HasSubstr(begins + "the coordinator for "),
                                            HasSubstr(begins + "worker w1 for ")));

  served_->Resume();
  const Ended ended = coordinator.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_TRUE(worker.Wait().Exited(kDone));
  // The worker may finish before it says so.
  EXPECT_THAT(Log("coordinator.log"),
              AllOf(HasSubstr(" answers the coordinator again, after "),
                    AnyOf(HasSubstr(" answers worker w1 again, after "),
                          HasSubstr("worker w1 is gone and no longer waits for the source"))));
  EXPECT_EQ(CountOf(Log("coordinator.log"), begins), 2U);
  EXPECT_EQ(ledger_there_.CountOf("done"), kPhotos + 1);
}

// Only the end of the process frees a thread that lists such a mount.
TEST_F(SilentStore, ARunWhoseListingHangsStopsAllTheSame) {
  if (!ServeAPart()) GTEST_SKIP() << kWhyNot;
  served_->Stop();
  Program run = StartPhotomill(Command({"--state=" + state_there_}), served_->inside());
  EXPECT_TRUE(WaitUntil([&] { return ledger_there_.CountOf("done") >= 5 || !run.Running(); }));
  run.Signal(SIGTERM);
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kStopped)) << ended.All();
  served_->Resume();
  const Ended again = RunPhotomill(Command({"--state=" + state_there_}), served_->inside());
  EXPECT_TRUE(again.Exited(kDone)) << again.All();
  EXPECT_EQ(ledger_there_.CountOf("done"), kPhotos + 1);
}

// There is no progress, no ledger and no log yet.
TEST_F(SilentStore, IsToldBeforeTheRunBegins) {
  served_.emplace(source_, kServe);
  if (!served_->mounted()) GTEST_SKIP() << kWhyNot;
  served_->Stop();
  Program run = StartPhotomill(Command({"--state=" + state_there_}), served_->inside());
  EXPECT_TRUE(run.Says("photomill: the source " + source_ + " has not answered for "));
  served_->Resume();
  const Ended ended = run.Wait();
  EXPECT_TRUE(ended.Exited(kDone)) << ended.All();
  EXPECT_THAT(ended.err, HasSubstr("photomill: the source " + source_ + " answers again, after "));
}

}  // namespace
}  // namespace photomill::test
