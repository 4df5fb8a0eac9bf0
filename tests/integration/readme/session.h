// A reader who goes through a page from top to bottom and types every command that it shows.
#pragma once

#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "tests/integration/readme/markdown.h"
#include "tests/integration/readme/stage.h"
#include "tests/integration/ssh/ssh_host.h"

namespace photomill::test {

class Session {
 public:
  explicit Session(const Page& page) : page_(page) {}

  // Runs a block of sh in one of these ways; fails the test if it does not work:
  //   photomill coordinator …   runs in the background until the next one, or the end
  //   photomill worker …        the same; the last coordinator has to accept it
  //   anything else             runs to its end, and has to exit with code 0
  void Type(const CodeBlock& block);

  // A block of hosts: becomes the file "hosts". From then on ssh reaches each of them by its name;
  // they are sshds on loopback.
  void KeepHosts(const CodeBlock& block);

  // Ends the programs that still run, with Ctrl-C; every worker has to have worked.
  void End();

  // The steps that could not be done on this machine, and why. Empty if nothing was skipped.
  [[nodiscard]] const std::string& left_out() const { return left_out_; }

 private:
  struct Worker {
    Program program;
    std::string name;
  };

  void EndCluster();
  void StartCoordinator(const std::string& typed);
  void StartWorker(const std::string& typed);
  [[nodiscard]] std::vector<std::string> WorkersOfLedger() const;

  const Page& page_;
  Stage stage_;
  std::string state_;  // of the coordinator
  std::optional<Program> coordinator_;
  std::deque<Worker> workers_;
  const TestFolder site_folder_;  // the hosts' own files
  std::optional<SshSite> site_;
  std::string left_out_;
};

}  // namespace photomill::test
