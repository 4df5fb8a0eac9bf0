// Shared by the tests of broken disks: a library that takes a while, a run that is killed in the
// middle, and the check after every problem: once its cause is gone, the same command ends as if
// nothing had happened.
#pragma once

#include <string>

#include "tests/integration/local/local_run.h"

namespace photomill::test {

class DiskRun : public LocalRun {
 protected:
  static constexpr int kPhotos = 120;

  DiskRun();

  // A run that is killed when some sources are done: the ledger keeps its log next to it.
  void KillARun(const Arguments& extra = {}) const;

  // `photomill run … EXTRA…`: ends well, with the tree of an undisturbed run, every source done in
  // the ledger of `state`, and every output as recorded.
  void ExpectGoesOn(const std::string& state, const Arguments& extra = {});
  void ExpectGoesOn() { ExpectGoesOn(state_); }

  // SQLite reports no problem with the ledger of `state`.
  static void ExpectSound(const std::string& state);

  // `photomill run` and `photomill status` both refuse, in one line with each of the words, and
  // leave the ledger's file unchanged.
  void ExpectLedgerRefused(const std::vector<std::string>& words) const;

  [[nodiscard]] std::string Ledger() const { return state_ + "/ledger.db"; }

 private:
  Contents undisturbed_;  // created when it is first needed
};

// Replaces a file of a state directory, in place.
void PutFile(const std::string& path, std::string_view bytes);

}  // namespace photomill::test
