// The place that the pages' commands are typed in: a fresh folder in which the names exist that the
// pages use, with photomill in the PATH. Commands run as they stand there, but for this:
//
//   5577            a port of this machine that is free
//   photos-1.example.net   the coordinator's host: 127.0.0.1
//   /mnt/nas/…      a folder of the stage, where the same stores are mounted a second time (linked)
//   ./run …         is not run: it would build and run this test
//   photos-2, …     the hosts of a page are sshds on loopback (session.h)
#pragma once

#include <cstdint>
#include <string>

#include "tests/integration/support/program.h"
#include "tests/integration/support/test_folder.h"

namespace photomill::test {

class Stage {
 public:
  // SRC with photographs and a note, DST that is not there yet, deploy/ and docs/ of the project.
  Stage();

  [[nodiscard]] const TestFolder& folder() const { return folder_; }
  [[nodiscard]] uint16_t port() const { return port_; }

  // What is typed into a shell there.
  [[nodiscard]] Program Start(const std::string& typed, const Launch& launch = {}) const;
  [[nodiscard]] Ended Run(const std::string& typed) const { return Start(typed).Wait(); }

  // Nothing is migrated yet, and nobody's ledger is there.
  void ForgetMigrations() const;
  // A command of this name stands before the system's own in the PATH.
  void AddCommand(const std::string& name, const std::string& script) const;

  // A page's text with these things put in place.
  [[nodiscard]] std::string Adapted(std::string typed) const;

 private:
  TestFolder folder_;
  uint16_t port_;
};

// How many photographs SRC has.
inline constexpr int kStagePhotos =
    80;  // more than the scanner gathers before it hands the first on

}  // namespace photomill::test
