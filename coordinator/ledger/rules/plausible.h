// Whether data read from a ledger can be what photomill wrote. SQLite detects damaged pages, but
// not a wrong number in a sound page: a flipped bit, or a change by another program. Such a number
// must not cause an overflow, a path outside the store or a frame that every worker refuses. Pure
// functions.
#pragma once

#include <optional>
#include <string>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// The maximum of an id, a count or a sum of bytes in a ledger: low enough that sums cannot overflow
// an int64_t.
inline constexpr int64_t kLedgerNumberMax = int64_t{1} << 56;

// The problem, human-readable ("the run's number is 9223372036854775807"); empty if there is none.
std::optional<std::string> FindDamage(const LedgerMemory& memory);

// The same for a task that is about to be sent, under a recipe that wants `all`.
std::optional<std::string> FindDamage(const Task& task, DerivativeSet all);

}  // namespace photomill
