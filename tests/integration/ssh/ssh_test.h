// Shared by the tests over ssh: a migration whose coordinator runs here, and hosts on which workers
// are started.
#pragma once

#include <gtest/gtest.h>

#include <optional>
#include <string>

#include "tests/integration/cluster/cluster.h"
#include "tests/integration/ssh/ssh_host.h"

namespace photomill::test {

class SshTest : public testing::Test {
 protected:
  void SetUp() override;
  // Ends everything that a failed test left running on its hosts.
  void TearDown() override;

  // A coordinator with keys, which exits when everything is done.
  Program StartCoordinator(const Launch& launch = {});
  // The same, with another `kListedFirst` photos; the listing hangs before src/zzz-listed-last, so
  // that no worker finishes the library, and workers stay.
  Program StartPatientCoordinator();
  // Until this.
  void ListTheLast() const { cluster_.folder().Write("go-on", ""); }
  // As many as the scanner passes on at once.
  static constexpr int kListedFirst = 64;
  [[nodiscard]] std::string join_file() const { return cluster_.state() + "/join"; }
  [[nodiscard]] std::string JoinFlag() const { return "--join=" + join_file(); }

  // The three scripts. Each line of these is a host.
  [[nodiscard]] Ended StartWorkers(const Arguments& lines) const;
  [[nodiscard]] Ended Status(const Arguments& lines) const;
  [[nodiscard]] Ended StopWorkers(const Arguments& lines, const Arguments& options = {}) const;

  // The supervisor of this worker on this host; 0 if none runs.
  static pid_t WorkerOn(const SshHost& host, const std::string& worker);
  static pid_t WorkerOn(const SshHost& host) { return WorkerOn(host, host.name()); }

  SshSite& site() { return *site_; }

  Cluster cluster_;

 private:
  std::optional<SshSite> site_;
};

// Whether any line of the text contains all of these words.
testing::AssertionResult HasLineWith(const std::string& text, const Arguments& words);

// The value of a key in a join file: "worker-secret-key".
std::string JoinValue(const std::string& join_text, const std::string& word);

}  // namespace photomill::test
