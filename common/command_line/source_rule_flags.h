// The flags that say which sources are accepted: their formats, whether they may be damaged, how
// large they may be. `photomill run` and `photomill coordinator` give them to workers, `photomill
// scan` and `photomill worker --try` go by them. The flags themselves stand in the .cpp file.
#pragma once

#include <string>
#include <vector>

#include "common/base/result.h"
#include "common/command_line/help.h"
#include "common/model/source_rules.h"

namespace photomill {

// --formats alone.
HelpFlag FormatsHelp();
// The other ones, on two lines: the page of --max_width names those that limit other sizes.
HelpFlag AcceptPartialHelp();
HelpFlag SizeLimitHelp();
// All names of them but --formats.
std::vector<std::string> SourceRuleFlagNames();

struct FormatsFlag {
  FormatSet formats = kDecodedFormats;
  bool named = false;  // by people, rather than all that are decoded
};
Result<FormatsFlag> ReadFormats();

Result<SourceRules> ReadSourceRules();

// The names of all of these flags, --formats included, that were given something else than their
// default.
std::vector<std::string> GivenSourceRuleFlags();

}  // namespace photomill
