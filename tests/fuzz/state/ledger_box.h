// Provides a small ledger of two runs, which a target damages, and everything that photomill does
// with an existing ledger: reading for `photomill status`, opening, pages, listing, results,
// closing.
#pragma once

#include <string>

namespace photomill::fuzz {

// The files of a state directory, as bytes.
struct LedgerFiles {
  std::string ledger;  // ledger.db
  std::string log;     // ledger.db-wal; empty: none
};

// A closed ledger, and the same as a killed coordinator leaves it. Created once.
const LedgerFiles& ClosedLedger();
const LedgerFiles& KilledLedger();

// Replaces the files that an earlier input left behind.
void PutLedger(const LedgerFiles& files);
std::string LedgerPath();

// Calls every operation and checks its promises: a result or a readable failure, tasks that workers
// accept, and no unexpected error. Returns true if the ledger was opened, used and closed.
bool UseLedger();

// Whether SQLite finds nothing wrong with the file.
bool LedgerIsSound();

}  // namespace photomill::fuzz
