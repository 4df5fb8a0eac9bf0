#include "tests/integration/readme/session.h"

#include <gtest/gtest.h>
#include <signal.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>

#include "common/base/check.h"
#include "tests/integration/readme/pages.h"
#include "tests/integration/support/ledger_view.h"
#include "tests/integration/support/library.h"
#include "tests/integration/support/outputs.h"
#include "tests/integration/support/processes.h"
#include "tests/integration/support/wait.h"

namespace photomill::test {
namespace {

namespace fs = std::filesystem;

constexpr int kLatePhotos = 120;

// The README's coordinator and hosts, for pages that show none of their own.
const CodeBlock& OfReadme(const std::string& language, const std::string& begins) {
  for (const CodeBlock& block : UserPage("README.md").blocks) {
    if (block.language == language && block.text.starts_with(begins)) return block;
  }
  PHOTOMILL_CHECK(false);
}

bool Calls(const std::string& typed, const std::string& command) {
  return std::regex_search(typed, std::regex("(^|[ \\n])photomill " + command + "\\s"));
}

// Sends the signal to everything that was typed in one line, as a terminal does.
void PressCtrlC(const Program& typed) {
  kill(-typed.pid(), SIGINT);
}

// The value of --state, or the default.
std::string StateOf(const std::string& typed) {
  static const std::regex flag("--state=([^ \\n]+)");
  std::smatch found;
  return std::regex_search(typed, found, flag) ? found[1].str() : "DST/.photomill";
}

}  // namespace

void Session::Type(const CodeBlock& block) {
  SCOPED_TRACE(Place(page_, block.line) + ": " + block.text);
  const bool is_worker = Calls(block.text, "worker");
  const bool is_script = block.text.find("deploy/ssh/") != std::string::npos;
  if (Calls(block.text, "run")) EndCluster();
  if ((is_worker || is_script) && !coordinator_) {
    StartCoordinator(OfReadme("sh", "photomill coordinator ").text);
  }
  if (is_script && !site_) KeepHosts(OfReadme("hosts", ""));
  if (Calls(block.text, "coordinator")) {
    EndCluster();
    StartCoordinator(block.text);
  } else if (is_worker) {
    StartWorker(block.text);
  } else if (is_script && !left_out_.empty()) {
    return;  // the test reports it at its end
  } else {
    const Ended ended = stage_.Run(block.text);
    EXPECT_TRUE(ended.Exited(0)) << ended.All();
  }
}

void Session::KeepHosts(const CodeBlock& block) {
  if (left_out_ = SshSite::WhyNoHosts(); !left_out_.empty()) return;
  const TestFolder& folder = stage_.folder();
  folder.Write("hosts", stage_.Adapted(block.text));
  folder.MakeFolder("DST");
  site_.emplace(site_folder_, folder.At("SRC"), folder.At("DST"));
  std::istringstream lines(block.text);
  std::string line;
  std::string aliases;  // the user's entries in ~/.ssh/config or DNS
  while (std::getline(lines, line)) {
    const std::string name = line.substr(0, line.find_first_of(" \t"));
    if (name.empty() || name == "#") continue;
    const SshHost& host = site_->Add(name, {.stores_elsewhere = false});
    aliases +=
        "Host " + name + "\n  HostName 127.0.0.1\n  Port " + std::to_string(host.port()) + "\n";
  }
  const std::string config = site_folder_.At("ssh/config");
  site_folder_.Write("ssh/config", aliases + "Host *\n" + ReadFile(config));
  stage_.AddCommand("ssh", "exec /usr/bin/ssh -F '" + config + "' \"$@\"");
}

// Most photos are listed only after all workers have joined, so that each of them gets some.
void Session::StartCoordinator(const std::string& typed) {
  const TestFolder& folder = stage_.folder();
  stage_.ForgetMigrations();
  fs::remove(folder.At("go-on"));
  WritePhotos(folder, "SRC/zzz-listed-last", kLatePhotos, 320, 240);
  state_ = folder.At(StateOf(typed));
  coordinator_ = stage_.Start(
      typed, {.environment = {"LD_PRELOAD=" PHOTOMILL_SLOW_LISTING,
                              "PHOTOMILL_TEST_SLOW_FOLDER=" + folder.At("SRC/zzz-listed-last"),
                              "PHOTOMILL_TEST_GO_ON=" + folder.At("go-on")}});
  ASSERT_TRUE(coordinator_->Says("serving workers at ")) << coordinator_->Wait().All();
  // Copied as the page says: readable only by its user.
  if (fs::exists(state_ + "/join")) {
    fs::copy_file(state_ + "/join", folder.At("join"), fs::copy_options::overwrite_existing);
  }
}

std::vector<std::string> Session::WorkersOfLedger() const {
  std::vector<std::string> names;
  for (const LedgerView::Row& row : LedgerView(state_).Rows("SELECT name FROM worker")) {
    names.push_back(row.front());
  }
  return names;
}

void Session::StartWorker(const std::string& typed) {
  const std::vector<std::string> before = WorkersOfLedger();
  Program worker = stage_.Start(typed);
  std::string name;
  const bool joined = WaitUntil([&] {
    for (const std::string& known : WorkersOfLedger()) {
      if (std::find(before.begin(), before.end(), known) == before.end()) name = known;
    }
    return !name.empty() || !worker.Running();
  });
  ASSERT_TRUE(joined && !name.empty()) << worker.Wait().All();
  workers_.push_back({std::move(worker), name});
}

void Session::End() {
  EndCluster();
  if (site_) site_->EndEverySshd();
}

void Session::EndCluster() {
  if (!coordinator_) return;
  const LedgerView ledger(state_);
  const int64_t photos = kStagePhotos + kLatePhotos;
  stage_.folder().Write("go-on", "");
  if (!workers_.empty()) {
    EXPECT_TRUE(WaitUntil([&] {
      return ledger.CountOf("done") == photos ||
             std::none_of(workers_.begin(), workers_.end(),
                          [](Worker& worker) { return worker.program.Running(); });
    }));
    EXPECT_EQ(ledger.CountOf("done"), photos);
    CheckEveryOutput(state_, stage_.folder().At("DST"));
  }
  for (Worker& worker : workers_) {
    const int64_t done =
        ledger.Number("SELECT count(*) FROM source WHERE worker = " + SqlText(worker.name));
    EXPECT_GT(done, 0) << worker.name << " was accepted, but did nothing";
    if (worker.program.Running()) PressCtrlC(worker.program);
    const Ended ended = worker.program.Wait();
    EXPECT_TRUE(ended.Exited(0)) << worker.name << ": " << ended.All();
  }
  workers_.clear();
  if (coordinator_->Running()) PressCtrlC(*coordinator_);
  const Ended ended = coordinator_->Wait();
  EXPECT_TRUE(ended.Exited(0) || ended.Exited(3)) << ended.All();
  coordinator_.reset();
}

}  // namespace photomill::test
