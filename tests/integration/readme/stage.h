// The place where the pages' commands are typed: a fresh folder with the names that the pages use,
// and with photomill in the PATH. Commands run exactly as shown, except:
//
//   5577            a free port of this machine
//   photos-1.example.net   the coordinator's host: 127.0.0.1
//   /mnt/nas/…      a folder of the stage, where the same stores are mounted again (linked)
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
  // SRC with photographs and a note, DST that does not exist yet, deploy/ and docs/ of the project.
  Stage();

  [[nodiscard]] const TestFolder& folder() const { return folder_; }
  [[nodiscard]] uint16_t port() const { return port_; }

  // A command line for a shell there.
  [[nodiscard]] Program Start(const std::string& typed, const Launch& launch = {}) const;
  [[nodiscard]] Ended Run(const std::string& typed) const { return Start(typed).Wait(); }

  // Restores the initial state: nothing is migrated yet, and there is no ledger.
  void ForgetMigrations() const;
  // Puts a command of this name before the system's own in the PATH.
  void AddCommand(const std::string& name, const std::string& script) const;

  // A page's text with these replacements.
  [[nodiscard]] std::string Adapted(std::string typed) const;

 private:
  TestFolder folder_;
  uint16_t port_;
};

// The number of photographs in SRC.
inline constexpr int kStagePhotos =
    80;  // more than the scanner collects before it passes on the first batch

}  // namespace photomill::test
