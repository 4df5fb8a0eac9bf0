#include "common/base/check.h"

#include <cstdio>
#include <cstdlib>

namespace photomill::internal {

void CheckFailed(const char* file, int line, std::string_view condition) {
  std::fprintf(stderr, "%s:%d: this should never happen, please report it: %.*s\n", file, line,
               static_cast<int>(condition.size()), condition.data());
  std::abort();
}

}  // namespace photomill::internal
