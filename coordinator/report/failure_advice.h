// Advice for users about sources that failed, by reason, or are done with a warning.
#pragma once

#include <string>
#include <string_view>

#include "common/base/failure.h"
#include "common/model/warning.h"

namespace photomill {

// One line: the meaning and the remedy.
std::string_view AdviceFor(Reason reason);
std::string_view AdviceFor(Warning warning);

// A shell command that queries the ledger in `state_dir`.
std::string LedgerQuery(std::string_view state_dir, std::string_view sql);

}  // namespace photomill
