// Whether what was read from a ledger can be what photomill wrote. SQLite notices pages that are
// damaged, but not a sound page with a wrong number in it: a flipped bit, or somebody who was in
// there with another program. Such a number must not become an overflow, a path out of the store or
// a frame that every worker refuses. Pure functions.
#pragma once

#include <optional>
#include <string>

#include "coordinator/ledger/rules/ledger_tables.h"

namespace photomill {

// The most that an id, a count or a sum of bytes in a ledger can be: so far from the end of an
// int64_t that sums of them cannot overflow.
inline constexpr int64_t kLedgerNumberMax = int64_t{1} << 56;

// What is wrong, for people ("the run's number is 9223372036854775807"); nothing where it is sound.
std::optional<std::string> FindDamage(const LedgerMemory& memory);

// The same of a task that is to be handed out, under a recipe that wants `all`.
std::optional<std::string> FindDamage(const Task& task, DerivativeSet all);

}  // namespace photomill
