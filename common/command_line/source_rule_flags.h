// The flags for which sources are accepted: their formats, whether they can be damaged, and how
// large they can be. `photomill run` and `photomill coordinator` send them to workers. `photomill
// scan` and `photomill worker --try` apply them directly. The .cpp file defines the flags.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/model/source_rules.h"

namespace photomill {

// Only --formats.
HelpFlag FormatsHelp();
// The other flags, in two lines: the text of --max_width names the flags of the other limits.
HelpFlag AcceptPartialHelp();
HelpFlag SizeLimitHelp();
// The names of all of them except --formats.
std::vector<std::string> SourceRuleFlagNames();

struct FormatsFlag {
  FormatSet formats = kDecodedFormats;
  bool named = false;  // set by the user, rather than the default
};
Result<FormatsFlag> ReadFormats();

Result<SourceRules> ReadSourceRules();

// The names of all of these flags, including --formats, that were set to something other than their
// default.
std::vector<std::string> GivenSourceRuleFlags();

}  // namespace photomill
