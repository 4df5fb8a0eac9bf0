// How the tests of the rules compare what a check found.
#pragma once

#include <string>
#include <vector>

#include "tests/tidy/tree.h"

namespace photomill::tidy {

using Expected = std::vector<std::string>;

// The places that a check complains about, as "path:line".
inline Expected Places(const Violations& violations) {
  Expected places;
  for (const Violation& violation : violations) {
    places.push_back(violation.path + ":" + std::to_string(violation.line));
  }
  return places;
}

}  // namespace photomill::tidy
