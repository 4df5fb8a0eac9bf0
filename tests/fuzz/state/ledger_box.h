// A small ledger of two runs, to be damaged by a target, and everything that photomill does with a
// ledger that it finds: the reading for `photomill status`, opening, pages, listing, results, the
// end.
#pragma once

#include <string>

namespace photomill::fuzz {

// The files of a state directory, as bytes.
struct LedgerFiles {
  std::string ledger;  // ledger.db
  std::string log;     // ledger.db-wal; empty: none
};

// One that was closed, and the same as a killed coordinator leaves it. Made once.
const LedgerFiles& ClosedLedger();
const LedgerFiles& KilledLedger();

// Puts the files in place of what an input before left behind.
void PutLedger(const LedgerFiles& files);
std::string LedgerPath();

// Every verb, with its promises: an answer or a failure for people, tasks that workers accept, and
// never an error that nobody foresaw. True where the ledger was opened, used and closed.
bool UseLedger();

// Whether SQLite finds nothing wrong with the file.
bool LedgerIsSound();

}  // namespace photomill::fuzz
