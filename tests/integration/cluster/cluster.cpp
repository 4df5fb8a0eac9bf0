#include "tests/integration/cluster/cluster.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <filesystem>

#include "common/base/check.h"
#include "common/os/memory.h"
#include "tests/integration/support/ports.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
void Cluster::FixAddress() {
  endpoint_ = "tcp://127.0.0.1:" + std::to_string(FreePort());
}

Program Cluster::StartCoordinator(const Arguments& more, const Launch& launch) {
  const std::string listen = endpoint_.empty() ? "tcp://127.0.0.1:0" : endpoint_;
  Arguments arguments = {"coordinator", source(), destination(), "--listen=" + listen,
                         "--progress=plain"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  Program coordinator = StartPhotomill(arguments, launch);
  endpoint_ = AwaitEndpoint(coordinator);
  return coordinator;
}

Program Cluster::StartWorker(const std::string& name, const Arguments& more,
                             const Launch& launch) const {
  Arguments arguments = {"worker", "--connect=" + endpoint_, "--name=" + name, "--threads=2"};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return StartPhotomill(arguments, launch);
}

Contents Cluster::UndisturbedRun() const {
  const std::string destination = folder_.At("undisturbed");
  const Ended ended = RunPhotomill({"run", source(), destination, "--progress=none"});
  EXPECT_TRUE(ended.Exited(0)) << ended.All();
  return ContentsOf(destination);
}

int64_t Cluster::DoneBy(const std::string& worker) const {
  return ledger().Number("SELECT count(*) FROM source WHERE state = 'done' AND worker = " +
                         SqlText(worker));
}

bool Cluster::AwaitDone(int64_t sources) const {
  return WaitUntil([&] { return Done() >= sources; });
}

bool Cluster::AwaitDoneBy(const std::string& worker, int64_t sources) const {
  return WaitUntil([&] { return DoneBy(worker) >= sources; });
}

std::vector<std::string> Cluster::TemporaryFiles() const {
  std::vector<std::string> files;
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(state() + "/tmp", error)) {
    files.push_back(entry.path().filename().string());
  }
  return files;
}

DoneSources DoneNow(const Cluster& cluster) {
  DoneSources now;
  now.attempts = cluster.ledger().AttemptsOfDone();
  const Tree tree = TreeOf(cluster.destination());
  for (const LedgerView::Row& row : cluster.ledger().Rows(
           "SELECT output.key FROM output JOIN source ON source.id = output.source_id "
           "WHERE source.state = 'done'")) {
    const auto output = tree.find(row[0]);
    EXPECT_NE(output, tree.end()) << row[0] << " is in the ledger, and not in the destination";
    if (output != tree.end()) now.outputs.insert(*output);
  }
  return now;
}

void ExpectUntouched(const Cluster& cluster, const DoneSources& before) {
  const std::map<std::string, int64_t> attempts = cluster.ledger().AttemptsOfDone();
  for (const auto& [source, count] : before.attempts) {
    const auto now = attempts.find(source);
    ASSERT_NE(now, attempts.end()) << source << " is not done any more";
    EXPECT_EQ(now->second, count) << source << " was tried again";
  }
  const Tree tree = TreeOf(cluster.destination());
  for (const auto& [output, facts] : before.outputs) {
    const auto now = tree.find(output);
    ASSERT_NE(now, tree.end()) << output << " is gone";
    EXPECT_TRUE(now->second == facts) << output << " was written again";
  }
}

std::string ListedState(const Cluster& cluster, const std::string& worker) {
  const std::string status = RunPhotomill({"status", "--state=" + cluster.state()}).out;
  const size_t line = status.find("\n  " + worker + " (");
  if (line == std::string::npos) return {};
  const size_t state = status.find("): ", line) + 3;
  return status.substr(state, status.find_first_of(",:", state) - state);
}

pid_t EngineOf(const Program& worker) {
  for (const RunningProcess& process : OwnProcessesWith("--engine_fd=")) {
    if (process.parent == worker.pid()) return process.pid;
  }
  return 0;
}

pid_t AwaitEngine(const Program& worker) {
  pid_t engine = 0;
  EXPECT_TRUE(WaitUntil([&] { return (engine = EngineOf(worker)) != 0; }));
  return engine;
}

void KillTree(Program& worker) {
  const pid_t engine = AwaitEngine(worker);
  worker.Signal(SIGKILL);
  kill(engine, SIGKILL);
}

bool AwaitPixels(const Program& worker, uint64_t bytes) {
  const pid_t engine = AwaitEngine(worker);
  bool ended = false;
  const bool waited = WaitUntil([&] {
    const Result<uint64_t> resident = ResidentAnonymousBytes(engine);
    ended = !resident;
    return ended || *resident >= bytes;
  });
  return waited && !ended;
}

}  // namespace photomill::test
