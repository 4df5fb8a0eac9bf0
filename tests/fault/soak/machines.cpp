#include "tests/fault/soak/machines.h"

#include <gtest/gtest.h>
#include <sched.h>
#include <signal.h>
#include <sys/mount.h>

#include <cstring>
#include <filesystem>
#include <fstream>

#include "tests/fault/poison.h"
#include "tests/integration/cluster/cluster.h"
#include "tests/integration/support/ports.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr const char* kDiskSize = "size=48m";

// Mounts a small disk that only this process and its children see. Empty: done.
std::string MountSmallDisk(const std::string& folder) {
  if (unshare(CLONE_NEWNS) != 0 || mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      mount("tmpfs", folder.c_str(), "tmpfs", 0, kDiskSize) != 0) {
    return std::string("only root can mount a small disk: ") + std::strerror(errno);
  }
  return {};
}

void Empty(const std::string& folder) {
  for (const auto& entry : fs::directory_iterator(folder)) fs::remove_all(entry.path());
}

}  // namespace

Machines::Machines(const TestFolder& folder, const LibraryModel& library, Tally& tally)
    : folder_(folder),
      library_(library),
      tally_(tally),
      network_(Network::Make(1 + kWorkers, why_no_network_)),
      port_(FreePort()) {
  folder_.MakeFolder("dst");
  folder_.MakeFolder("state");
  why_no_disk_ = MountSmallDisk(destination());
  if (network_) host_ = network_->Address(0);
}

Machines::~Machines() {
  coordinator_.reset();
  workers_.clear();
  if (why_no_disk_.empty()) (void)umount2(destination().c_str(), MNT_DETACH);
}

Launch Machines::On(size_t machine, Launch launch) const {
  return network_ ? network_->Inside(machine, std::move(launch)) : launch;
}

// The programs' output is counted once, after they have ended.
void Machines::Heard(const Ended& ended) {
  const std::string said = ended.All();
  tally_.CountIn(said, "disconnected and was not back", "disconnected");
  tally_.CountIn(said, "was not heard from for ", "not heard from");
  tally_.CountIn(said, "the coordinator is silent", "silent for workers");
  tally_.CountIn(said, "starting a new one", "engines started again");
  tally_.CountIn(said, "is set aside: storage_full", "set aside: storage_full");
  tally_.CountIn(said, "the run pauses", "pauses");
  tally_.AddFromSummary(said, "moved", "moved");
  tally_.AddFromSummary(said, "run twice", "run twice");
  tally_.AddFromSummary(said, "came late", "came late");
}

void Machines::StartAnew() {
  Empty(destination());
  Empty(state());
}

void Machines::StartCoordinator() {
  MakeRoom();  // none starts with a full destination
  coordinator_.emplace(StartPhotomill(
      {"coordinator", folder_.At("src"), destination(), "--recipe=" + library_.recipe(),
       "--state=" + state(), "--listen=tcp://" + host_ + ":" + std::to_string(port_), "--secure",
       "--exit_when_done", "--accept_gone", "--crash_limit=" + std::to_string(kCrashLimit),
       "--progress=plain"},
      On(0)));
  EXPECT_NE(AwaitEndpoint(*coordinator_), "");
}

std::optional<int> Machines::CoordinatorEnded() {
  if (coordinator_->Running()) return std::nullopt;
  const Ended ended = coordinator_->Wait();
  Heard(ended);
  const int code = ended.exit.signal != 0 ? 128 + ended.exit.signal : ended.exit.code;
  if (code == 1) ADD_FAILURE() << ended.All();
  return code;
}

void Machines::SignalCoordinator(int signal) {
  if (coordinator_->Running()) coordinator_->Signal(signal);
}

void Machines::StartMissingWorkers(int dies) {
  for (size_t i = 0; i < kWorkers; ++i) {
    if (WorkerRuns(i)) continue;
    if (workers_[i]) Heard(workers_[i]->Wait());
    Launch launch = WithPoison(folder_);
    if (dies > 0) {
      launch.environment.push_back("PHOTOMILL_TEST_DEATHS=" + std::to_string(dies));
      tally_.Count("worker dies at random");
    }
    workers_[i].emplace(
        StartPhotomill({"worker", "--join=" + state() + "/join",
                        "--name=worker-" + std::to_string(++started_), "--threads=2"},
                       On(1 + i, std::move(launch))));
  }
}

bool Machines::WorkerRuns(size_t i) {
  return workers_[i] && workers_[i]->Running();
}

void Machines::SignalWorker(size_t i, int signal) {
  if (WorkerRuns(i)) workers_[i]->Signal(signal);
}

void Machines::SignalEngine(size_t i, int signal) {
  if (!WorkerRuns(i)) return;
  if (const pid_t engine = EngineOf(*workers_[i]); engine != 0) (void)kill(engine, signal);
}

void Machines::KillWorker(size_t i) {
  SignalEngine(i, SIGSTOP);  // otherwise it would briefly survive its supervisor
  SignalWorker(i, SIGKILL);
}

// Stops the workers that missed the end of the run.
void Machines::EveryWorkerLeaves() {
  for (size_t i = 0; i < kWorkers; ++i) SignalWorker(i, SIGTERM);
  for (std::optional<Program>& worker : workers_) {
    if (!worker) continue;
    const Ended ended = worker->Wait();
    Heard(ended);
    const bool killed = ended.exit.signal == SIGKILL;
    const bool had_not_begun = ended.exit.signal == SIGTERM && ended.err.empty();
    EXPECT_TRUE(killed || had_not_begun || ended.Exited(0) || ended.Exited(3)) << ended.All();
    if (ended.Exited(0)) tally_.Count("workers left in peace");
    worker.reset();
  }
}

void Machines::FillDestination() const {
  std::ofstream filler(destination() + "/filler", std::ios::binary);
  const std::string block(1 << 16, 'x');
  while (filler.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
  }
}

void Machines::MakeRoom() const {
  fs::remove(destination() + "/filler");
}

void Machines::SendGarbage(uint64_t bytes) const {
  (void)StartCommand({"/bin/bash", "-c",
                      "head -c " + std::to_string(bytes) + " /dev/urandom > /dev/tcp/" + host_ +
                          "/" + std::to_string(port_)},
                     On(0))
      .Wait();
}

}  // namespace photomill::test
