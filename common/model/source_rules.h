// What is taken of the sources. A migration has one set of rules: it travels to every worker in its
// Welcome, so that all judge a source alike.
#pragma once

#include <string>
#include <vector>

#include "common/base/picture_format.h"
#include "common/base/result.h"

namespace photomill {

struct SourceRules {
  FormatSet formats = kDecodedFormats;  // told by content; others are kFormatNotAllowed
  bool accept_partial = false;          // of a damaged picture what can be decoded is kept
  bool operator==(const SourceRules&) const = default;
};

// The set of these words, "jpeg" and so on. kInvalid for one that names no format, or one that
// photomill does not decode, and where there is none at all.
Result<FormatSet> ParseFormats(const std::vector<std::string>& words);

}  // namespace photomill
