// Makes the failure of a damaged file.
#pragma once

#include <string>
#include <utility>

#include "common/base/failure.h"

namespace photomill {

inline Failure Corrupt(std::string detail) {
  return {Reason::kCorrupt, std::move(detail)};
}

}  // namespace photomill
